package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// explanation is what "athar rules explain" says.
type explanation struct {
	Rule string `json:"rule"`
	// Condition has one text; several are linked by "or".
	Condition []string `json:"condition"`
	// Records are all that the file holds, Asked those that the rule is asked
	// about, Matched those of them that it matches.
	Records   int64           `json:"records"`
	Asked     int64           `json:"asked"`
	Matched   int64           `json:"matched"`
	Explained []explained     `json:"explained"`
	Unread    []athar.Skipped `json:"unread"`

	line int64 // the only one that was asked for, or 0
}

// explained is one record in the eyes of the rule.
type explained struct {
	Path       string      `json:"path"`
	Line       int64       `json:"line"`
	Record     int64       `json:"record,omitempty"` // an event's number
	Time       *athar.Time `json:"time"`
	Kind       athar.Kind  `json:"kind"`
	Asked      bool        `json:"asked"`
	Matched    bool        `json:"matched"`
	Selections []selection `json:"selections"`
}

type selection struct {
	Name    string `json:"name"`
	Matched bool   `json:"matched"`
	Items   []item `json:"items"`
}

// item is one field of a selection; its value is null where the record has no
// such field. By are the rule's own values that it matched.
type item struct {
	Field   string   `json:"field"`
	Value   *string  `json:"value"`
	Matched bool     `json:"matched"`
	By      []string `json:"by"`
}

// maxShown is the most of one value that is shown, in characters.
const maxShown = 160

// text writes the explanation for a reader. Values come from evidence and are
// made inert first.
func (x *explanation) text(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", x.Rule, strings.Join(x.Condition, " or "))
	for i := range x.Explained {
		x.Explained[i].text(&b)
	}
	for _, u := range x.Unread {
		fmt.Fprintf(&b, "\n%s: not read: %s\n", inert.Text(u.Path, maxShown), inert.Text(u.Reason, inert.MaxField))
	}
	if x.line != 0 && len(x.Explained) == 0 {
		fmt.Fprintf(&b, "\nno record begins in line %d\n", x.line)
	}
	fmt.Fprintf(&b, "\n%d records, asked about %d, matched %d", x.Records, x.Asked, x.Matched)
	if n := int64(len(x.Explained)); n < x.Matched {
		fmt.Fprintf(&b, "; the first %d are shown, --all shows every one", n)
	} else if n == 0 && x.Asked > 0 && x.line == 0 {
		b.WriteString("; --all shows why not")
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

func (e *explained) text(b *strings.Builder) {
	word := "does not match"
	switch {
	case e.Matched:
		word = "matches"
	case !e.Asked:
		word = "is not asked about: another kind of record, or none of the rule's literals is in it"
	}
	place := fmt.Sprint(":", e.Line)
	if e.Record > 0 {
		place = fmt.Sprint(" record ", e.Record)
	}
	fmt.Fprintf(b, "\n%s%s (%s) %s\n", inert.Text(e.Path, maxShown), place, e.Kind, word)
	for _, s := range e.Selections {
		fmt.Fprintf(b, "  %-5t %s\n", s.Matched, s.Name)
		for _, i := range s.Items {
			fmt.Fprintf(b, "    %-5t %s\n", i.Matched, i.text())
		}
	}
}

func (i item) text() string {
	field := i.Field
	if field == "" {
		field = "(anywhere)"
	}
	if i.Value == nil {
		return field + " is not in the record"
	}
	text := field + " = " + fmt.Sprintf("%q", inert.Text(*i.Value, maxShown))
	if len(i.By) > 0 {
		text += " by " + strings.Join(i.By, ", ")
	}
	return text
}
