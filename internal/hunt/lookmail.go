package hunt

import (
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/literal"
)

// maxOutlets bounds the addresses and connectors that are followed; the first by
// the alphabet win.
const maxOutlets = 2_000

// followMail reads message tracking again for what went to the addresses and by the
// connectors that rules and settings of this evidence name. Whose they are, and
// whether what went there was taken, is for the assessment to say.
func (h *Hunter) followMail(ctx context.Context, set *evidence.Set, found *athar.Case) error {
	traces := found.Traces()
	outlets := h.outlets(traces)
	if len(outlets) == 0 {
		return nil
	}
	find := literal.New(outlets)
	return h.readAgain(ctx, set, traces, func(t *athar.Trace) bool { return t.Kind == athar.KindMessageTracking },
		func(r *reading, t *athar.Trace) { h.trackMail(r, t, outlets, find) })
}

// outlets are the addresses and connectors by which mail may leave.
func (h *Hunter) outlets(traces []*athar.Trace) []string {
	var out []string
	for _, t := range traces {
		for i := range t.Sightings {
			s := &t.Sightings[i]
			if rule := h.know.Library.Rule(s.Rule); rule != nil {
				out = append(out, athar.Outlets(s.Fields, rule.Meta.Sends, rule.Meta.Connects)...)
			}
		}
	}
	sort.Strings(out)
	out = slices.Compact(out)
	return out[:min(len(out), maxOutlets)]
}

// trackMail reads one log of message tracking for the outlets.
func (h *Hunter) trackMail(r *reading, t *athar.Trace, outlets []string, find *literal.Set) {
	if !r.open() {
		return
	}
	r.seen.measures = func(string) bool { return true }
	rule := h.know.Library.Detector(athar.MailSentOn)
	r.eachRow(find, func(line []byte, number int64, hits []hit) {
		if at := r.dec.Row().Time; len(hits) == 0 || at == 0 || !h.opt.counts(at) || h.opt.ahead(at) {
			return
		}
		r.decode(line, number)
		for _, outlet := range leftBy(&r.rec, outlets) {
			s := sight(&r.rec, rule, true)
			s.Subject = outlet
			for _, f := range athar.TrackedFields {
				if v := r.rec.Get(f); v != "" {
					s.Fields[f] = clip(v, maxValue)
				}
			}
			// Two outlets of one row are two records to whoever counts them.
			s.Hash ^= hashOf([]byte(outlet))
			r.seen.add(s)
		}
	})
	r.seen.into(t)
}

// leftBy are the outlets that a row names: as one of its recipients, or as the
// connector by which it was sent.
func leftBy(rec *athar.Record, outlets []string) []string {
	var out []string
	named := func(v string) {
		v = strings.ToLower(strings.TrimSpace(v))
		if i := sort.SearchStrings(outlets, v); v != "" && i < len(outlets) && outlets[i] == v {
			out = keep(out, v)
		}
	}
	for _, recipient := range strings.Split(rec.Get("recipient-address"), ";") {
		named(recipient)
	}
	named(rec.Get("connector-id"))
	return out
}
