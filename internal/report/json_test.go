package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/google/go-cmp/cmp"
)

func newSystemFor(s athar.Server) *system {
	d := digest.Of(&athar.Assessment{Servers: []athar.Server{s}}, i18n.New("en"))
	return newSystem(d.Systems[0], "en-1", true)
}

func write(t testing.TB, a *athar.Assessment) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, a); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func checkRoundTrip(t *testing.T, a *athar.Assessment) []byte {
	t.Helper()
	first := write(t, a)
	var back athar.Assessment
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatal(err)
	}
	if second := write(t, &back); !bytes.Equal(first, second) {
		t.Fatalf("the second writing differs:\n%s", cmp.Diff(string(first), string(second)))
	}
	if !utf8.Valid(first) || bytes.ContainsAny(first, "\u2028\u2029") {
		t.Fatal("not UTF-8, or a raw line separator")
	}
	return first
}

func TestJSONRoundTrip(t *testing.T) {
	a := sample.Assessment()
	out := checkRoundTrip(t, a)
	if !bytes.Contains(out, []byte(`<script language=`)) || !bytes.HasPrefix(out, []byte("{\n  \"schema\": \"athar.assessment/1\",\n")) || !bytes.HasSuffix(out, []byte("}\n")) {
		t.Errorf("form: %.200s", out)
	}
	for _, payload := range sample.Attacks() {
		checkRoundTrip(t, sample.Hostile(a, payload))
	}
	checkRoundTrip(t, &athar.Assessment{})
}

func TestJSONHasNoNullLists(t *testing.T) {
	a := &athar.Assessment{Servers: []athar.Server{{Findings: []athar.Finding{{}}, Clusters: []athar.Cluster{{Candidates: []athar.Candidate{{}}}}, Coverage: []athar.Coverage{{}}, Product: &athar.Product{}}}}
	var doc any
	if err := json.Unmarshal(write(t, a), &doc); err != nil {
		t.Fatal(err)
	}
	lists := listFields(reflect.TypeFor[athar.Assessment](), map[string]bool{})
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if e == nil && lists[k] {
					t.Errorf("%s.%s is null", path, k)
				}
				walk(path+"."+k, e)
			}
		case []any:
			for _, e := range v {
				walk(path+"[]", e)
			}
		}
	}
	walk("", doc)
	if len(lists) < 20 {
		t.Errorf("only %d fields looked at", len(lists))
	}
}

// listFields names the JSON fields that hold lists or maps.
func listFields(t reflect.Type, out map[string]bool) map[string]bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return listFields(t.Elem(), out)
	case reflect.Struct:
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Map {
				out[name] = true
			}
			listFields(f.Type, out)
		}
	}
	return out
}

func FuzzJSON(f *testing.F) {
	for _, s := range sample.Attacks() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		checkRoundTrip(t, sample.Hostile(sample.Assessment(), payload))
	})
}
