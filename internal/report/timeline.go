package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/claim"
)

// timeline is what happened in the world beside what happened on one server, on
// one axis.
type timeline struct {
	Axis  athar.Interval
	Ticks []tick
	// World marks the claims by their numbers, Lanes are the server's own.
	World []mark
	Lanes []lane
	// Moments lists both in the order of time.
	Moments []moment
	More    int
}

// tick is a date on the axis. Anchor is how its label hangs on its place.
type tick struct{ X, Label, Anchor string }

// mark is one claim, or several that would stand upon one another.
type mark struct {
	X, Label    string
	at          int // thousandths of the axis
	first, last int
}

// lane is a row of the picture.
type lane struct {
	Name string
	Bars []bar
}

// moment is one line of the list: a claim or an event of the server.
type moment struct {
	Time athar.Time
	// Day says that only the day is known.
	Day bool
	// Claim is set for what was said in public, Number is its mark's.
	Claim   *claim.Claim
	Number  int
	Against []string
	// Entry or Text is set for what the server's own records show.
	Entry *entry
	Text  string
	Times int
}

const (
	maxMoments = 80
	// nearMarks is how close, in thousandths of the axis, two marks are drawn as one.
	nearMarks = 28
)

// newTimeline draws a server's story. It is nil where nothing is known of any
// time.
func newTimeline(s *system, claims []claim.Claim, p *i18n.Printer) *timeline {
	t := &timeline{Axis: story(s)}
	if t.Axis.From == 0 || t.Axis.Until <= t.Axis.From {
		return nil
	}
	ax := axis(t.Axis)
	for i, at := range []int64{0, 1, 2, 3} {
		when := t.Axis.From + athar.Time(at)*(t.Axis.Until-t.Axis.From)/3
		anchor := [...]string{"start", "middle", "middle", "end"}[i]
		t.Ticks = append(t.Ticks, tick{percent(int(at) * stripWidth / 3), p.Date(when), anchor})
	}
	t.tell(s, claim.Of(claims, concerned(s)), p)
	for i := range t.Moments {
		m := &t.Moments[i]
		if m.Claim == nil || m.Time < ax.From || m.Time > ax.Until {
			continue
		}
		t.mark(ax.x(m.Time), m.Number)
	}
	t.lanes(s, ax, p)
	return t
}

// story is the time that a picture spans: from the first opening of a flaw that
// was used in the world, or the first finding, to the end of the evidence.
func story(s *system) athar.Interval {
	var out athar.Interval
	for _, c := range s.Coverage {
		if c.Records > 0 {
			out = widen(out, athar.Interval{From: c.First, Until: c.Last})
		}
	}
	for _, f := range s.Findings {
		if f.Stage >= athar.Attempted && f.Time != 0 {
			out = widen(out, athar.Interval{From: f.Time, Until: max(f.Time, f.Until)})
		}
	}
	for _, e := range s.Exposure {
		if e.State == athar.Vulnerable && e.ExploitedSince != 0 && (out.Until == 0 || e.ExploitedSince < out.Until) {
			out = widen(out, athar.Interval{From: max(e.From, e.ExploitedSince), Until: e.Until})
		}
	}
	return out
}

// concerned are the campaigns whose public story a server's reader needs: those
// with findings, else those that it was exposed to.
func concerned(s *system) []string {
	var with, open []string
	for _, i := range s.Incidents {
		switch {
		case i.Stage >= athar.Attempted:
			with = append(with, i.Campaign)
		case i.Stage >= athar.Exposed:
			open = append(open, i.Campaign)
		}
	}
	if len(with) > 0 {
		return with
	}
	return open
}

// tell lists the claims and the server's own events in the order of time.
func (t *timeline) tell(s *system, claims []claim.Claim, p *i18n.Printer) {
	for i := range claims {
		c := &claims[i]
		t.Moments = append(t.Moments, moment{Time: c.Time(), Day: true, Claim: c, Number: i + 1})
	}
	number := map[string]int{}
	for _, m := range t.Moments {
		number[m.Claim.ID] = m.Number
	}
	for i := range t.Moments {
		for _, id := range t.Moments[i].Claim.Against {
			if n := number[id]; n > 0 {
				t.Moments[i].Against = append(t.Moments[i].Against, strconv.Itoa(n))
			}
		}
	}
	for _, g := range s.Groups {
		if g.Stage < athar.Attempted {
			continue
		}
		for _, r := range g.Rules {
			if e := r.Entries[0]; e.Time != 0 {
				t.Moments = append(t.Moments, moment{Time: e.Time, Entry: e, Times: len(r.Entries)})
			}
		}
	}
	told := map[string]bool{}
	for _, e := range s.Exposure {
		if e.State == athar.Fixed && e.From != 0 && e.ExploitedSince != 0 {
			fix := p.T("report.moment.fixed", "CVE", e.CVE, "Fix", cmp.Or(e.FixedBy, "–"))
			if key := fmt.Sprint(e.From, e.FixedBy); !told[key] {
				told[key] = true
				t.Moments = append(t.Moments, moment{Time: e.From, Text: fix})
			}
		}
	}
	for _, edge := range []struct {
		at athar.Time
		id string
	}{{t.Axis.From, "report.moment.first"}, {t.Axis.Until, "report.moment.last"}} {
		t.Moments = append(t.Moments, moment{Time: edge.at, Text: p.T(edge.id)})
	}
	slices.SortStableFunc(t.Moments, func(a, b moment) int { return cmp.Compare(a.Time, b.Time) })
	if n := len(t.Moments); n > maxMoments {
		t.Moments, t.More = t.Moments[:maxMoments], n-maxMoments
	}
}

// mark adds a claim's number to the picture; neighbours share a mark: "3–5".
func (t *timeline) mark(x, number int) {
	if n := len(t.World); n > 0 && x-t.World[n-1].at < nearMarks {
		m := &t.World[n-1]
		m.last = number
		m.Label = strconv.Itoa(m.first) + "–" + strconv.Itoa(m.last)
		return
	}
	t.World = append(t.World, mark{percent(x), strconv.Itoa(number), x, number, number})
}

// lanes are the flaws that were open, what happened, what no source covers, and
// what the records span.
func (t *timeline) lanes(s *system, ax axis, p *i18n.Printer) {
	add := func(id string, bars []bar) {
		if len(bars) > 0 {
			t.Lanes = append(t.Lanes, lane{p.T(id), bars})
		}
	}
	var open, seen []bar
	for _, e := range s.Exposure {
		if e.State == athar.Vulnerable && e.ExploitedSince != 0 && e.ExploitedSince < ax.Until && (e.Until == 0 || e.Until > ax.From) {
			b := ax.bar(athar.Interval{From: max(e.From, e.ExploitedSince), Until: e.Until}, "x-vulnerable")
			if !slices.Contains(open, b) {
				open = append(open, b)
			}
		}
	}
	add("report.lane.open", open)
	byStage := map[athar.Stage][]bar{}
	for _, f := range s.Findings {
		if f.Stage < athar.Attempted || f.Time == 0 {
			continue
		}
		bars := byStage[f.Stage]
		b := ax.bar(athar.Interval{From: f.Time, Until: max(f.Time, f.Until)}, slug("s", f.Stage))
		b.W = max(b.W, 4)
		b.X = min(b.X, stripWidth-b.W)
		if len(bars) < maxBars && !slices.Contains(bars, b) {
			byStage[f.Stage] = append(bars, b)
		}
	}
	for stage := athar.Attempted; stage <= athar.Impacted; stage++ {
		if bars := byStage[stage]; len(bars) > 0 {
			t.Lanes = append(t.Lanes, lane{p.Stage(stage), bars})
		}
	}
	add("report.uncovered", uncovered(s.Server, ax))
	for _, c := range s.Coverage {
		if c.Records > 0 {
			if b := ax.bar(athar.Interval{From: c.First, Until: c.Last}, "x-seen"); len(seen) < maxBars && !slices.Contains(seen, b) {
				seen = append(seen, b)
			}
		}
	}
	add("report.lane.records", seen)
}

// percent writes a place of the axis for an SVG attribute.
func percent(x int) string { return strconv.FormatFloat(float64(x)/10, 'f', 1, 64) + "%" }
