package hunt

import (
	"context"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/intel"
	"github.com/athar-forensics/athar/internal/textlog"
)

// reading is the work on one item.
type reading struct {
	log
	h   *Hunter
	t   *athar.Trace
	in  *intake
	ctx context.Context

	plan       *plan
	remembered remembered
	spans      spans
	seen       sightings
	names      eventNames
	parents    parents
	look       lookout
	hits       []hit
	words      []byte // of the present record, where it is searched otherwise than as found
	paths      paths
	readers    readers
	refused    refusals
	signIns    signIns
	// letInBefore tells who was noted to get in, and from where, by the second look.
	letInBefore map[string]bool
	memo        intel.Memo

	classes func(textlog.Class, []byte) // told of every line that is no whole row
}

// run decodes the item in the way that its form asks for.
func (r *reading) run() {
	r.t.Kind = r.a.Kind
	r.paths.pages = r.h.know.Pages
	r.seen.measures, r.seen.feeds = r.h.measures, r.h.feeds
	switch r.a.Form {
	case artefact.Ignored:
		r.other()
		return
	case artefact.Refused:
		r.t.Kind = ""
		lose(r.t, r.a.Reason, 0, int64(len(r.in.ahead)))
		if r.a.Day != 0 && r.a.Promised != "" {
			r.t.Dark = []athar.Dark{{Kind: r.a.Promised, Interval: athar.Interval{From: r.a.Day, Until: r.a.Day + athar.Day}}}
		}
		return
	case artefact.Page:
		r.page()
		return
	case artefact.Document:
		r.document()
		return
	case artefact.SetupLog:
		r.setup()
	case artefact.Audit:
		r.audit()
	case artefact.EventLog:
		r.eventLog()
	case artefact.OldEventLog:
		r.oldEvents()
	case artefact.EventExport:
		r.exportedEvents()
	case artefact.W3C, artefact.Native, artefact.CSV, artefact.OABLog:
		r.open()
		r.rows()
		r.settle()
	}
	r.finish()
}

// settle notes what only the whole log says of itself.
func (r *reading) settle() {
	switch {
	case r.t.Kind == athar.KindHTTPErr:
		// What never reached a site: it has columns of its own and rules nothing out.
		r.t.Exchange = false
	case r.web != nil:
		r.t.BackEnd = r.look.backEnd > r.look.frontEnd
		r.t.Blind = r.web.Blind()
	case r.proxy != nil:
		r.finishCSV()
	case r.a.Form == artefact.OABLog:
		r.t.Exchange = r.t.Records > 0
	}
}

// finish puts into the trace what was gathered on the way.
func (r *reading) finish() {
	r.spans.into(r.t)
	r.seen.into(r.t)
	r.look.into(r.t)
	r.readers.into(r.t)
	r.refused.into(r.t)
	r.signIns.into(r.t)
	if r.t.Clock.Basis == "" {
		r.t.Clock = clockOf(r.t.Kind, r.a)
	}
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
	if r.t.Kind != athar.KindHTTPProxy {
		return
	}
	// The kind of most rows names the file; rows of others carry their own.
	r.t.Kind = athar.HTTPProxy("unknown")
	for _, s := range r.spans.list() {
		if s.Kind != "" {
			r.t.Kind = s.Kind
			break
		}
	}
	for i := range r.seen.whole {
		if s := &r.seen.whole[i]; s.Kind == athar.KindHTTPProxy {
			s.Kind = ""
		}
	}
	for i := range r.seen.echoes {
		if e := &r.seen.echoes[i]; e.Kind == athar.KindHTTPProxy {
			e.Kind = ""
		}
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
	case a.Note != "":
		c.Basis += "; " + a.Note
	}
	return c
}
