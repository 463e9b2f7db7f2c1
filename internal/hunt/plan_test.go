package hunt

import (
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// Every rule of a kind is asked, by its literals or always, and rules of other
// kinds are not.
func TestPlan(t *testing.T) {
	h := hunter(t, Options{})
	for _, kind := range []athar.Kind{athar.KindIIS, athar.HTTPProxy("ecp"), athar.KindECPServer, athar.KindOABGenerator, athar.KindEWS, athar.KindSMTP} {
		p := h.plan(kind)
		asked := map[int]bool{}
		for _, i := range p.always {
			asked[i] = true
		}
		lanes := 0
		for _, w := range p.wants {
			if w.lanes != 0 {
				lanes++
			}
			for _, i := range w.rules {
				asked[i] = true
			}
		}
		for i, r := range p.rules {
			if !asked[i] || !r.Answers(kind) {
				t.Errorf("%s: %s is asked: %v, answers: %v", kind, r.Name, asked[i], r.Answers(kind))
			}
		}
		for _, r := range h.know.Library.Rules {
			if r.Answers(kind) && !slices.Contains(p.rules, r) {
				t.Errorf("%s: %s is left out", kind, r.Name)
			}
		}
		want := 0
		if web(kind) {
			want = len(visitLiterals) + len(buildLiterals)
		}
		if kind.FrontEnd() {
			want += len(readLiterals)
		}
		if kind == athar.KindIIS {
			want++ // wrong passwords
		}
		if lanes != want {
			t.Errorf("%s: %d literals have lanes", kind, lanes)
		}
	}
	if h.plan(athar.HTTPProxy("ecp")) != h.plan(athar.HTTPProxy("owa")) {
		t.Error("front-end logs of two protocols have plans of their own")
	}
}

func TestSearch(t *testing.T) {
	p := hunter(t, Options{}).plan(athar.KindIIS)
	block := "x /aspnet_client/ x\ny /AspNet_Client/ y /owa/prem/15"
	var got []int
	for _, hit := range search(p.find, []byte(block), []hit{{1, 2}}) {
		if p.wants[hit.id].lanes != 0 {
			got = append(got, hit.at)
		}
	}
	if diff := cmp.Diff([]int{2, 22, 40}, got); diff != "" {
		t.Error(diff)
	}
}
