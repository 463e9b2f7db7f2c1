package term

import (
	"bufio"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// The marks that Arabic lines carry: see the package comment.
const (
	rightToLeftMark = "\u200f"
	leftToRight     = "\u2066" // LRI: the content is known to be left-to-right
	popIsolate      = "\u2069"
)

// style is a terminal's graphic rendition; the empty style is plain text.
type style string

// Only the sixteen colours every terminal has, so that the user's own palette
// decides how they look on the user's own background.
const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "1;31"
	yellow style = "33"
	green  style = "32"
)

// page writes lines of a fixed width. Its texts are inert already.
type page struct {
	w     *bufio.Writer
	p     *i18n.Printer
	color bool
	width int
}

// span is a piece of a line in one style. A technical span is never reordered.
type span struct {
	text      string
	style     style
	technical bool
}

// line writes spans after an indentation.
func (pg *page) line(indent int, spans ...span) {
	if pg.p.RTL() {
		pg.w.WriteString(rightToLeftMark)
	}
	pg.w.WriteString(strings.Repeat(" ", indent))
	for i, s := range spans {
		text := s.text
		if i == len(spans)-1 {
			text = strings.TrimRight(text, " ")
		}
		if pg.color && s.style != plain && text != "" {
			pg.w.WriteString("\x1b[" + string(s.style) + "m" + pg.isolate(text, s.technical) + "\x1b[0m")
		} else {
			pg.w.WriteString(pg.isolate(text, s.technical))
		}
	}
	pg.w.WriteByte('\n')
}

// isolate marks the technical stretches of an Arabic line.
func (pg *page) isolate(text string, technical bool) string {
	if !pg.p.RTL() || text == "" {
		return text
	}
	if technical {
		return leftToRight + text + popIsolate
	}
	var b strings.Builder
	for _, r := range pg.p.Runs(text) {
		if r.Technical {
			b.WriteString(leftToRight + r.Text + popIsolate)
		} else {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func (pg *page) blank() { pg.w.WriteByte('\n') }

// heading writes a title above a block.
func (pg *page) heading(text string) {
	pg.blank()
	pg.line(0, span{text: text, style: bold})
}

// prose writes a wrapped paragraph. The first line may open with a lead of its
// own, and all others hang below the text.
func (pg *page) prose(indent int, text string, st style, lead ...span) {
	hang := indent
	for _, s := range lead {
		hang += columns(s.text)
	}
	for i, l := range wrap(text, pg.width-hang) {
		if i == 0 {
			pg.line(indent, append(lead, span{text: l, style: st})...)
		} else {
			pg.line(hang, span{text: l, style: st})
		}
	}
}

// technical writes something that is not prose, broken where the line ends, on
// at most lines lines.
func (pg *page) technical(indent int, text string, lines int) {
	room := pg.width - indent
	text = cut(strings.Join(strings.Fields(text), " "), room*lines-1)
	for text != "" {
		var line string
		line, text = split(text, room)
		pg.line(indent, span{text: line, style: dim, technical: true})
	}
}

// stageStyle colours a stage by what it asks of the reader.
func stageStyle(s athar.Stage) style {
	switch {
	case s >= athar.Accessed:
		return red
	case s == athar.Clear:
		return green
	}
	return yellow
}

func replyStyle(r athar.Reply) style {
	switch r {
	case athar.Yes:
		return red
	case athar.No:
		return green
	}
	return yellow
}
