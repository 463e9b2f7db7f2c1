package hunt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

func seenAt(rule, subject string, t athar.Time) athar.Sighting {
	return athar.Sighting{Rule: rule, Subject: subject, Time: t, Hash: uint64(t), Raw: strings.Repeat("x", athar.MaxRaw)}
}

func TestSightings(t *testing.T) {
	type shape struct{ Whole, Echoes, Beyond int }
	tests := map[string]struct {
		add  func(s *sightings)
		want shape
	}{
		"none": {func(*sightings) {}, shape{}},
		"a burst": {func(s *sightings) {
			for i := range 100 {
				s.add(seenAt("r", "a", noon+athar.Time(i)*athar.Second))
			}
		}, shape{wholeInBurst, 100 - wholeInBurst, 0}},
		"two subjects": {func(s *sightings) {
			for i := range 100 {
				s.add(seenAt("r", fmt.Sprint(i%2), noon+athar.Time(i)*athar.Second))
			}
		}, shape{2 * wholeInBurst, 100 - 2*wholeInBurst, 0}},
		"two bursts": {func(s *sightings) {
			for i := range 100 {
				s.add(seenAt("r", "a", noon+athar.Time(i)*athar.Second+athar.Time(i/50)*athar.Hour))
			}
		}, shape{2 * wholeInBurst, 100 - 2*wholeInBurst, 0}},
		// One rule's flood leaves room for another rule.
		"a flood": {func(s *sightings) {
			for i := range maxWhole + 10 {
				s.add(seenAt("flood", fmt.Sprint(i), noon))
			}
			s.add(seenAt("other", "a", noon))
		}, shape{maxWhole + 1, 0, 10}},
		"more echoes than are kept": {func(s *sightings) {
			for range wholeInBurst + maxEchoes + 7 {
				s.add(seenAt("r", "a", noon))
			}
		}, shape{wholeInBurst, maxEchoes, 7}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var s sightings
			tt.add(&s)
			tr := &athar.Trace{}
			s.into(tr)
			got := shape{Whole: len(tr.Sightings)}
			for _, e := range tr.Echoes {
				got.Echoes += len(e.Times)
				if len(e.Times) != len(e.Hashes) {
					t.Errorf("%d times, %d hashes", len(e.Times), len(e.Hashes))
				}
			}
			got.Beyond = int(s.beyond)
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			// What is cut is said.
			if said := len(tr.Losses) > 0; said != (tt.want.Beyond > 0) {
				t.Errorf("losses %+v", tr.Losses)
			}
		})
	}
}

// Equal records of one file are told apart; what two rules say of one record is
// of one record.
func TestSightingsOfEqualRecords(t *testing.T) {
	var s sightings
	for range 3 {
		s.add(seenAt("r", "a", noon))
		s.add(seenAt("q", "a", noon))
	}
	for i, v := range s.whole {
		if v.Nth != i/2 {
			t.Errorf("%s: number %d, want %d", v.Rule, v.Nth, i/2)
		}
		if most := map[bool]int{true: athar.MaxRaw, false: rawLater}[i < 2]; len(v.Raw) != most {
			t.Errorf("record %d keeps %d bytes", i, len(v.Raw))
		}
	}
}

func TestAddresses(t *testing.T) {
	tests := map[string]string{
		"192.0.2.7":              "[192.0.2.7]",
		"::ffff:192.0.2.7":       "[192.0.2.7]",
		"fe80::1%12":             "[fe80::1]",
		"[2001:db8::1]:443":      "[2001:db8::1]",
		"192.0.2.9, 192.0.2.7":   "[192.0.2.7 192.0.2.9]",
		"192.0.2.7:55000+x":      "[192.0.2.7]",
		"MAIL01":                 "[]",
		"":                       "[]",
		"1.1.1.1 1.1.1.1":        "[1.1.1.1]",
		strings.Repeat("1 ", 99): "[]",
	}
	for in, want := range tests {
		if got := fmt.Sprint(addresses(in)); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprint("10.0.0.", i))
	}
	if got := addresses(strings.Join(many, ",")); len(got) != 8 {
		t.Errorf("%d addresses of one column", len(got))
	}
}

func TestClip(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"", 0, ""}, {"أب", 3, "أ"}, {"أب", 1, ""}, {"a\xffb", 9, "a\uFFFDb"}, {"\xffa\xffa", 4, "\uFFFDa"},
	}
	for _, tt := range tests {
		if got := clip(tt.in, tt.n); got != tt.want {
			t.Errorf("%q at %d: %q", tt.in, tt.n, got)
		}
	}
}
