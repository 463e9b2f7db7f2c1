package textlog

import (
	"bytes"
	"io"
)

// NewText returns a stream's text in UTF-8 without a mark, for formats that are
// not made of lines: JSON may stand on a single one of any length. UTF-16 is told
// as [NewReader] tells it.
func NewText(src io.Reader) io.Reader {
	head := make([]byte, 4096)
	n, err := io.ReadFull(src, head)
	head = head[:n]
	rest := io.Reader(failed{err})
	if err == nil {
		rest = src
	} else if err == io.ErrUnexpectedEOF {
		rest = failed{io.EOF}
	}
	big, wide, skip := sniffUTF16(head)
	if wide {
		return &utf16Reader{src: io.MultiReader(bytes.NewReader(head[skip:]), rest), big: big}
	}
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head, mark)), rest)
}
