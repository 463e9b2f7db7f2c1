package exchange

import (
	"errors"
	"testing"

	"github.com/athar-forensics/athar"
)

func TestParseLocal(t *testing.T) {
	const want = "2021-06-30T10:03:57Z"
	tests := []struct {
		in    string
		order DateOrder
		want  string
	}{
		{"6/30/2021 10:03:57 AM", MDY, want},
		{"30/06/2021 10:03:57", DMY, want},
		{"30.06.2021 10:03:57", DMY, want},
		{"30-06-2021 10.03.57", DMY, want},
		{"30.6.2021 г. 10:03:57", DMY, want},
		{"2021-06-30 10:03:57", DMY, want},
		{"2021. 06. 30. 오전 10:03:57", YMD, want},
		{"2021/6/30 下午 10:03:57", YMD, "2021-06-30T22:03:57Z"},
		{"6/30/2021 10:03:57 p.m.", MDY, "2021-06-30T22:03:57Z"},
		{"30/06/2021 10:03:57 ص", DMY, want},
		{"٣٠/٠٦/٢٠٢١ ١٠:٠٣:٥٧ م", DMY, "2021-06-30T22:03:57Z"},
		{"\u200f۲۰۲۱/۰۶/۳۰ ۱۰:۰۳:۵۷ ق.ظ", YMD, want},
		{"30/6/2564 10:03:57", DMY, want},
		{"30/06/21 10:03", DMY, "2021-06-30T10:03:00Z"},
		{"6/30/2021 12:03:57 AM", MDY, "2021-06-30T00:03:57Z"},
		{"6/30/2021 12:03:57 PM", MDY, "2021-06-30T12:03:57Z"},
		{"6/30/2021 13:03:57 PM", MDY, "2021-06-30T13:03:57Z"},
	}
	for _, tt := range tests {
		if got, err := ParseLocal(tt.in, tt.order); err != nil || got.String() != tt.want {
			t.Errorf("%s %s = %v, %v, want %s", tt.order, tt.in, got, err, tt.want)
		}
	}
}

func TestParseLocalRefuses(t *testing.T) {
	tests := []struct {
		in       string
		order    DateOrder
		calendar bool
	}{
		{"", MDY, false},
		{"6/30/2021", MDY, false},
		{"30/06/2021 10:03:57", MDY, false},
		{"2/30/2021 10:03:57", MDY, false},
		{"6/30/2021 25:03:57", MDY, false},
		{"6/30/2021 10:63:57", MDY, false},
		{"6/30/2021 10:03:57 xm", MDY, false},
		{"6/30/2021 14:03:57 AM", MDY, false},
		{"6/30/2021 10:03:57", "", false},
		{"20/11/1442 10:03:57 ص", DMY, true},
		{"20/11/42 10:03:57 ص", DMY, true},
		{"1400/04/09 10:03:57", YMD, true},
		{"123456/1/1 1:1:1", MDY, false},
	}
	for _, tt := range tests {
		got, err := ParseLocal(tt.in, tt.order)
		if err == nil || got != 0 || errors.Is(err, ErrCalendar) != tt.calendar {
			t.Errorf("%s %q = %v, %v", tt.order, tt.in, got, err)
		}
	}
}

func TestResolveDateOrder(t *testing.T) {
	tests := map[string]struct {
		samples []string
		file    athar.Time
		order   DateOrder
		amb     Ambiguity
	}{
		"nothing":      {nil, 0, "", OrderNone},
		"hijri":        {[]string{"20/11/1442 10:03:57"}, 0, "", OrderNone},
		"impossible":   {[]string{"6/7/2021 1:00:00 AM", "6/30/2021 1:00:00 AM"}, 0, MDY, OrderProved},
		"day first":    {[]string{"06.07.2021 01:00:00", "30.07.2021 01:00:00"}, 0, DMY, OrderProved},
		"year first":   {[]string{"2021-06-07 01:00:00"}, 0, YMD, OrderProved},
		"two locales":  {[]string{"13/06/2021 01:00:00", "06/13/2021 01:00:00"}, 0, MDY, OrderTorn},
		"year mixed":   {[]string{"2021-06-07 01:00:00", "06/05/2021 01:00:00"}, 0, MDY, OrderTorn},
		"file name":    {[]string{"06/07/2021 01:00:00"}, athar.Date(2021, 7, 6), DMY, OrderProved},
		"file name US": {[]string{"06/07/2021 01:00:00"}, athar.Date(2021, 6, 7), MDY, OrderProved},
		"sequence":     {[]string{"06/12/2021 23:00:00", "07/01/2021 01:00:00"}, 0, MDY, OrderProved},
		"span":         {[]string{"06/07/2021 23:00:00", "06/08/2021 01:00:00"}, 0, MDY, OrderLikely},
		"open":         {[]string{"06/07/2021 23:00:00"}, 0, MDY, OrderOpen},
		"foreign name": {[]string{"06/07/2021 23:00:00"}, athar.Date(2023, 1, 1), MDY, OrderOpen},
		"same":         {[]string{"06/06/2021 23:00:00"}, 0, MDY, OrderProved},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if order, amb := ResolveDateOrder(tt.samples, tt.file); order != tt.order || amb != tt.amb {
				t.Errorf("%q, %q, want %q, %q", order, amb, tt.order, tt.amb)
			}
		})
	}
}

func FuzzParseLocal(f *testing.F) {
	f.Add("6/30/2021 10:03:57 AM")
	f.Add("\u200f٣٠/٠٦/٢٠٢١ ١٠:٠٣:٥٧ م")
	f.Add("2021. 06. 30. 오전 10:03:57")
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []DateOrder{MDY, DMY, YMD} {
			if got, err := ParseLocal(s, order); err == nil && (got < athar.Date(1990, 1, 1) || got > athar.Date(2101, 1, 1)) {
				t.Errorf("%s %q = %v", order, s, got)
			}
		}
		if order, amb := ResolveDateOrder([]string{s, s}, 0); (order == "") != (amb == OrderNone) {
			t.Errorf("%q is %q, %q", s, order, amb)
		}
	})
}
