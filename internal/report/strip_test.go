package report

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/google/go-cmp/cmp"
)

func TestBars(t *testing.T) {
	ax := axis{sample.At("2021-01-01"), sample.At("2021-01-11")}
	for name, c := range map[string]struct {
		in   athar.Interval
		x, w int
	}{
		"a day":          {athar.Interval{From: sample.At("2021-01-02"), Until: sample.At("2021-01-03")}, 100, 100},
		"a moment":       {athar.Interval{From: sample.At("2021-01-06"), Until: sample.At("2021-01-06")}, 500, 2},
		"the last one":   {athar.Interval{From: ax.Until, Until: ax.Until}, 998, 2},
		"open":           {athar.Interval{}, 0, 1000},
		"since":          {athar.Interval{From: sample.At("2021-01-10")}, 900, 100},
		"before it all":  {athar.Interval{From: sample.At("2020-01-01"), Until: sample.At("2020-02-01")}, 0, 2},
		"end over start": {athar.Interval{From: sample.At("2021-01-08"), Until: sample.At("2021-01-02")}, 700, 2},
	} {
		got := ax.bar(c.in, "k")
		if d := cmp.Diff(bar{c.x, c.w, "k"}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	if got := (axis{}).bar(athar.Interval{From: 5, Until: 9}, ""); got.X != 0 || got.W != 2 {
		t.Errorf("an axis without length: %v", got)
	}
}

func TestFlawsShowThePresentState(t *testing.T) {
	s := sample.Assessment().Servers[0]
	got := flaws(&s)
	if len(got) != 5 || got[0].State != athar.Fixed || len(got[0].All) != 2 || got[0].Bars[0].Class != "x-vulnerable" {
		t.Errorf("flaws: %+v", got)
	}
}

func TestGroups(t *testing.T) {
	pg := newSystemFor(sample.Large(2000).Servers[0])
	total := 0
	for i, g := range pg.Groups {
		total += g.Count
		if i > 0 && pg.Groups[i-1].Stage <= g.Stage {
			t.Error("the highest stage comes first")
		}
	}
	if total != 1999 || len(pg.Leads) != 1 {
		t.Errorf("%d findings in groups, %d lead groups", total, len(pg.Leads))
	}
}
