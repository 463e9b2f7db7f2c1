package sigma_test

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar/sigma"
)

const filtered = `title: t
logsource: {category: process_creation, product: windows}
detection: {selection: {A: x}, condition: selection}
`

func filterOf(t *testing.T, block string) *sigma.Filter {
	t.Helper()
	docs, err := sigma.Parse([]byte("title: f\nlogsource: {product: windows}\nfilter: " + block + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return docs[0].Filter
}

// A filter's condition is added by "and"; its selections are its own, whatever the
// rule calls its.
func TestFilters(t *testing.T) {
	docs, err := sigma.Parse([]byte(filtered))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		filters []string
		fields  map[string]string
		want    bool
	}{
		"none":        {nil, map[string]string{"A": "x", "User": "adm_a"}, true},
		"taken away":  {[]string{"{rules: any, selection: {User|startswith: adm_}, condition: not selection}"}, map[string]string{"A": "x", "User": "adm_a"}, false},
		"left":        {[]string{"{rules: any, selection: {User|startswith: adm_}, condition: not selection}"}, map[string]string{"A": "x", "User": "u"}, true},
		"not matched": {[]string{"{rules: any, selection: {User|startswith: adm_}, condition: not selection}"}, map[string]string{"A": "y", "User": "u"}, false},
		"kept":        {[]string{"{rules: any, selection: {User|startswith: adm_}, condition: selection}"}, map[string]string{"A": "x", "User": "u"}, false},
		"two, one against it": {
			[]string{"{rules: any, selection: {User: a}, condition: not selection}", "{rules: any, selection: {Host: h}, condition: not selection}"},
			map[string]string{"A": "x", "User": "b", "Host": "h"},
			false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var filters []*sigma.Filter
			for _, f := range tt.filters {
				filters = append(filters, filterOf(t, f))
			}
			m, err := sigma.Compile(docs[0].Rule, sigma.Options{Filters: filters})
			if err != nil {
				t.Fatal(err)
			}
			x := m.Explain(eventOf(tt.fields))
			if m.Match(eventOf(tt.fields)) != tt.want || x.Matched != tt.want {
				t.Errorf("%+v", x)
			}
			if len(x.Selections) != 1+len(filters) || len(filters) > 0 && x.Selections[1].Name != "filter f: selection" {
				t.Errorf("%+v", x.Selections)
			}
		})
	}
}

func TestFilterCovers(t *testing.T) {
	f := filterOf(t, "{rules: [one, two], s: {A: x}, condition: s}")
	if f.Any || len(f.Rules) != 2 || !filterOf(t, "{rules: [], s: {A: x}, condition: s}").Any {
		t.Errorf("%+v", f)
	}
	for source, want := range map[sigma.LogSource]bool{
		{Product: "Windows", Category: "process_creation"}: true, {Product: "linux"}: false, {}: false,
	} {
		if f.Covers(source) != want {
			t.Errorf("%+v: %v", source, !want)
		}
	}
	_, err := sigma.Compile(&sigma.Rule{}, sigma.Options{Filters: []*sigma.Filter{{Title: "empty"}}})
	if err == nil || !strings.Contains(err.Error(), "no condition") {
		t.Error(err)
	}
}
