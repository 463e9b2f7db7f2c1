package hunt

import (
	"strconv"

	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/literal"
	"github.com/athar-forensics/athar/internal/textlog"
)

// sampleRows is how many rows of a web log are looked at to tell whose it is.
const sampleRows = 2000

// rows reads a log of rows: every row is timed and counted, and those that hold
// a literal of the plan are decoded and asked about.
func (r *reading) rows() {
	r.plan = r.h.plan(r.a.Kind)
	var partial, lost, lostBytes int64
	r.classes = func(class textlog.Class, line []byte) {
		switch class {
		case textlog.Lost:
			lost++
			lostBytes += int64(len(line))
		case textlog.Partial:
			partial++
		case textlog.Meta, textlog.Whole:
		}
	}
	r.eachRow(r.plan.find, r.row)
	if lost > 0 {
		lose(r.t, "rows that could not be read", lost, lostBytes)
	}
	if partial > 0 {
		lose(r.t, partialReason(partial, r.a.Note), 0, 0)
	}
}

// eachRow calls fn for every row that can be read, with the places of the
// literals in it, counted from the row's beginning.
func (r *reading) eachRow(find *literal.Set, fn func(line []byte, number int64, hits []hit)) {
	var hits []hit
	r.lines(func(b textlog.Block) {
		hits = search(find, b.Data, hits)
		rest := hits
		before := r.t.Records
		eachLine(b, func(line []byte, at int, number int64) {
			n := 0
			for n < len(rest) && rest[n].at < at+len(line) {
				rest[n].at -= at
				n++
			}
			mine := rest[:n]
			rest = rest[n:]
			class := r.dec.Line(line)
			if r.classes != nil && class != textlog.Whole {
				r.classes(class, line)
			}
			if class == textlog.Whole || class == textlog.Partial {
				fn(line, number, mine)
			}
		})
		r.h.records.Add(r.t.Records - before)
	})
}

func partialReason(n int64, note string) string {
	reason := "rows that do not fit their header, read as far as they go: " + strconv.FormatInt(n, 10)
	if note != "" {
		reason = note + "; rows read as far as they go: " + strconv.FormatInt(n, 10)
	}
	return reason
}

// row counts one row and, where a literal or a rule asks for it, decodes it.
func (r *reading) row(line []byte, number int64, hits []hit) {
	row := r.dec.Row()
	if r.h.opt.ahead(row.Time) {
		lose(r.t, "rows dated in the future", 1, int64(len(line)))
		return
	}
	if !r.h.opt.counts(row.Time) {
		r.t.Beyond = max(r.t.Beyond, row.Time)
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
	asked, lanes := r.worth(line, row, hits)
	lanes = r.glimpse(line, lanes)
	if !asked && lanes == 0 && !sample && len(r.plan.always) == 0 {
		return
	}
	r.decode(line, number)
	if sample {
		r.look.sample(&r.rec, r.t)
	}
	r.ask(hits, lanes)
}

// worth looks at a row's hits before the row is decoded: is a rule asked, and do
// the lanes' paths say anything that is not known already? Most pages that are
// asked for all day are Exchange's own, and most builds were noted before.
func (r *reading) worth(line []byte, row *textlog.Row, hits []hit) (asked bool, lanes lane) {
	for _, h := range hits {
		w := &r.plan.wants[h.id]
		asked = asked || len(w.rules) > 0
		lanes |= w.lanes & (laneIntel | laneSignIn)
		if w.lanes&laneRead != 0 && row.Kind == kindEWSProxy {
			lanes |= laneRead
		}
		if w.lanes&laneVisit != 0 && lanes&laneVisit == 0 && r.paths.foreign(line, h.at) {
			lanes |= laneVisit
		}
		if w.lanes&laneBuild != 0 && !r.look.noted(line, h.at, row.Time) {
			lanes |= laneBuild
		}
	}
	return asked, lanes
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
	if len(r.plan.always) > 0 && !web(r.a.Kind) {
		for _, i := range r.plan.always {
			try(i)
		}
	} else if len(r.plan.always) > 0 {
		r.remembered.sort(r.plan, r.rec.Columns)
		for _, g := range r.remembered.groups {
			g.matching(r, func(i int) { matched = append(matched, i) })
		}
		for _, i := range r.remembered.rest {
			try(i)
		}
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
	if lanes&laneRead != 0 {
		r.readers.add(r)
	}
	if lanes&laneIntel != 0 {
		r.indicated()
	}
	if lanes&laneSignIn != 0 {
		r.signIn()
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
	all := make([]*campaign.Rule, len(rules))
	for n, i := range rules {
		all[n] = r.plan.rules[i]
	}
	telling(all, func(rule *campaign.Rule, quiet bool) { r.seen.add(sight(&r.rec, rule, quiet)) })
}

// telling hands out those of a record's rules that say most of it, and quietly
// those that only correlations wait for. Each is handed out once.
func telling(rules []*campaign.Rule, take func(rule *campaign.Rule, quiet bool)) {
	superseded := map[string]bool{}
	done := map[*campaign.Rule]bool{}
	for _, rule := range rules {
		for _, name := range rule.Meta.Supersedes {
			superseded[name] = true
		}
	}
	for _, rule := range rules {
		quiet := rule.Meta.Hidden || superseded[rule.Name]
		if done[rule] || quiet && !rule.Feeds() {
			continue
		}
		done[rule] = true
		take(rule, quiet)
	}
}
