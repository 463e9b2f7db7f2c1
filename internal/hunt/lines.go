package hunt

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/athar-forensics/athar/internal/textlog"
)

// lines hands out the item in blocks of whole lines, and notes what of it could
// not be read.
func (r *reading) lines(take func(b textlog.Block)) {
	text := textlog.NewReader(r.in)
	for r.ctx.Err() == nil {
		b, err := text.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				r.h.failed(r.t.Path, err)
			}
			break
		}
		take(b)
		r.h.report(r.t.Path)
	}
	if text.LongLines > 0 {
		lose(r.t, fmt.Sprintf("lines longer than %d KiB, read up to there", textlog.MaxLine>>10), 0, text.LongBytes)
	}
	if text.NULBytes > 0 {
		lose(r.t, "holes of NUL bytes, as a crash leaves them", 0, text.NULBytes)
	}
}

// eachLine calls fn for the lines of a block, without their ends: each with its
// place in the block and its number in the item.
func eachLine(b textlog.Block, fn func(line []byte, at int, number int64)) {
	data, at, number := b.Data, 0, b.Line
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		next := end + 1
		if end < 0 {
			end, next = len(data), len(data)
		}
		line := data[:end]
		if end > 0 && line[end-1] == '\r' {
			line = line[:end-1]
		}
		fn(line, at, number)
		data, at, number = data[next:], at+next, number+1
	}
}
