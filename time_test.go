package athar_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"pgregory.net/rapid"
)

func TestTimeRoundTrip(t *testing.T) {
	check := func(want athar.Time) error {
		var got athar.Time
		text, err := json.Marshal(want)
		if err == nil {
			err = json.Unmarshal(text, &got)
		}
		if err == nil && (got != want || athar.TimeOf(got.Std()) != want) {
			t.Errorf("%d: %s, then %d", want, text, got)
		}
		return err
	}
	for _, edge := range []athar.Time{0, 1, -1, math.MaxInt64, math.MinInt64, athar.Date(2021, 3, 3)} {
		if err := check(edge); err != nil {
			t.Errorf("%d: %v", edge, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if err := check(athar.Time(rapid.Int64().Draw(t, "nanoseconds"))); err != nil {
			t.Fatal(err)
		}
	})
}

func TestParseTime(t *testing.T) {
	tests := map[string]struct {
		want athar.Time
		ok   bool
	}{
		"2021-03-05":                     {athar.Date(2021, 3, 5), true},
		"2021-03-05T03:00:00Z":           {athar.Date(2021, 3, 5) + 3*athar.Hour, true},
		"2021-03-05T05:30:00+02:30":      {athar.Date(2021, 3, 5) + 3*athar.Hour, true},
		"2021-03-05T03:00:00.000000001Z": {athar.Date(2021, 3, 5) + 3*athar.Hour + 1, true},
		"1970-01-01":                     {0, true},
		"0001-01-01":                     {},
		"1600-01-01":                     {},
		"9999-12-31T23:59:59Z":           {},
		"2021-02-30":                     {},
		"2021-03-05 03:00:00":            {},
		"yesterday":                      {},
		"":                               {},
	}
	for in, tt := range tests {
		if got, err := athar.ParseTime(in); got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
}

func TestTimeOf(t *testing.T) {
	for _, unknown := range []time.Time{{}, time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if got := athar.TimeOf(unknown); got != 0 {
			t.Errorf("%v: %d", unknown, got)
		}
	}
	if s := athar.Time(0).String(); s != "" {
		t.Errorf("unknown is %q", s)
	}
	for _, bad := range []string{`"x"`, `1`, `{}`} {
		got := athar.Time(7)
		if err := json.Unmarshal([]byte(bad), &got); err == nil || got != 7 {
			t.Errorf("%s: %d, %v", bad, got, err)
		}
	}
}
