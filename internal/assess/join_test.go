package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/google/go-cmp/cmp"
)

// logged is a sighting of a request in one log.
func logged(kind athar.Kind, second int, request, ip string) *seen {
	s := &seen{Sighting: athar.Sighting{
		Rule: "r", Time: monday + athar.Time(second)*athar.Second, Request: request,
		URL: []string{"/ecp/y.js?x"}, Fields: map[string]string{"sc-status": "200"},
	}}
	if ip != "" {
		s.IP = []string{ip}
	}
	s.src = athar.Source{Kind: kind}
	return s
}

func TestJoin(t *testing.T) {
	const front = athar.Kind("exchange/httpproxy/ecp")
	back := logged(athar.KindIIS, 0, "id", "10.0.0.1")
	back.Fields["side"] = "back"
	nameless := logged(athar.KindIIS, 0, "", "10.0.0.1")
	nameless.Fields["side"] = "back"
	other := logged(athar.KindIIS, 0, "", "10.0.0.1")
	other.Fields["sc-status"] = "404"
	tests := map[string]struct {
		sights []*seen
		want   []bool // absorbed
	}{
		"by id, a minute apart":     {[]*seen{logged(front, 0, "id", ""), logged(athar.KindIIS, 60, "id", "10.0.0.1")}, []bool{false, true}},
		"by id, a time zone apart":  {[]*seen{logged(front, 0, "id", ""), logged(athar.KindIIS, 7200, "id", "10.0.0.1")}, []bool{false, true}},
		"by id, days apart":         {[]*seen{logged(front, 0, "id", ""), logged(athar.KindIIS, 99999, "id", "10.0.0.1")}, []bool{false, false}},
		"by path and second":        {[]*seen{logged(front, 1, "", "10.0.0.1"), logged(athar.KindIIS, 0, "", "10.0.0.1")}, []bool{false, true}},
		"too far apart":             {[]*seen{logged(front, 3, "", "10.0.0.1"), logged(athar.KindIIS, 0, "", "10.0.0.1")}, []bool{false, false}},
		"another sender":            {[]*seen{logged(front, 0, "", "10.0.0.2"), logged(athar.KindIIS, 0, "", "10.0.0.1")}, []bool{false, false}},
		"another answer":            {[]*seen{logged(front, 0, "", "10.0.0.1"), other}, []bool{false, false}},
		"ids that differ":           {[]*seen{logged(front, 0, "a", "10.0.0.1"), logged(athar.KindIIS, 0, "b", "10.0.0.1")}, []bool{false, false}},
		"the inner site, by id":     {[]*seen{logged(front, 0, "id", ""), back}, []bool{false, true}},
		"the inner site without id": {[]*seen{logged(front, 0, "", ""), nameless}, []bool{false, false}},
		"two rows, one front row":   {[]*seen{logged(front, 0, "", ""), logged(athar.KindIIS, 0, "", ""), logged(athar.KindIIS, 0, "", "")}, []bool{false, true, false}},
		"nothing to be joined to":   {[]*seen{logged(athar.KindIIS, 0, "id", "")}, []bool{false}},
		"no ids, nothing in common": {[]*seen{{}, logged(front, 0, "", "")}, []bool{false, false}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			(&assessor{know: Knowledge{Library: campaign.New()}}).join(&host{sights: tt.sights})
			var got []bool
			for _, s := range tt.sights {
				got = append(got, s.absorbed)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a sighting takes from another is the assessment's: the trace says what
// its own file says, whatever lay beside it.
func TestTakeLeavesTheTraceAlone(t *testing.T) {
	trace := map[string]string{"a": "1", "b": ""}
	s, o := &seen{Sighting: athar.Sighting{Fields: trace}}, &seen{Sighting: athar.Sighting{
		Fields: map[string]string{"a": "9", "b": "2"}, IP: []string{"10.0.0.1"}, Account: []string{"x"}, Subject: "o",
	}, src: athar.Source{Path: "o"}}
	s.take(o)
	if diff := cmp.Diff(map[string]string{"a": "1", "b": ""}, trace); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"a": "1", "b": "2"}, s.Fields); diff != "" {
		t.Error(diff)
	}
	if s.Subject != "o" || len(s.IP) != 1 || len(s.also) != 1 || !o.absorbed {
		t.Errorf("%+v", s)
	}
}

func TestKeep(t *testing.T) {
	var set []string
	for _, v := range []string{"b", "a", "", "b", "c", "a"} {
		set = keep(set, v)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, set); diff != "" {
		t.Error(diff)
	}
}
