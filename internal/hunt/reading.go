package hunt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/weblog"
)

// decoder reads the lines of one text log.
type decoder interface {
	Line(line []byte) textlog.Class
	Row() *textlog.Row
	Record(rec *athar.Record)
}

// reading is the work on one item.
type reading struct {
	h   *Hunter
	t   *athar.Trace
	a   artefact.Artefact
	in  *intake
	ctx context.Context

	plan  *plan
	dec   decoder
	web   *weblog.Decoder   // dec, where it is a web log's
	proxy *exchange.Decoder // dec, where it is one of Exchange's
	spans spans
	seen  sightings
	rec   athar.Record
	look  lookout
	paths paths

	classes func(textlog.Class, []byte) // told of every line that is no whole row
}

// run decodes the item in the way that its form asks for.
func (r *reading) run() {
	r.t.Kind = r.a.Kind
	r.paths.pages = r.h.know.Pages
	switch r.a.Form {
	case artefact.Ignored:
		r.t.Kind = ""
		r.t.Ignored = map[string]int{r.a.Class: 1}
		return
	case artefact.Refused:
		r.t.Kind = ""
		lose(r.t, r.a.Reason, 0, int64(len(r.in.ahead)))
		return
	case artefact.Page:
		r.page()
		return
	case artefact.SetupLog:
		r.setup()
	case artefact.OABLog:
		r.oab()
	case artefact.W3C, artefact.Native, artefact.CSV:
		r.open()
		r.rows()
		r.settle()
	}
	r.finish()
}

// open makes the decoder of a log of rows; it reports false for anything else.
func (r *reading) open() bool {
	switch r.a.Form {
	case artefact.W3C:
		r.web = weblog.NewDecoder()
		r.web.Day = r.a.Day
		r.dec = r.web
	case artefact.Native:
		r.dec = weblog.NewNativeDecoder(r.a.Day)
	case artefact.CSV:
		r.proxy = exchange.NewDecoder(r.a.Layout)
		r.dec = r.proxy
	default:
		return false
	}
	return true
}

// settle notes what only the whole log says of itself.
func (r *reading) settle() {
	switch {
	case r.web != nil:
		r.blindWeb(r.web)
	case r.proxy != nil:
		r.finishCSV()
	}
}

// finish puts into the trace what was gathered on the way.
func (r *reading) finish() {
	r.t.Spans = r.spans.list()
	r.seen.into(r.t)
	r.look.into(r.t)
	r.t.Clock = clockOf(r.t.Kind, r.a)
}

// finishCSV settles the kind and what the log lacks.
func (r *reading) finishCSV() {
	r.t.Exchange = r.t.Records > 0
	r.t.Blind = r.proxy.Blind()
	if k := r.proxy.Kind(); k != "" {
		r.t.Kind = k
	}
	if r.proxy.Version != "" {
		r.look.header(r.proxy.Version, r.spans.list())
	}
	if r.t.Kind != proxyPrefix {
		return
	}
	// The kind of most rows names the file; rows of others carry their own.
	r.t.Kind = proxyPrefix + "unknown"
	for _, s := range r.spans.list() {
		if s.Kind != "" {
			r.t.Kind = s.Kind
			break
		}
	}
	for i := range r.seen.whole {
		if s := &r.seen.whole[i]; s.Kind == proxyPrefix {
			s.Kind = ""
		}
	}
}

// blindWeb notes which columns that detection needs a web log does not have.
func (r *reading) blindWeb(d *weblog.Decoder) {
	r.t.BackEnd = r.look.backEnd > r.look.frontEnd
	cols := d.Columns()
	if cols == nil {
		return
	}
	for _, want := range []string{"cs-method", "cs-uri-stem", "cs-uri-query", "sc-status"} {
		if cols.Index(want) < 0 {
			r.t.Blind = append(r.t.Blind, want)
		}
	}
}

// lines calls row for every line of the item, without its end.
func (r *reading) lines(block func(b textlog.Block)) {
	text := textlog.NewReader(r.in)
	for r.ctx.Err() == nil {
		b, err := text.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				lose(r.t, readError(err), 0, 0)
			}
			break
		}
		block(b)
		r.h.report(r.t.Path)
	}
	if text.LongLines > 0 {
		lose(r.t, fmt.Sprintf("lines longer than %d KiB, read up to there", textlog.MaxLine>>10), 0, text.LongBytes)
	}
	if text.NULBytes > 0 {
		lose(r.t, "holes of NUL bytes, as a crash leaves them", 0, text.NULBytes)
	}
}

// eachLine calls fn for the lines of a block.
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

// clockOf says how a kind's times were read.
func clockOf(kind athar.Kind, a artefact.Artefact) athar.Clock {
	c := athar.Clock{Assumed: "UTC", Basis: "this log is written in UTC"}
	switch {
	case kind == athar.KindRequestFilter:
		c.Basis = "server-locale dates read as " + string(a.Layout.Order) + "; zone assumed"
		if a.Note != "" {
			c.Basis += "; " + a.Note
		}
	case a.Form == artefact.Native:
		c.Assumed, c.Basis = "local", "the IIS log file format is written in the server's own time, whose zone is not known"
	case kind == athar.KindSetup:
		c.Basis = "the setup log is taken as UTC"
	case strings.HasPrefix(string(kind), proxyPrefix) && a.Note != "", a.Note != "":
		c.Basis += "; " + a.Note
	}
	return c
}
