package report

import (
	"html/template"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/term"
)

// maxList is how many values of a list the report writes out.
const maxList = 40

// words are the functions of the templates, in one language.
func words(p *i18n.Printer) template.FuncMap {
	return template.FuncMap{
		"t": p.T, "text": p.Text, "runs": p.Runs,
		"stage": p.Stage, "stageMeans": p.StageMeans, "question": p.QuestionLong, "reply": p.Reply,
		"severity": p.Severity, "confidence": p.Confidence, "state": p.Exposure, "relation": p.Relation,
		"certainty": p.Certainty, "band": p.Band, "kind": p.Kind,
		"exact": p.Exact, "date": p.Date, "when": p.Time, "interval": p.Interval,
		"number": func(n any) string { return number(n, p) }, "bytes": p.Bytes,
		"span":        func(from, until athar.Time) string { return p.Interval(athar.Interval{From: from, Until: until}) },
		"seconds":     func(s float64) string { return p.Elapsed(duration(s)) },
		"place":       term.Place,
		"product":     term.Product,
		"offset":      func(c athar.Clock) string { return offset(c, p) },
		"slug":        slug,
		"cap":         capList,
		"origins":     originWords,
		"list":        func(label string, values []string) labelled { return labelled{label, values} },
		"lines":       func(l []string) some[string] { return atMost(l, maxLines) },
		"unreachable": func(l []string) some[string] { return atMost(l, maxUnreachable) },
		"mailboxes":   func(l []athar.Mailbox) some[athar.Mailbox] { return atMost(l, maxMailboxes) },
		"clusters":    func(l []athar.Cluster) some[athar.Cluster] { return atMost(l, maxClusters) },
		"mentioned":   func(l []athar.Mentioned) some[athar.Mentioned] { return atMost(l, maxMentioned) },
		"skipped":     func(l []athar.Skipped) some[athar.Skipped] { return atMost(l, maxSkipped) },
		"joins":       func(l []athar.Link) some[athar.Link] { return atMost(l, maxMentioned) },
		"ignored":     ignored,
		"failed":      func(l []athar.RuleFailed) some[athar.RuleFailed] { return atMost(l, maxSkipped) },
		"because":     func(s *system, ids []string) because { return s.because(ids) },
	}
}

// offset says what a join proved about a source's clock, empty where none did.
func offset(c athar.Clock, p *i18n.Printer) string {
	switch {
	case c.Offset == nil:
		return ""
	case *c.Offset == 0:
		return p.T("report.clock.proved")
	}
	return p.T("report.clock.offset", "Count", *c.Offset)
}

// number writes whatever integer a template holds.
func number(n any, p *i18n.Printer) string {
	switch n := n.(type) {
	case int:
		return p.Number(int64(n))
	case int64:
		return p.Number(n)
	case *int64:
		return p.Number(*n)
	}
	return ""
}

// counted is how many files of a kind were left aside.
type counted struct {
	Kind  string
	Count int
}

func ignored(byKind map[string]int) some[counted] {
	var list []counted
	for _, k := range slices.Sorted(maps.Keys(byKind)) {
		list = append(list, counted{k, byKind[k]})
	}
	return atMost(list, maxMentioned)
}

// labelled is a list with the name it goes by.
type labelled struct {
	Label  string
	Values []string
}

// capped is a list that is written up to maxList values.
type capped struct {
	Shown []string
	More  int
}

func capList(values []string) capped {
	n := min(len(values), maxList)
	return capped{values[:n], len(values) - n}
}

// duration reads seconds as a case file gives them, which may be any number.
func duration(seconds float64) time.Duration {
	if math.IsNaN(seconds) || seconds < 0 || seconds > 1e9 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// slug names a CSS class for a word of a fixed set. Anything else has none.
func slug(prefix string, v any) string {
	switch v := v.(type) {
	case athar.Stage:
		if v == athar.NoStage {
			return prefix + "-lead"
		}
		if v > athar.NoStage && v <= athar.Impacted {
			return prefix + "-" + v.String()
		}
	case athar.Reply:
		if v == athar.Yes || v == athar.No {
			return prefix + "-" + string(v)
		}
	case athar.ExposureState:
		switch v {
		case athar.Vulnerable, athar.Mitigated, athar.Fixed, athar.NotAffected:
			return prefix + "-" + string(v)
		}
	}
	return prefix + "-unknown"
}

// originWords are the origins of addresses as lines.
func originWords(origins []athar.Origin) []string {
	var out []string
	for _, o := range origins {
		out = append(out, o.String())
	}
	return out
}
