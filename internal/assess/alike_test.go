package assess

import (
	"fmt"
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
)

// visitsOf are visits of one address to pages, a minute apart each.
func visitsOf(n int, page func(i int) string, gap athar.Time) []*seen {
	var out []*seen
	for i := range n {
		out = append(out, &seen{Sighting: athar.Sighting{
			Rule: webshellReached, Time: monday + athar.Time(i)*gap, IP: []string{"203.0.113.66"}, Fields: map[string]string{"script": page(i), "sc-status": "200"},
		}})
	}
	return out
}

// Refusals before and after bound the time in which answers show nothing, and one in
// its hours says that the server knows what it has.
func TestSweepsBetweenRefusals(t *testing.T) {
	own := func(i int) string { return fmt.Sprintf("/aspnet_client/n%d.aspx", i) }
	hour := monday - monday%athar.Hour
	const sort = "/aspnet_client/*.aspx"
	for name, tt := range map[string]struct {
		visits      []*seen
		refused     []athar.Time
		found       bool
		from, until athar.Time
	}{
		"never":                 {visitsOf(10, own, athar.Second), nil, true, 0, 0},
		"before and after":      {visitsOf(10, own, athar.Second), []athar.Time{hour + 9*athar.Hour, hour - 2*athar.Hour, hour + 2*athar.Hour, hour - 5*athar.Hour}, true, hour - athar.Hour, hour + 2*athar.Hour},
		"in its hour":           {visitsOf(10, own, athar.Second), []athar.Time{hour}, false, 0, 0},
		"all the time":          {visitsOf(10, own, athar.Second), []athar.Time{0}, false, 0, 0},
		"all the time, and now": {visitsOf(10, own, athar.Second), []athar.Time{0, hour - 3*athar.Hour}, false, 0, 0},
		"nine names":            {visitsOf(40, func(i int) string { return own(i % 9) }, athar.Second), nil, false, 0, 0},
		"ten in two hours":      {visitsOf(10, own, 13*athar.Minute), nil, false, 0, 0},
	} {
		h := &host{}
		for _, at := range tt.refused {
			h.refusals = append(h.refusals, athar.Refusal{Sort: sort, Hour: at}, athar.Refusal{Sort: "/owa/*.aspx", Hour: hour})
		}
		got := h.sweeps(sort, tt.visits)
		if len(got) > 0 != tt.found {
			t.Errorf("%s: %d sweeps", name, len(got))
			continue
		}
		if tt.found && (got[0].From != tt.from || got[0].Until != tt.until || len(got[0].visits) != len(tt.visits)) {
			t.Errorf("%s: from %s to %s, %d visits", name, got[0].From, got[0].Until, len(got[0].visits))
		}
	}
}

// Runs are found in one pass: a flood of few names, hour after hour, costs its length.
func TestBusy(t *testing.T) {
	flood := visitsOf(200_000, func(i int) string { return fmt.Sprint("/aspnet_client/n", i%9, ".aspx") }, athar.Second)
	if got := busy(flood); len(got) != 0 {
		t.Errorf("%d runs of nine names", len(got))
	}
	parts := slices.Concat(visitsOf(12, func(i int) string { return fmt.Sprint(i) }, athar.Minute), visitsOf(30, func(i int) string { return fmt.Sprint(i) }, athar.Minute))
	for i := range 30 {
		parts[12+i].Time += athar.Day
	}
	got := busy(parts)
	if len(got) != 2 || len(got[0]) != 12 || len(got[1]) != 30 {
		t.Errorf("%d runs", len(got))
	}
}
