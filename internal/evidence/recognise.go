package evidence

import (
	"bytes"
	"errors"
	"io"
)

// form is how an archive is packed.
type form int8

const (
	noArchive form = iota
	zipArchive
	zipTail // a zip that other data precedes, as in a self-extracting program
	gzipArchive
	tarArchive
	otherArchive
)

// headSize is how much of a file's start tells what it is: one tar block.
const headSize = 512

const endSize = 22 // of a zip's end record without a comment

// others are archives that athar does not open. Saying so beats silence: a
// collection may be one.
var others = []struct{ magic, name string }{
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"\xfd7zXZ\x00", "an xz file"},
	{"(\xb5/\xfd", "a Zstandard file"},
}

// recognise tells an archive by the first bytes of its content.
func recognise(head []byte) (form, string) {
	switch {
	case bytes.HasPrefix(head, []byte(localMagic)), bytes.HasPrefix(head, []byte(endMagic)):
		return zipArchive, ""
	// Three reserved flags of a gzip header must be zero (RFC 1952, 2.3.1.2).
	case len(head) >= 10 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8 && head[3]&0xe0 == 0:
		return gzipArchive, ""
	case isTar(head):
		return tarArchive, ""
	}
	for _, o := range others {
		if bytes.HasPrefix(head, []byte(o.magic)) {
			return otherArchive, o.name
		}
	}
	return noArchive, ""
}

// isTar wants the magic and a right checksum of the first block: the sum of its
// bytes with the checksum's own eight taken as spaces, in octal.
func isTar(head []byte) bool {
	if len(head) < headSize || !bytes.HasPrefix(head[257:], []byte("ustar")) {
		return false
	}
	var sum, want int64
	for i, b := range head[:headSize] {
		if i >= 148 && i < 156 {
			b = ' '
		}
		sum += int64(b)
	}
	for _, b := range bytes.Trim(head[148:156], " \x00") {
		if b < '0' || b > '7' {
			return false
		}
		want = want<<3 | int64(b-'0')
	}
	return sum == want
}

// lookAt recognises content by its start, and by its end where that says nothing.
func lookAt(ra io.ReaderAt, size int64) (form, string, error) {
	var head [headSize]byte
	n, err := ra.ReadAt(head[:], 0)
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		return noArchive, "", err
	}
	f, name := recognise(head[:n])
	if f == noArchive && hasZipTail(ra, size) {
		f = zipTail
	}
	return f, name, nil
}

// headOf reads the first bytes of content. Errors after them are met again by
// whoever reads the item.
func headOf(c content) ([]byte, error) {
	rc, err := c.open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(rc, head)
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head[:n], nil
}

// hasZipTail tells whether a file ends with a zip's end record without a
// comment. Longer searches would cost every log file a read of 64 KiB.
func hasZipTail(ra io.ReaderAt, size int64) bool {
	if size < endSize {
		return false
	}
	var tail [endSize]byte
	n, _ := ra.ReadAt(tail[:], size-endSize)
	return n == endSize && bytes.HasPrefix(tail[:], []byte(endMagic)) && tail[20] == 0 && tail[21] == 0
}
