package hunt

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"sync/atomic"
)

// intake reads an item once: it hashes what passes, counts it, and lets the head
// be looked at before the rest is decoded.
type intake struct {
	src   io.Reader
	sum   hash.Hash
	n     int64
	total *atomic.Int64
	ahead []byte
	err   error
	// md5 and sha1 are only computed where they were asked for.
	md5, sha1 hash.Hash
}

func newIntake(src io.Reader, total *atomic.Int64) *intake {
	return &intake{src: src, sum: sha256.New(), total: total}
}

// head returns the first n bytes, or all of a smaller item, without taking them
// from the stream.
func (in *intake) head(n int) ([]byte, error) {
	buf := make([]byte, n)
	k, err := io.ReadFull(rawReader{in}, buf)
	in.ahead = buf[:k]
	if err == io.ErrUnexpectedEOF && in.err == io.EOF {
		err = io.EOF
	}
	return in.ahead, err
}

// also makes the intake compute further hashes, from the head on that was not
// taken yet. They are broken as proofs, and lists have them all the same.
func (in *intake) also(withMD5, withSHA1 bool) {
	if withMD5 {
		in.md5 = md5.New()
		in.md5.Write(in.ahead)
	}
	if withSHA1 {
		in.sha1 = sha1.New()
		in.sha1.Write(in.ahead)
	}
}

func (in *intake) md5sum() string  { return sumOf(in.md5) }
func (in *intake) sha1sum() string { return sumOf(in.sha1) }

func sumOf(h hash.Hash) string {
	if h == nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Read implements io.Reader.
func (in *intake) Read(p []byte) (int, error) {
	if len(in.ahead) > 0 {
		n := copy(p, in.ahead)
		in.ahead = in.ahead[n:]
		return n, nil
	}
	return in.take(p)
}

func (in *intake) take(p []byte) (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	n, err := in.src.Read(p)
	in.sum.Write(p[:n])
	if in.md5 != nil {
		in.md5.Write(p[:n])
	}
	if in.sha1 != nil {
		in.sha1.Write(p[:n])
	}
	in.n += int64(n)
	in.total.Add(int64(n))
	in.err = err
	return n, err
}

// rawReader reads past what is ahead.
type rawReader struct{ in *intake }

func (r rawReader) Read(p []byte) (int, error) { return r.in.take(p) }

// all reads at most max bytes more, the head included.
func (in *intake) all(max int) ([]byte, error) {
	var b bytes.Buffer
	_, err := io.CopyN(&b, in, int64(max))
	if err == io.EOF {
		err = nil
	}
	return b.Bytes(), err
}

// done reads what is left, so that the hash is the whole item's, and returns its
// length and hash in hex.
func (in *intake) done() (int64, string) {
	in.ahead = nil
	buf := make([]byte, 64<<10)
	for in.err == nil {
		in.take(buf)
	}
	return in.n, hex.EncodeToString(in.sum.Sum(nil))
}
