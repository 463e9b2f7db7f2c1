package report

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/claim"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Options says how the HTML report is written.
type Options struct {
	// Lang is the language that is shown first, "en" or "ar". The other one is
	// in the same file, behind a switch.
	Lang string
	// TLP marks the report; [tlp.None] leaves it unmarked.
	TLP tlp.Mark
	// Claims are what was publicly said, for the timeline.
	Claims []claim.Claim
	// ArabicDigits writes the numbers of the Arabic part as ٠١٢٣. Without it they
	// are 0123; technical strings always are.
	ArabicDigits bool
}

//go:embed page/*.tmpl page/style.css page/page.js
var files embed.FS

// templates are parsed once with the English words; a rendering clones them and
// puts its own language's in.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("file").Funcs(words(i18n.New(i18n.English))).ParseFS(files, "page/*.tmpl"))
})

var style, script = sync.OnceValue(embedded("page/style.css")), sync.OnceValue(embedded("page/page.js"))

func embedded(name string) func() string {
	return func() string {
		data, err := files.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("embedded %s: %v", name, err))
		}
		return string(data)
	}
}

// allow is the source expression of a content security policy for one text.
func allow(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// shell is what stands around the languages.
type shell struct {
	Lang, Dir, Title string
	// Policy allows the one style and the one script by their hashes. Inline style attributes stay
	// forbidden: the pictures are placed by SVG attributes.
	Policy string
	Style  template.HTML
	Script template.HTML
	Langs  []language
	TLP    tlp.Mark
}

type language struct {
	Lang, Dir, Name string
	First           bool
}

// HTML writes the report as one file. It cleans what it writes: the assessment
// is taken as it is.
func HTML(w io.Writer, a *athar.Assessment, o Options) error {
	a = inert.Assessment(a)
	first := i18n.New(o.Lang)
	s := newShell(first, first.T("report.title"), o.TLP)
	out := bufio.NewWriter(w)
	err := execute(out, first, "open", s)
	for _, l := range s.Langs {
		p := i18n.New(l.Lang)
		if o.ArabicDigits && p.RTL() {
			p = p.ArabicDigits()
		}
		if err == nil {
			err = execute(out, p, "document", newPage(a, p, o))
		}
	}
	if err == nil {
		err = execute(out, first, "close", s)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	return nil
}

// execute runs a template with the words of a language. The parsed set itself is
// never executed: html/template forbids cloning it after that.
func execute(w io.Writer, p *i18n.Printer, name string, data any) error {
	t, err := templates().Clone()
	if err != nil {
		return err
	}
	return t.Funcs(words(p)).ExecuteTemplate(w, name, data)
}
