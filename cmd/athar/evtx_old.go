package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/evtx/evt"
	"github.com/athar-forensics/athar/internal/term"
)

// old writes an event log of Windows before Vista. Such a log has no records
// behind its ring to carve.
func (f *dumped) old(ctx context.Context, log *evt.File) error {
	if len(f.Channel) > 0 {
		fmt.Fprintln(f.err, "athar:", term.Clean(f.name+": a log of this old form names no channel, so --channel leaves all of it out"))
	}
	f.found = true
	for record, err := range log.Records() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			f.lost.tell(f.err, f.name, err)
			continue
		}
		if !f.wantsOld(record) {
			continue
		}
		if err := f.out.write(f.out.renderOld(record)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (c *evtxDump) wantsOld(r *evt.Record) bool {
	if len(c.ID) > 0 && !slices.Contains(c.ID, uint32(r.EventID())) {
		return false
	}
	return len(c.Channel) == 0 && c.inSpan(r.Generated)
}

// renderOld returns a record as a line without its end, good until the next
// call.
func (o *eventWriter) renderOld(r *evt.Record) []byte {
	if o.xml {
		o.line = r.AppendXML(o.line[:0])
	} else {
		o.line = r.AppendJSON(o.line[:0], o.style)
	}
	return o.inert()
}

// inert returns the line as what reads it may see it.
func (o *eventWriter) inert() []byte {
	if !o.terminal {
		return o.line
	}
	o.shown = appendVisible(o.shown[:0], o.line, o.xml)
	return o.shown
}

// openOld opens an event log of the old form if a file that is none of today's
// is one.
func openOld(r interruptible, size int64, err error) (*evt.File, bool) {
	if err != evtx.ErrNotEVTX {
		return nil, false
	}
	log, err := evt.Open(r, size)
	return log, err == nil
}

// inSpan tells whether a time is in the span that was asked for. One that is not
// known is in every span, as it is in a scan.
func (c *evtxDump) inSpan(at time.Time) bool {
	if c.Since == 0 && c.Until == 0 {
		return true
	}
	t := moment(athar.TimeOf(at))
	return t == 0 || t >= c.Since && (c.Until == 0 || t <= c.Until)
}
