package letter

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"text/template"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// Names are the documents that are written from templates.
func Names() []string {
	return []string{"letter", "letter-provider", "situation", "nis2", "cisa", "ed2502"}
}

// blank is a line to be filled by hand.
const blank = "______________________"

// Marks of a right-to-left line: see package term.
const (
	rightToLeftMark = "\u200f"
	leftToRight     = "\u2066"
	popIsolate      = "\u2069"
)

// Write writes one document from a content tree's templates, as text.
func Write(w io.Writer, content fs.FS, name string, a *athar.Assessment, o Options) error {
	p := i18n.New(o.Lang)
	file := "letters/" + name + "." + p.Lang() + ".txt"
	text, err := fs.ReadFile(content, file)
	if err != nil {
		return fmt.Errorf("no letter %q: %w", name, err)
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(words(p)).Parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, newView(a, o, p)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := io.WriteString(w, lines(out.String(), p)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func words(p *i18n.Printer) template.FuncMap {
	return template.FuncMap{
		"blank": func() string { return blank },
		"or_blank": func(s any) string {
			if text := strings.TrimSpace(fmt.Sprint(s)); text != "" {
				return text
			}
			return blank
		},
		"when": func(t athar.Time) string {
			if t == 0 {
				return blank
			}
			return p.Exact(t)
		},
		"span": func(from, until athar.Time) string {
			if from == 0 {
				return blank
			}
			return p.Interval(athar.Interval{From: from, Until: until})
		},
		"list": func(values []string) string {
			if len(values) == 0 {
				return blank
			}
			return strings.Join(values, p.T("list.comma"))
		},
		"text": p.Text, "reply": p.Reply, "stage": p.Stage, "means": p.StageMeans, "confidence": p.Confidence, "number": func(n int) string { return p.Number(int64(n)) },
	}
}

// lines ends a document: no blanks at the ends of lines, never two empty lines,
// and in Arabic each line marked as such with its technical stretches isolated.
func lines(text string, p *i18n.Printer) string {
	var b strings.Builder
	empty := true
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" {
			if !empty {
				b.WriteByte('\n')
			}
			empty = true
			continue
		}
		empty = false
		if p.RTL() {
			b.WriteString(rightToLeftMark)
			for _, r := range p.Runs(line) {
				if r.Technical {
					b.WriteString(leftToRight + r.Text + popIsolate)
				} else {
					b.WriteString(r.Text)
				}
			}
		} else {
			b.WriteString(line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
