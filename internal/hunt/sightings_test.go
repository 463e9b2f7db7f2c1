package hunt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/google/go-cmp/cmp"
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

// Of rules that feed correlations each record keeps what they need, whether the
// record is whole or not and within a bound that is said.
func TestSightingsThatFeed(t *testing.T) {
	fed := func() *sightings {
		return &sightings{feeds: func(string) (campaign.Needs, bool) {
			return campaign.Needs{Group: []string{"c-ip"}, Count: []string{"name"}}, true
		}}
	}
	s := fed()
	for i := range 100 {
		v := seenAt("r", "", noon+athar.Time(i)*athar.Second)
		v.Line, v.Fields, v.IP = int64(i), map[string]string{"name": "n" + fmt.Sprint(i), "other": "x"}, []string{fmt.Sprint("192.0.2.", i%2)}
		if i == 99 {
			delete(v.Fields, "name")
		}
		s.add(v)
	}
	tr := &athar.Trace{}
	s.into(tr)
	if len(tr.Sightings) != 2*wholeInBurst || len(tr.Echoes) != 1 || len(tr.Losses) != 0 {
		t.Fatalf("%d whole, %d echoes, losses %v", len(tr.Sightings), len(tr.Echoes), tr.Losses)
	}
	e, n := &tr.Echoes[0], 100-2*wholeInBurst
	for i := range n {
		at := 100 - n + i
		want := map[string]string{"c-ip": fmt.Sprint("192.0.2.", at%2), "name": fmt.Sprint("n", at)}
		if at == 99 {
			delete(want, "name")
		}
		got := e.Fed(i)
		if diff := cmp.Diff(want, got.Fields); diff != "" || got.Line != int64(at) || !got.Quiet {
			t.Errorf("echo %d: line %d; %s", i, got.Line, diff)
		}
	}
	if e.Fed(n) != nil || (&athar.Echoes{Times: e.Times, Hashes: e.Hashes}).Fed(0) != nil {
		t.Error("an echo of nothing")
	}
	s = fed()
	for i := range wholeInBurst + maxEchoes + 7 {
		s.add(seenAt("r", "", noon+athar.Time(i)))
	}
	tr = &athar.Trace{}
	if s.into(tr); len(tr.Losses) != 1 || !strings.HasSuffix(tr.Losses[0].Reason, "not counted by correlations either: 7") {
		t.Errorf("losses %v", tr.Losses)
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
