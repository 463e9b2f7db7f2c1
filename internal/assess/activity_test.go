package assess

import (
	"testing"
	"time"

	"github.com/athar-forensics/athar"
)

// weeks is a source with a busy working day, quiet nights and days off.
func weeks(n int, extra map[athar.Time]int64) []span {
	var out []span
	start := athar.Date(2021, 2, 1) // a Monday
	for t := start; t < start+athar.Time(n)*7*athar.Day; t += athar.Hour {
		count := int64(3)
		if s := slotOf(t, nil, weekdays{time.Saturday: true, time.Sunday: true}); !s.off && s.hour >= 7 && s.hour < 18 {
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
		got := rises(athar.KindIIS, weeks(tt.weeks, tt.extra), nil)
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
	got := rises(athar.KindIIS, weeks(4, map[athar.Time]int64{night: 200, night + athar.Hour: 150}), nil)
	if len(got) == 1 && (got[0].Until != night+2*athar.Hour || got[0].Usual > 3 || got[0].Records < 350) {
		t.Errorf("rise = %+v", got[0])
	}
}

// In Riyadh people are off on Friday and Saturday, and work begins at five by UTC.
// What is usual on a Sunday morning there is abnormal on a Friday night.
func TestRisesByTheServersOwnClock(t *testing.T) {
	riyadh := &athar.Zone{Name: "Arab Standard Time", Minutes: 180, How: "registry"}
	friday := athar.Date(2021, 2, 26) + 20*athar.Hour // 23:00 there
	var spans []span
	for at := athar.Date(2021, 2, 1); at < athar.Date(2021, 3, 1); at += athar.Hour {
		local := riyadh.Local(at)
		n := int64(2)
		if d := local.Weekday(); d != time.Friday && d != time.Saturday && local.Hour() >= 8 && local.Hour() < 16 {
			n = 400
		}
		if at == friday {
			n = 90
		}
		spans = append(spans, span{Span: athar.Span{First: at, Last: at + athar.Minute, Count: n}})
	}
	got := rises(athar.KindIIS, spans, riyadh)
	if len(got) != 1 || got[0].From != friday || got[0].Zone != "UTC+03:00 (Arab Standard Time)" || !got[0].ZoneKnown {
		t.Errorf("%+v", got)
	}
	if got := rises(athar.KindIIS, spans, nil); len(got) != 1 || got[0].Zone != "UTC" || got[0].ZoneKnown {
		t.Errorf("without a zone: %+v", got)
	}
}
