package i18n

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// forms reads a catalogue as id to plural form to text; a plain message has the
// one form "other".
func forms(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	data, err := files.ReadFile("catalogue/" + lang + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := yaml.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for id, v := range raw {
		switch v := v.(type) {
		case string:
			out[id] = map[string]string{"other": v}
		case map[string]any:
			out[id] = map[string]string{}
			for form, text := range v {
				s, ok := text.(string)
				if !ok {
					t.Fatalf("%s: %s.%s is not text", lang, id, form)
				}
				out[id][form] = s
			}
		default:
			t.Fatalf("%s: %s is %T, want text: quote yes and no", lang, id, v)
		}
	}
	return out
}

func names(text string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestCataloguesAgree(t *testing.T) {
	en, ar := forms(t, English), forms(t, Arabic)
	if d := cmp.Diff(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(ar))); d != "" {
		t.Fatalf("ids differ (-en +ar):\n%s", d)
	}
	for id := range en {
		want := names(en[id]["other"])
		if d := cmp.Diff(want, names(ar[id]["other"])); d != "" {
			t.Errorf("%s: placeholders differ (-en +ar):\n%s", id, d)
		}
		wantForms := []string{"other"}
		arForms := []string{"other"}
		if len(en[id]) > 1 {
			wantForms = []string{"one", "other"}
			arForms = []string{"few", "many", "one", "other", "two", "zero"}
		}
		if got := slices.Sorted(maps.Keys(en[id])); !slices.Equal(got, wantForms) {
			t.Errorf("%s: English forms %v, want %v", id, got, wantForms)
		}
		if got := slices.Sorted(maps.Keys(ar[id])); !slices.Equal(got, arForms) {
			t.Errorf("%s: Arabic forms %v, want %v", id, got, arForms)
		}
		for lang, c := range map[string]map[string]string{"en": en[id], "ar": ar[id]} {
			for form, text := range c {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s.%s is empty", lang, id, form)
				}
				// A form may leave a value out ("two files"), never add one.
				for _, n := range names(text) {
					if !slices.Contains(want, n) {
						t.Errorf("%s: %s.%s uses %s, which other forms do not", lang, id, form, n)
					}
				}
			}
		}
	}
}

func TestArabicIsArabic(t *testing.T) {
	for id, byForm := range forms(t, Arabic) {
		for form, text := range byForm {
			if !strings.ContainsFunc(text, isRightToLeft) {
				t.Errorf("%s.%s has no Arabic in it: %q", id, form, text)
			}
			if strings.ContainsAny(text, "٠١٢٣٤٥٦٧٨٩ـ?;") {
				t.Errorf("%s.%s: use Western digits, Arabic punctuation and no stretching: %q", id, form, text)
			}
		}
	}
}

func TestEveryWordIsThere(t *testing.T) {
	for _, lang := range Languages() {
		p := New(lang)
		catalogue := forms(t, lang)
		need := func(id string) {
			if _, ok := catalogue[id]; !ok {
				t.Errorf("%s: no message %q", lang, id)
			}
		}
		for s := athar.NoStage; s <= athar.Impacted; s++ {
			need("stage." + stageKey(s))
			need("stage." + stageKey(s) + ".means")
			if p.Stage(s) == p.StageMeans(s) {
				t.Errorf("%s: stage %v means its own name", lang, s)
			}
		}
		for _, q := range Questions() {
			need("question." + q)
			need("question." + q + ".long")
		}
		for prefix, values := range map[string][]string{
			"reply.": {"yes", "no", "unknown"}, "severity.": {"info", "low", "medium", "high", "critical"},
			"confidence.": {"high", "medium", "low"},
			"exposure.":   {"vulnerable", "mitigated", "fixed", "not-affected", "unknown"},
			"relation.":   {"related", "unrelated", "unknown"}, "certainty.": {"evidenced", "possible"},
			"band.": {"enumerated", "partial", "bulk", "full", "readable"},
		} {
			for _, v := range values {
				need(prefix + v)
			}
		}
		for _, k := range []athar.Kind{
			athar.KindIIS, athar.KindECPServer, athar.KindECPActivity, athar.KindOABGenerator, athar.KindEWS,
			athar.KindMapiHTTP, athar.KindIMAP, athar.KindRequestFilter, athar.KindMessageTracking, athar.KindSMTP,
			athar.KindAgent, athar.KindSetup, athar.KindAudit, athar.KindHTTPErr, athar.KindFile, "windows/events-json",
			"windows/registry", "windows/mft", "windows/tasks", "iis/config", "aspnet/compiled", athar.KindScannerLog, athar.KindRemedyLog, "m365/audit",
		} {
			need("kind." + string(k))
		}
	}
}

// TestNoMessageIsLeftOver looks for each id in the sources of the packages that
// speak. Families whose last part is computed are named by what comes before it.
func TestNoMessageIsLeftOver(t *testing.T) {
	var sources strings.Builder
	for _, dir := range []string{".", "../term", "../report"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".tmpl") {
				return err
			}
			data, err := fs.ReadFile(os.DirFS(dir), path)
			sources.Write(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	families := regexp.MustCompile(`^(stage|question|reply|severity|confidence|exposure|relation|certainty|band|kind|claim|bound|unit|roll\.why|roll\.kind)\.|^reason\.\w+\.no$`)
	for id := range forms(t, English) {
		if !families.MatchString(id) && !strings.Contains(sources.String(), `"`+id+`"`) {
			t.Errorf("nobody says %s", id)
		}
	}
}

func TestGlossary(t *testing.T) {
	seen := map[string]bool{}
	for _, term := range Glossary() {
		for _, s := range []string{term.Term.En, term.Term.Ar, term.Means.En, term.Means.Ar} {
			if s == "" {
				t.Errorf("%q: every term has a word and a meaning in both languages", term.Term.En)
			}
		}
		if seen[term.Term.En] || seen[term.Term.Ar] {
			t.Errorf("%q stands twice, or shares its Arabic word", term.Term.En)
		}
		seen[term.Term.En], seen[term.Term.Ar] = true, true
	}
	if len(seen) < 20 {
		t.Errorf("glossary holds %d words", len(seen))
	}
}
