package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/claim"
	"github.com/athar-forensics/athar/internal/report/sample"
)

func render(t testing.TB, a *athar.Assessment, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, a, Options{Lang: lang}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkPage holds for every page, whatever the evidence says.
func checkPage(t *testing.T, page string) {
	t.Helper()
	if err := checkMarkup(page); err != nil {
		t.Fatal(err)
	}
	if !utf8.ValidString(page) {
		t.Fatal("not UTF-8")
	}
	shown := html.UnescapeString(page)
	for i, r := range shown {
		if r != '\n' && (r < ' ' || r > '~' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)) {
			t.Fatalf("U+%04X near %q", r, shown[max(i-40, 0):i])
		}
	}
}

func TestPage(t *testing.T) {
	a := sample.Assessment()
	for _, lang := range i18n.Languages() {
		page := render(t, a, lang)
		checkPage(t, page)
		p := i18n.New(lang)
		if !strings.Contains(page, `<html lang="`+lang+`" dir="`+p.Dir()+`">`) || !strings.Contains(page, `id="pick-`+lang+`" aria-label="`+p.T("report.language")+`" autocomplete="off" checked>`) {
			t.Errorf("%s is not the first language", lang)
		}
		if strings.Index(page, `id="doc-`+lang+`"`) > strings.Index(page, `class="document"`)+40 {
			t.Errorf("%s does not come first", lang)
		}
		if render(t, a, lang) != page {
			t.Errorf("%s: two renderings differ", lang)
		}
		if strings.Contains(page, "report.") && strings.Contains(page, ">report.") {
			t.Errorf("%s: a message is missing", lang)
		}
	}
}

func TestPageSaysEverything(t *testing.T) {
	a := sample.Assessment()
	page := html.UnescapeString(render(t, a, "en"))
	want := []string{a.Servers[0].Headline.En, "KB5000871", "cfo@contoso.example", "Made-up Typhoon", "truncated in line 90,112", "no such modifier: containz", "proxynotshell-rps", "DC01", "hybrid certificate", "k41", "15.1.2176.2", "collection/mail"}
	for _, s := range append(a.Servers, a.Tenants...) {
		want = append(want, s.Name)
		for _, f := range s.Findings {
			want = append(want, f.ID, f.Title.En, f.Title.Ar, f.Why.En, f.Raw, f.Source.SHA256, f.Account[0], f.File[0])
		}
		for _, act := range s.Actions {
			want = append(want, act.Text.En)
		}
	}
	text := strings.NewReplacer(`<bdi dir="ltr" class="moment">`, "", `<bdi dir="ltr">`, "", "</bdi>", "").Replace(page)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("does not say %q", w)
		}
	}
}

func TestPolicyAllowsTheStyleAndTheScriptAndNothingElse(t *testing.T) {
	page := render(t, sample.Assessment(), "en")
	_, css, _ := strings.Cut(page, "<style>")
	css, _, _ = strings.Cut(css, "</style>")
	_, js, _ := strings.Cut(page, "<script>")
	js, _, _ = strings.Cut(js, "</script>")
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	want := "default-src 'none'; style-src " + hash(css) + "; script-src " + hash(js) + "; base-uri 'none'; form-action 'none'"
	if !strings.Contains(html.UnescapeString(page), `content="`+want+`"`) {
		t.Errorf("policy is not %s", want)
	}
	for _, outside := range []string{"url(", "@import", "@font-face", "http:", "https:", "<"} {
		if strings.Contains(css, outside) {
			t.Errorf("the style holds %q", outside)
		}
	}
	if strings.Count(page, "<script") != 1 {
		t.Error("there is one script")
	}
	for _, outside := range []string{"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "Function(", "fetch", "XMLHttp", "http", "location", "cookie", "Storage", "<"} {
		if strings.Contains(js, outside) {
			t.Errorf("the script holds %q", outside)
		}
	}
}

func TestHostileEvidence(t *testing.T) {
	attacks := append(sample.Attacks(), strings.Join(sample.Attacks(), " "))
	for _, payload := range attacks {
		checkPage(t, render(t, sample.Hostile(sample.Assessment(), payload), "ar"))
	}
}

func TestHugeFields(t *testing.T) {
	page := render(t, sample.Huge(sample.Assessment()), "en")
	checkPage(t, page)
	if len(page) > 20<<20 {
		t.Errorf("%d bytes", len(page))
	}
}

func TestEveryFindingIsShownOrCounted(t *testing.T) {
	for _, n := range []int{500, 4000} {
		a := sample.Large(n)
		a.Servers, a.Tenants = a.Servers[:1], nil
		page := render(t, a, "en")
		checkPage(t, page)
		if len(page) > 10<<20 {
			t.Errorf("%d findings make a page of %d bytes", n, len(page))
		}
		stands := map[string]int{}
		for _, m := range regexp.MustCompile(`>(f-\d+)<`).FindAllStringSubmatch(page, -1) {
			stands[m[1]]++
		}
		shown := 0
		for _, f := range a.Servers[0].Findings {
			switch stands[f.ID] {
			case len(i18n.Languages()):
				shown++
			case 0:
			default:
				t.Fatalf("finding %s stands %d times", f.ID, stands[f.ID])
			}
		}
		english, _, _ := strings.Cut(page, `id="doc-ar"`)
		counted := 0
		for _, m := range regexp.MustCompile(`and ([\d,]+) more findings? of this rule`).FindAllStringSubmatch(english, -1) {
			more, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
			if err != nil {
				t.Fatal(err)
			}
			counted += more
		}
		if shown+counted != n || n == 500 && counted > 0 || n == 4000 && shown < 500 {
			t.Errorf("%d findings: %d shown, %d counted", n, shown, counted)
		}
	}
}

// TestListsHaveAnEnd makes every list of a case long.
func TestListsHaveAnEnd(t *testing.T) {
	a := sample.Wide(sample.Assessment(), 20_000)
	page := render(t, a, "ar")
	checkPage(t, page)
	if len(page) > 10<<20 {
		t.Errorf("a page of %d bytes", len(page))
	}
	if !strings.Contains(page, "in the CSV") && !strings.Contains(page, "in the JSON") {
		t.Error("what is left out is not said")
	}
}

func TestDigitsAreTheReadersChoice(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, sample.Assessment(), Options{Lang: "ar", ArabicDigits: true}); err != nil {
		t.Fatal(err)
	}
	checkPage(t, b.String())
	arabic, english, _ := strings.Cut(b.String(), `id="doc-en"`)
	for _, want := range []string{"٢٠٢١-٠٣-٠٤", "١٫٤ GB", "15.1.2176.2", "203.0.113.9"} {
		if !strings.Contains(arabic, want) {
			t.Errorf("the Arabic part does not say %s", want)
		}
	}
	if strings.ContainsAny(english, "٠١٢٣٤٥٦٧٨٩") {
		t.Error("the English part has Arabic digits")
	}
}

func TestClaimsStandAsClaims(t *testing.T) {
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	claims, err := claim.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := HTML(&b, sample.Assessment(), Options{Lang: "en", Claims: claims}); err != nil {
		t.Fatal(err)
	}
	checkPage(t, b.String())
	text := strings.NewReplacer(`<bdi dir="ltr" class="n">`, "", "</bdi>", "").Replace(b.String())
	for _, want := range []string{"said by Brian Krebs", "at least 30,000 organisations", "against it:", "as reported by others", "قاله"} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q", want)
		}
	}
}

func TestNothing(t *testing.T) {
	for _, a := range []*athar.Assessment{
		{},
		{Servers: []athar.Server{{}}},
		{Servers: []athar.Server{{Stage: 99, Findings: []athar.Finding{{Stage: -5}, {Stage: 99}}, Exposure: []athar.Exposure{{}}, Coverage: []athar.Coverage{{Records: 1, First: -1 << 63, Last: 1<<63 - 1}}}}},
	} {
		checkPage(t, render(t, a, "ar"))
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteError(t *testing.T) {
	if err := HTML(broken{}, sample.Assessment(), Options{}); err == nil {
		t.Error("HTML: a failed write is not reported")
	}
	if err := JSON(broken{}, sample.Assessment()); err == nil {
		t.Error("JSON: a failed write is not reported")
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range sample.Attacks() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		a := sample.Assessment()
		a.Servers[0].Findings = a.Servers[0].Findings[:3]
		a.Servers = a.Servers[:1]
		checkPage(t, render(t, sample.Hostile(a, payload), "en"))
	})
}

func BenchmarkHTML2000(b *testing.B) {
	a := sample.Large(2000)
	for b.Loop() {
		b.SetBytes(int64(len(render(b, a, "en"))))
	}
}
