package hunt

import (
	"strconv"

	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
)

// rows reads a log of rows: every row is timed and counted, and those that hold
// a literal of the plan are decoded and asked about.
func (r *reading) rows() {
	r.plan = r.h.plan(r.a.Kind)
	var hits []hit
	var partial, lost, lostBytes int64
	r.lines(func(b textlog.Block) {
		hits = r.plan.search(b.Data, hits)
		rest := hits
		before := r.t.Records
		eachLine(b, func(line []byte, at int, number int64) {
			mine := rest
			n := 0
			for n < len(rest) && rest[n].at < at+len(line) {
				n++
			}
			mine, rest = rest[:n], rest[n:]
			switch r.dec.Line(line) {
			case textlog.Meta:
				return
			case textlog.Lost:
				lost++
				lostBytes += int64(len(line))
				return
			case textlog.Partial:
				partial++
			case textlog.Whole:
			}
			r.row(line, at, number, mine)
		})
		r.h.records.Add(r.t.Records - before)
	})
	if lost > 0 {
		lose(r.t, "rows that could not be read", lost, lostBytes)
	}
	if partial > 0 {
		lose(r.t, partialReason(partial, r.a.Note), 0, 0)
	}
}

func partialReason(n int64, note string) string {
	reason := "rows that do not fit their header, read as far as they go: " + strconv.FormatInt(n, 10)
	if note != "" {
		reason = note + "; rows read as far as they go: " + strconv.FormatInt(n, 10)
	}
	return reason
}

// row counts one row and, where a literal or a rule asks for it, decodes it. At
// is the line's place in the block, where the hits are counted from.
func (r *reading) row(line []byte, at int, number int64, hits []hit) {
	row := r.dec.Row()
	if row.Time != 0 && (row.Time < r.h.opt.Since || r.h.opt.Until != 0 && row.Time > r.h.opt.Until) {
		return
	}
	r.t.Records++
	if row.Time != 0 {
		r.spans.add(row.Server, row.Kind, row.Time)
	}
	if r.proxy != nil {
		r.look.proxyRow(r.proxy, row, number)
	}
	sample := r.proxy == nil && r.look.rows < sampleRows
	r.look.rows++
	asked, lanes := r.worth(line, at, row, hits)
	if !asked && lanes == 0 && !sample && len(r.plan.always) == 0 {
		return
	}
	r.decode(line, number, row)
	if sample {
		r.look.sample(&r.rec, r.t)
	}
	r.ask(hits, lanes)
}

// worth looks at a row's hits before the row is decoded: is a rule asked, and do
// the lanes' paths say anything that is not known already? Most pages that are
// asked for all day are Exchange's own, and most builds were noted before.
func (r *reading) worth(line []byte, at int, row *textlog.Row, hits []hit) (asked bool, lanes lane) {
	for _, h := range hits {
		w := &r.plan.wants[h.id]
		asked = asked || len(w.rules) > 0
		if w.lanes&laneVisit != 0 && lanes&laneVisit == 0 && r.paths.foreign(line, h.at-at) {
			lanes |= laneVisit
		}
		if w.lanes&laneBuild != 0 && !r.look.noted(line, h.at-at, row.Time) {
			lanes |= laneBuild
		}
	}
	return asked, lanes
}

// decode parts the row into the record and derives what its kind hides.
func (r *reading) decode(line []byte, number int64, row *textlog.Row) {
	clear(r.rec.Derived)
	r.rec.More = nil
	r.rec.Kind, r.rec.Time, r.rec.Line, r.rec.Raw = r.a.Kind, row.Time, number, line
	if row.Kind != "" {
		r.rec.Kind = row.Kind
	}
	r.rec.Server = string(row.Server)
	r.dec.Record(&r.rec)
	exchange.Derive(&r.rec)
}

// ask shows the record to the rules whose literals it holds, and to the lanes.
func (r *reading) ask(hits []hit, lanes lane) {
	var asked [4]uint64 // rules already asked, by index; more than 256 rules ask again
	var matched []int
	try := func(i int) {
		if i < 256 {
			if asked[i/64]&(1<<(i%64)) != 0 {
				return
			}
			asked[i/64] |= 1 << (i % 64)
		}
		if r.plan.rules[i].Matcher.Match(&r.rec) {
			matched = append(matched, i)
		}
	}
	for _, i := range r.plan.always {
		try(i)
	}
	for _, h := range hits {
		for _, i := range r.plan.wants[h.id].rules {
			try(i)
		}
	}
	if len(matched) > 0 {
		r.matched(matched)
	}
	if lanes&laneVisit != 0 {
		r.visit()
	}
	if lanes&laneBuild != 0 {
		r.look.url(&r.rec)
	}
}

// matched keeps the rules that say most of the record, and those that
// correlations wait for.
func (r *reading) matched(rules []int) {
	if status := r.rec.Get("sc-status"); status == "200" || status == "241" {
		// A host that answered as a back end is a server, even if a forged
		// request names it.
		r.look.mention(r.rec.Get("anchor.host"), r.rec.Line)
	}
	superseded := map[string]bool{}
	done := map[int]bool{}
	for _, i := range rules {
		for _, name := range r.plan.rules[i].Meta.Supersedes {
			superseded[name] = true
		}
	}
	for _, i := range rules {
		rule := r.plan.rules[i]
		quiet := rule.Meta.Hidden || superseded[rule.Name]
		if done[i] || quiet && !rule.Feeds() {
			continue
		}
		done[i] = true
		r.seen.add(sight(&r.rec, rule, quiet))
	}
}

// sampleRows is how many rows of a web log are looked at to tell whose it is.
const sampleRows = 2000
