package report

import (
	"slices"

	"github.com/athar-forensics/athar"
)

// stripWidth is the width of a strip's own coordinates; the page stretches it.
const stripWidth = 1000

// bar is a stretch of a strip.
type bar struct {
	X, W  int
	Class string
}

// axis maps time onto a strip.
type axis struct{ From, Until athar.Time }

// bar places an interval; an open end reaches the strip's own.
func (a axis) bar(i athar.Interval, class string) bar {
	x, end := 0, stripWidth
	if i.From != 0 {
		x = a.x(i.From)
	}
	if i.Until != 0 {
		end = a.x(i.Until)
	}
	// What is too short to be seen is drawn two units wide: a minute of an
	// attack in a year of logs is the point of the picture.
	w := max(end-x, 2)
	return bar{min(x, stripWidth-w), w, class}
}

func (a axis) x(t athar.Time) int {
	span := float64(a.Until) - float64(a.From)
	if span <= 0 {
		return 0
	}
	return int(min(max((float64(t)-float64(a.From))/span, 0), 1) * stripWidth)
}

// flaw is one CVE's row: its states over time.
type flaw struct {
	athar.Exposure
	// All holds every interval in the order of time; the embedded one is the present.
	All  []athar.Exposure
	Bars []bar
	// World is the time since intruders are known to use the flaw, Covered that of
	// which the evidence has records.
	World, Covered []bar
}

// flaws joins the intervals of each CVE, in the order of their first.
func flaws(s *athar.Server) []flaw {
	var out []flaw
	ax := axis{}
	see := func(t athar.Time) {
		if t != 0 && (ax.From == 0 || t < ax.From) {
			ax.From = t
		}
		ax.Until = max(ax.Until, t)
	}
	// The picture ends with the evidence: what a build is open to since then says
	// nothing about this server.
	end := athar.Time(0)
	for _, c := range s.Coverage {
		end = max(end, c.Last)
	}
	see(end)
	for _, e := range s.Exposure {
		if end == 0 || e.From < end {
			see(e.From)
		}
		if end == 0 || e.Until < end {
			see(e.Until)
		}
		at := slices.IndexFunc(out, func(f flaw) bool { return f.CVE == e.CVE })
		if at < 0 {
			out = append(out, flaw{})
			at = len(out) - 1
		}
		out[at].Exposure = e
		out[at].All = append(out[at].All, e)
	}
	var covered []bar
	for _, c := range s.Coverage {
		if c.Records == 0 || len(covered) == maxBars {
			continue
		}
		if b := ax.bar(athar.Interval{From: c.First, Until: c.Last}, "x-seen"); !slices.Contains(covered, b) {
			covered = append(covered, b)
		}
	}
	for i := range out {
		for _, e := range out[i].All {
			if e.From > ax.Until {
				continue
			}
			out[i].Bars = append(out[i].Bars, ax.bar(athar.Interval{From: e.From, Until: e.Until}, slug("x", e.State)))
		}
		if since := out[i].ExploitedSince; since != 0 && since < ax.Until {
			out[i].World = append(out[i].World, ax.bar(athar.Interval{From: since}, "x-world"))
		}
		out[i].Covered = covered
	}
	return out
}

// sources is the picture of what could be seen.
type sources struct {
	Axis athar.Interval
	Rows []sourceRow
	// Findings marks when something happened, Open what no source covers.
	Findings, Open []bar
}

type sourceRow struct {
	athar.Coverage
	Bars []bar
}

// uncovered marks the times that leave an answer open.
func uncovered(s *athar.Server, ax axis) []bar {
	var out []bar
	for _, a := range []athar.Answer{s.Answers.Attacked, s.Answers.Entered, s.Answers.Taken, s.Answers.StillThere} {
		for _, i := range a.Uncovered {
			if b := ax.bar(i, "x-open"); !slices.Contains(out, b) && len(out) < maxBars {
				out = append(out, b)
			}
		}
	}
	return out
}

// maxBars bounds a picture: a server with ten thousand gaps still opens.
const maxBars = 400

func sourceRows(s *athar.Server) sources {
	var out sources
	for _, c := range s.Coverage {
		out.Axis = widen(out.Axis, athar.Interval{From: c.First, Until: c.Last})
	}
	for _, f := range s.Findings {
		if f.Stage >= athar.Attempted {
			out.Axis = widen(out.Axis, athar.Interval{From: f.Time, Until: max(f.Time, f.Until)})
		}
	}
	ax := axis(out.Axis)
	out.Open = uncovered(s, ax)
	for _, f := range s.Findings {
		if f.Stage < athar.Attempted || f.Time == 0 {
			continue
		}
		if b := ax.bar(athar.Interval{From: f.Time, Until: max(f.Time, f.Until)}, slug("s", f.Stage)); !slices.Contains(out.Findings, b) && len(out.Findings) < maxBars {
			out.Findings = append(out.Findings, b)
		}
	}
	for _, c := range s.Coverage {
		row := sourceRow{Coverage: c}
		if c.Records > 0 {
			row.Bars = append(row.Bars, ax.bar(athar.Interval{From: c.First, Until: c.Last}, "x-seen"))
			for _, g := range c.Gaps[:min(len(c.Gaps), maxBars)] {
				row.Bars = append(row.Bars, ax.bar(g, "x-gap"))
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
