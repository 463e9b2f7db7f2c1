package main

import (
	"bufio"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/athar-forensics/athar/evtx"
)

// origin says where a record comes from: live, or carved at an offset of its
// file. A reader must be able to tell what a log says from what it once said.
type origin struct {
	carved bool
	offset int64
}

var live = origin{}

func carvedAt(offset int64) origin { return origin{carved: true, offset: offset} }

// The ends of an XML document of events, as the Event Viewer exports them.
const (
	xmlStart = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>` + "\n<Events>\n"
	xmlEnd   = "</Events>\n"
)

// eventWriter writes records, one a line.
type eventWriter struct {
	w        *bufio.Writer
	xml      bool
	style    evtx.JSONStyle
	terminal bool
	begun    bool
	line     []byte // reused
	shown    []byte // the line for a terminal, reused
}

func newEventWriter(w io.Writer, c *evtxDump, terminal bool) *eventWriter {
	out := &eventWriter{w: bufio.NewWriterSize(w, 1<<16), xml: c.Format == "xml", style: evtx.JSONInline, terminal: terminal}
	if c.Separate {
		out.style = evtx.JSONSeparate
	}
	return out
}

// render returns a record as a line without its end, good until the next call.
func (o *eventWriter) render(r *evtx.Record, from origin) ([]byte, error) {
	var err error
	if o.xml {
		o.line = appendXMLOrigin(o.line[:0], from, r.Borrowed())
		o.line, err = r.AppendXML(o.line)
	} else if o.line, err = r.AppendJSON(o.line[:0], o.style); err == nil {
		o.line = appendJSONOrigin(o.line, from, r.Borrowed())
	}
	if err != nil {
		return nil, err
	}
	return o.inert(), nil
}

// appendJSONOrigin adds a member to the object that dst is. Of two members of
// one name readers take the last, so that no record can deny its origin.
func appendJSONOrigin(dst []byte, from origin, borrowed bool) []byte {
	if !from.carved {
		return dst
	}
	dst = dst[:len(dst)-1]
	if len(dst) > 1 {
		dst = append(dst, ',')
	}
	return fmt.Appendf(dst, `"Carved":{"Offset":%d,"Borrowed":%t}}`, from.offset, borrowed)
}

func appendXMLOrigin(dst []byte, from origin, borrowed bool) []byte {
	if !from.carved {
		return dst
	}
	dst = fmt.Appendf(dst, "<!-- carved at offset %d", from.offset)
	if borrowed {
		dst = append(dst, ", names of fields borrowed"...)
	}
	return append(dst, " -->"...)
}

// appendVisible appends text with the characters that could move a terminal's
// cursor, turn its writing round or hide in it as references of JSON or XML. It
// says the same to a program as before.
func appendVisible(dst, text []byte, xml bool) []byte {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			dst = utf8.AppendRune(dst, r)
		case xml:
			dst = fmt.Appendf(dst, "&#x%X;", r)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				dst = fmt.Appendf(dst, `\u%04x`, unit)
			}
		}
	}
	return dst
}

func (o *eventWriter) write(line []byte) error {
	o.begin()
	o.w.Write(line)
	return o.w.WriteByte('\n')
}

// begin waits for the first record: where no file can be read, nothing is
// written. Errors stay in the writer.
func (o *eventWriter) begin() {
	if o.xml && !o.begun {
		o.w.WriteString(xmlStart)
	}
	o.begun = true
}

// end completes the document.
func (o *eventWriter) end() error {
	o.begin()
	if o.xml {
		o.w.WriteString(xmlEnd)
	}
	return o.flush()
}

// flush writes what is held, also where the document will not be completed.
func (o *eventWriter) flush() error { return o.w.Flush() }
