package intel

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/athar-forensics/athar/internal/textlog"
)

// maxJoined bounds a row whose quoted values go over several lines, in lines and
// bytes. Beyond it the quote is taken for a stray one.
const (
	maxJoinedLines = 32
	maxJoined      = 64 << 10
)

// lines reads text and tables: one entry a line.
func (r *reader) lines(src io.Reader) error {
	text := textlog.NewReader(src)
	t := &table{r: r}
	var held []byte // a row whose quote is still open
	first, last := 0, 0
	for {
		block, err := text.Next()
		if err != nil {
			if len(held) > 0 {
				t.line(held, first)
			}
			t.finish(last)
			r.lost(text)
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		data, number := block.Data, int(block.Line)
		for len(data) > 0 {
			line, rest, _ := bytes.Cut(data, []byte{'\n'})
			line, data = bytes.TrimSuffix(line, []byte{'\r'}), rest
			switch {
			case held != nil:
				held = append(append(held, '\n'), line...)
				if bytes.Count(line, []byte{'"'})%2 == 1 || len(held) > maxJoined || number-first >= maxJoinedLines {
					t.line(held, first)
					held = nil
				}
			case t.quoted() && bytes.Count(line, []byte{'"'})%2 == 1:
				held, first = bytes.Clone(line), number
			default:
				t.line(line, number)
			}
			last = number
			number++
		}
	}
}

// lost says what of a text could not be read.
func (r *reader) lost(text *textlog.Reader) {
	if text.LongLines > 0 {
		r.list.fault(0, "", "lines longer than 256 KiB were read up to there")
	}
	if text.NULBytes > 0 {
		r.list.fault(0, "", "the list holds NUL bytes, which were left out")
	}
}

// comment cuts a line's comment: a whole line, or what follows a blank and #.
func comment(line string) (text, remark string, whole bool) {
	trimmed := strings.TrimSpace(line)
	for _, mark := range []string{"#", "//", ";;", "--"} {
		if strings.HasPrefix(trimmed, mark) {
			return "", strings.TrimSpace(strings.TrimLeft(trimmed, "#/;-")), true
		}
	}
	for _, mark := range []string{" #", "\t#", " //", "\t//"} {
		if i := strings.Index(line, mark); i > 0 {
			return strings.TrimSpace(line[:i]), strings.TrimSpace(line[i+len(mark):]), false
		}
	}
	return trimmed, "", false
}
