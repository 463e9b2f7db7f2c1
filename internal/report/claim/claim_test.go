package claim

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar/content"
)

func TestBuiltIn(t *testing.T) {
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	all, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for i, c := range all {
		kinds[c.Kind]++
		if i > 0 && c.Time() < all[i-1].Time() {
			t.Errorf("%s stands before an older one", c.ID)
		}
		for _, id := range c.Campaign {
			if _, err := fsys.Open(id + "/campaign.yaml"); err != nil {
				t.Errorf("%s: no campaign %q", c.ID, id)
			}
		}
	}
	for _, k := range Kinds {
		if kinds[k] == 0 {
			t.Errorf("no claim of kind %s", k)
		}
	}
	if got := Of(all, []string{"proxyshell"}); len(got) < 3 || len(got) == len(all) {
		t.Errorf("%d of %d claims are about ProxyShell", len(got), len(all))
	}
}

func TestBrokenFiles(t *testing.T) {
	const whole = `- {id: a, campaign: [x], kind: event, date: 2021-01-01, by: who, confidence: stated, trust: primary, text: {en: e, ar: a}, source: s}`
	for name, c := range map[string]struct{ old, new, want string }{
		"whole":      {"", "", ""},
		"no day":     {"2021-01-01", "soon", "parsing"},
		"no author":  {"by: who, ", "", "by is missing"},
		"no source":  {"source: s", "source: ''", "source is missing"},
		"a kind":     {"event", "rumour", "none of"},
		"a trust":    {"primary", "hearsay", "none of"},
		"a count":    {"source: s", "count: {number: 3, unit: cows, bound: about}, source: s", "unit"},
		"no claim":   {"source: s", "against: [b], source: s", `no claim "b"`},
		"campaign":   {"[x]", "[]", "no campaign"},
		"an unknown": {"source: s", "sourse: s", "sourse"},
		"twice":      {"source: s}", "source: s}\n" + whole, "twice"},
	} {
		_, err := Load(fstest.MapFS{"claims.yaml": {Data: []byte(strings.Replace(whole, c.old, c.new, 1))}})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
