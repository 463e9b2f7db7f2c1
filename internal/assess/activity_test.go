package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
)

// weeks is a source with a busy working day, quiet nights and days off.
func weeks(n int, extra map[athar.Time]int64) []span {
	var out []span
	start := athar.Date(2021, 2, 1) // a Monday
	for t := start; t < start+athar.Time(n)*7*athar.Day; t += athar.Hour {
		count := int64(3)
		if s := slotOf(t); !s.off && s.hour >= 7 && s.hour < 18 {
			count = 900 + int64(t/athar.Hour%7)*40
		}
		if count += extra[t]; t/athar.Hour%5 != 0 || extra[t] > 0 || count > 3 {
			out = append(out, span{Span: athar.Span{First: t, Last: t + athar.Hour - athar.Second, Count: count}})
		}
	}
	return out
}

func TestRises(t *testing.T) {
	night := athar.Date(2021, 2, 28) + 3*athar.Hour // a Sunday
	noon := athar.Date(2021, 2, 24) + 12*athar.Hour
	tests := []struct {
		name  string
		weeks int
		extra map[athar.Time]int64
		want  []athar.Time
	}{
		{"ordinary weeks", 5, nil, nil},
		{"the night of 28 February", 4, map[athar.Time]int64{night: 200, night + athar.Hour: 150}, []athar.Time{night}},
		{"two nights", 5, map[athar.Time]int64{night: 200, night + 2*athar.Day: 90}, []athar.Time{night, night + 2*athar.Day}},
		{"a few more on a busy noon", 4, map[athar.Time]int64{noon: 300}, nil},
		{"too early to tell", 4, map[athar.Time]int64{athar.Date(2021, 2, 2): 500}, nil},
		{"too few to speak of", 4, map[athar.Time]int64{night: 9}, nil},
	}
	for _, tt := range tests {
		got := rises(athar.KindIIS, weeks(tt.weeks, tt.extra))
		var at []athar.Time
		for _, a := range got {
			at = append(at, a.From)
		}
		if len(at) != len(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			continue
		}
		for i := range at {
			if at[i] != tt.want[i] {
				t.Errorf("%s: %v, want %v", tt.name, at[i], tt.want[i])
			}
		}
	}
	got := rises(athar.KindIIS, weeks(4, map[athar.Time]int64{night: 200, night + athar.Hour: 150}))
	if len(got) == 1 && (got[0].Until != night+2*athar.Hour || got[0].Usual > 3 || got[0].Records < 350) {
		t.Errorf("rise = %+v", got[0])
	}
}
