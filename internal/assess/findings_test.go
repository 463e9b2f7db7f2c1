package assess

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/google/go-cmp/cmp"
)

// at is a minute after the first one of the story.
func at(minute int) athar.Time { return monday + athar.Time(minute)*athar.Minute }

func sightings(minutes ...int) []*seen {
	var out []*seen
	for _, m := range minutes {
		out = append(out, &seen{Sighting: athar.Sighting{Time: at(m), Raw: fmt.Sprint("row ", m)}})
	}
	return out
}

func echoes(kind athar.Kind, minutes ...int) []*echo {
	var out []*echo
	for _, m := range minutes {
		out = append(out, &echo{run: &run{kind: kind}, time: at(m)})
	}
	return out
}

func TestBursts(t *testing.T) {
	type shape struct{ Whole, Count, Until int }
	undated := []*seen{{}, {}, sightings(5)[0]}
	tests := map[string]struct {
		seen   []*seen
		echoes []*echo
		want   []shape
	}{
		"nothing":             {},
		"one":                 {sightings(0), nil, []shape{{1, 1, 0}}},
		"half an hour apart":  {sightings(0, 30, 60), nil, []shape{{1, 1, 0}, {1, 1, 30}, {1, 1, 60}}},
		"a minute less":       {sightings(0, 29, 58), nil, []shape{{3, 3, 58}}},
		"a minute more":       {sightings(0, 31), nil, []shape{{1, 1, 0}, {1, 1, 31}}},
		"echoes bridge":       {sightings(0, 70), echoes(athar.KindECPServer, 25, 50), []shape{{2, 4, 70}}},
		"echoes follow":       {sightings(0), echoes(athar.KindECPServer, 20, 40, 60, 95), []shape{{1, 4, 60}}},
		"echoes of the later": {sightings(0, 100), echoes(athar.KindECPServer, 110), []shape{{1, 1, 0}, {1, 2, 110}}},
		"one request, two logs": {
			sightings(0), append(echoes(athar.KindIIS, 1, 2, 3), echoes(athar.HTTPProxy("ecp"), 1, 2)...), []shape{{1, 4, 3}},
		},
		"undated ones are no burst": {undated, nil, []shape{{1, 1, -1}, {1, 1, -1}, {1, 1, 5}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []shape
			for _, b := range bursts(tt.seen, tt.echoes) {
				until := int((b.until - monday) / athar.Minute)
				if b.until == 0 {
					until = -1
				}
				got = append(got, shape{len(b.whole), b.count, until})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindingCites(t *testing.T) {
	var a assessor
	var whole []*seen
	for i := range 40 {
		s := &seen{Sighting: athar.Sighting{IP: []string{fmt.Sprint("10.0.0.", i)}, Account: []string{"same"}}}
		s.src = athar.Source{Path: "x", Line: int64(i + 1)}
		s.also = []athar.Source{{Path: "iis", Line: int64(i + 1)}}
		whole = append(whole, s)
	}
	var f athar.Finding
	a.cite(&f, whole)
	if len(f.Also) != athar.MaxAlso || f.Also[0].Path != "iis" || f.Also[1] != whole[1].src {
		t.Errorf("%d further sources: %v", len(f.Also), f.Also)
	}
	if len(f.IP) < athar.MaxAlso || len(f.Account) != 1 || f.File == nil || f.URL == nil {
		t.Errorf("%v %v %v %v", f.IP, f.Account, f.File, f.URL)
	}
}

func TestEvidenceShowsTheFirstOfEach(t *testing.T) {
	whole := []*seen{{Sighting: athar.Sighting{Fields: map[string]string{"a": "", "b": "1"}}}, {Sighting: athar.Sighting{Fields: map[string]string{"a": "2", "b": "3", "c": "4"}}}}
	if diff := cmp.Diff(map[string]string{"a": "2", "b": "1"}, evidence([]string{"a", "b", "none"}, whole)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"a": "2", "b": "1", "c": "4"}, evidence(nil, whole)); diff != "" {
		t.Error(diff)
	}
}

func TestBelow(t *testing.T) {
	rule := &campaign.Rule{Name: "r", Meta: campaign.Meta{Below: &campaign.Below{Field: "bytes", Sum: 100, Stage: "accessed"}}}
	of := func(values ...string) *host {
		h := &host{}
		for _, v := range values {
			h.sights = append(h.sights, &seen{Sighting: athar.Sighting{Rule: "r", Fields: map[string]string{"bytes": v}}})
		}
		return h
	}
	other := of("60", "40", "1000")
	other.sights[2].Rule = "another"
	more := of("1")
	more.echoes = []echo{{run: &run{rule: "r"}}}
	tests := map[string]struct {
		h    *host
		want athar.Stage
	}{
		"little":         {of("60", "40"), athar.Accessed},
		"much":           {of("60", "41"), athar.Exfiltrated},
		"another rule's": {other, athar.Accessed},
		"not measured":   {of("1", ""), athar.Exfiltrated},
		"not a number":   {of("1", "1e9"), athar.Exfiltrated},
		"less than none": {of("1000", "-1000"), athar.Exfiltrated},
		"beyond belief":  {of("9000000000000000000", "9000000000000000000"), athar.Exfiltrated},
		"unseen records": {more, athar.Exfiltrated},
	}
	for name, tt := range tests {
		f := athar.Finding{Stage: athar.Exfiltrated, Evidence: map[string]string{}}
		(&assessor{}).below(tt.h, &f, rule)
		if f.Stage != tt.want {
			t.Errorf("%s: %v", name, f.Stage)
		}
	}
}

// Findings with one identity are numbered, in an order that their sources' order
// does not change.
func TestNumber(t *testing.T) {
	all := func() []athar.Finding {
		return []athar.Finding{{ID: "x", File: []string{"b"}}, {ID: "y"}, {ID: "x", File: []string{"a"}}}
	}
	want := []string{"x [a]", "x-2 [b]", "y []"}
	for _, turn := range []bool{false, true} {
		list := all()
		if turn {
			list[0], list[2] = list[2], list[0]
		}
		sortFindings(list)
		number(list)
		var got []string
		for _, f := range list {
			got = append(got, fmt.Sprint(f.ID, " ", f.File))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
