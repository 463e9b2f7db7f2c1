package i18n

import (
	"embed"
	"fmt"
	"sync"

	"github.com/athar-forensics/athar"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// The languages that athar speaks.
const (
	English = "en"
	Arabic  = "ar"
)

// Languages lists them, the default first.
func Languages() []string { return []string{English, Arabic} }

//go:embed catalogue/*.yaml
var files embed.FS

// catalogue is read once, at first use. It is embedded, so a fault in it is a
// fault of the build, and the tests of this package find it first.
var catalogue = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, lang := range Languages() {
		if _, err := b.LoadMessageFileFS(files, "catalogue/"+lang+".yaml"); err != nil {
			panic(fmt.Sprintf("embedded catalogue %s: %v", lang, err))
		}
	}
	return b
})

// Printer writes for a reader of one language. It is safe for use by several
// goroutines at once.
type Printer struct {
	lang string
	loc  *i18n.Localizer
	// arabicDigits asks for ٠١٢٣ in numbers and dates.
	arabicDigits bool
}

// New returns the printer of a language: "ar" is Arabic, and anything else is
// English.
func New(lang string) *Printer {
	if lang != Arabic {
		lang = English
	}
	return &Printer{lang: lang, loc: i18n.NewLocalizer(catalogue(), lang)}
}

// ArabicDigits returns a printer that writes numbers and dates with the digits
// ٠١٢٣. Technical strings keep theirs: an address or a build is compared with
// other tools.
func (p *Printer) ArabicDigits() *Printer {
	out := *p
	out.arabicDigits = true
	return &out
}

// Lang is the language's code, "en" or "ar".
func (p *Printer) Lang() string { return p.lang }

// RTL says whether the language is written from right to left.
func (p *Printer) RTL() bool { return p.lang == Arabic }

// Dir is the value of HTML's dir attribute.
func (p *Printer) Dir() string {
	if p.RTL() {
		return "rtl"
	}
	return "ltr"
}

// T returns the message with the given id. The arguments are names and values
// in turn, T("more.findings", "Count", 3). Numbers, moments and intervals are
// written as the language writes them, and Count chooses the plural form.
// An id that the catalogue does not have comes back as it is: a report with an
// odd word in it is better than none.
func (p *Printer) T(id string, args ...any) string {
	cfg := &i18n.LocalizeConfig{MessageID: id}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		if n, ok := integer(args[i+1]); ok && name == "Count" {
			cfg.PluralCount = n
		}
		data[name] = p.show(args[i+1])
	}
	cfg.TemplateData = data
	s, err := p.loc.Localize(cfg)
	if err != nil && s == "" {
		return id
	}
	return s
}

// Text picks the language of a text that came with the assessment.
func (p *Printer) Text(t athar.Text) string { return t.In(p.lang) }

// show writes one argument of a message.
func (p *Printer) show(v any) string {
	if n, ok := integer(v); ok {
		return p.Number(n)
	}
	switch v := v.(type) {
	case athar.Time:
		return p.Time(v)
	case athar.Interval:
		return p.Interval(v)
	}
	return fmt.Sprint(v)
}

func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}
