package assess

import (
	"math"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

var monday = athar.Date(2021, 3, 1)

// hours makes one span of n records for every hour in [from, until) of the days
// [0, days), without the days that skip names.
func hours(days, from, until int, n int64, skip ...int) []span {
	var out []span
next:
	for d := range days {
		for _, s := range skip {
			if d == s {
				continue next
			}
		}
		for h := from; h < until; h++ {
			at := monday + athar.Time(d)*athar.Day + athar.Time(h)*athar.Hour
			out = append(out, span{athar.Span{First: at + athar.Minute, Last: at + 59*athar.Minute, Count: n}, true})
		}
	}
	return out
}

func hostOf(spans map[athar.Kind][]span) *host {
	return &host{spans: spans, moments: momentsOf(spans)}
}

func TestGaps(t *testing.T) {
	day := func(d, h int) athar.Time { return monday + athar.Time(d)*athar.Day + athar.Time(h)*athar.Hour }
	silence := func(d1, h1, d2, h2 int) athar.Interval {
		return athar.Interval{From: day(d1, h1) - athar.Minute, Until: day(d2, h2) + athar.Minute}
	}
	without := func(all []span, from, until athar.Time) []span {
		var out []span
		for _, s := range all {
			if s.Last <= from || s.First >= until {
				out = append(out, s)
			}
		}
		return out
	}
	always := hours(14, 0, 24, 100)
	tests := map[string]struct {
		spans, other []span
		want         []athar.Interval
	}{
		"no records":             {other: always},
		"a single record":        {spans: hours(1, 5, 6, 1), other: always},
		"without a break":        {spans: always, other: always},
		"quiet every night":      {spans: hours(14, 7, 19, 100), other: always},
		"five hours":             {spans: without(always, day(3, 10), day(3, 15)), other: always},
		"seven hours":            {spans: without(always, day(3, 10), day(3, 17)), other: always, want: []athar.Interval{silence(3, 10, 3, 17)}},
		"over midnight":          {spans: without(always, day(3, 20), day(4, 5)), other: always, want: []athar.Interval{silence(3, 20, 4, 5)}},
		"no other source":        {spans: without(always, day(3, 10), day(3, 17))},
		"all sources are silent": {spans: without(always, day(3, 10), day(3, 17)), other: without(always, day(3, 9), day(3, 18))},
		// Six nights long is the measure of a source that sleeps at night.
		"a working day of a sleeper": {spans: hours(14, 7, 19, 100, 4), other: always},
		"three working days of it":   {spans: hours(14, 7, 19, 100, 4, 5, 6), other: always, want: []athar.Interval{silence(3, 19, 7, 7)}},
		"quiet at the weekend":       {spans: hours(14, 0, 24, 100, 5, 6, 12, 13), other: hours(14, 0, 24, 100, 5, 6, 12, 13)},
		"after the last record":      {spans: hours(7, 0, 24, 100), other: always},
		"before the first record":    {spans: hours(14, 0, 24, 100, 0, 1, 2), other: always},
		"one record a day":           {spans: hours(14, 5, 6, 1), other: always},
		"rows of a century apart":    {spans: []span{{athar.Span{First: 1, Last: 1, Count: 1}, true}, {athar.Span{First: math.MaxInt64, Last: math.MaxInt64, Count: 1}, true}}, other: always},
		"overlapping copies of logs": {spans: append(append([]span{}, always...), always...), other: always},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := hostOf(map[athar.Kind][]span{athar.KindIIS: tt.spans, athar.KindEWS: tt.other})
			want := tt.want
			if want == nil {
				want = []athar.Interval{}
			}
			if diff := cmp.Diff(want, h.gaps(h.spans[athar.KindIIS])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCovered(t *testing.T) {
	always := hours(10, 0, 24, 100)
	blind := func(all []span) []span {
		out := append([]span{}, all...)
		for i := range out {
			out[i].covers = false
		}
		return out
	}
	whole := athar.Interval{From: monday + athar.Minute, Until: monday + 10*athar.Day - athar.Minute}
	tests := map[string]struct {
		spans []span
		want  stretches
	}{
		"no records":      {},
		"a single moment": {spans: []span{{athar.Span{First: monday, Last: monday, Count: 1}, true}}},
		"all of it":       {spans: always, want: stretches{whole}},
		"blind":           {spans: blind(always)},
		"blind rows do not fill a silence": {
			spans: append(hours(10, 0, 24, 100, 4), blind(always)...),
			want: stretches{
				{From: whole.From, Until: monday + 4*athar.Day - athar.Minute},
				{From: monday + 5*athar.Day + athar.Minute, Until: whole.Until},
			},
		},
		"few rows a year": {
			spans: append(hours(1, 3, 4, 1), hours(10, 3, 4, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8)...),
			want: stretches{
				{From: monday + 3*athar.Hour + athar.Minute, Until: monday + 4*athar.Hour - athar.Minute},
				{From: monday + 9*athar.Day + 3*athar.Hour + athar.Minute, Until: monday + 9*athar.Day + 4*athar.Hour - athar.Minute},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := hostOf(map[athar.Kind][]span{athar.KindIIS: tt.spans}).covered(athar.KindIIS)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
