package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/athar-forensics/athar/internal/term"
	"github.com/athar-forensics/athar/yara"
)

// shownBytes is how much of a match is shown; yara's own limit.
const shownBytes = 512

// print writes what is said of one file: as yara does, or as JSON.
func (w *yaraWorker) print(f *yaraFile, data io.ReaderAt, matches []yara.Match) error {
	if w.Negate {
		matches = w.others(matches)
	}
	matches = slices.DeleteFunc(matches, func(m yara.Match) bool {
		return w.Identifier != "" && m.Rule != w.Identifier || w.Tag != "" && !slices.Contains(m.Tags, w.Tag)
	})
	if w.MaxRules > 0 {
		matches = matches[:min(len(matches), w.MaxRules)]
	}
	switch {
	case w.JSON:
		return w.document(f, data, matches)
	case w.Count:
		if len(w.Paths) > 0 && f.path == w.Paths[len(w.Paths)-1] {
			_, err := fmt.Fprintln(&f.out, len(matches))
			return err
		}
		_, err := fmt.Fprintf(&f.out, "%s: %d\n", w.shown(f.path), len(matches))
		return err
	}
	for i := range matches {
		if err := w.line(f, data, &matches[i]); err != nil {
			return err
		}
	}
	return nil
}

// others are the rules, without private ones, that do not hold.
func (w *yaraWorker) others(matches []yara.Match) []yara.Match {
	type name struct{ space, rule string }
	held := make(map[name]bool)
	for _, m := range matches {
		held[name{m.Namespace, m.Rule}] = true
	}
	var out []yara.Match
	for _, r := range w.rules.All() {
		if !r.Private && !held[name{r.Namespace, r.Name}] {
			out = append(out, yara.Match{Rule: r.Name, Namespace: r.Namespace, Tags: r.Tags, Meta: r.Meta})
		}
	}
	return out
}

// shown is a path as it is written; to a terminal only what cannot harm it.
func (w *yaraWorker) shown(path string) string {
	if w.terminal {
		return term.Clean(path)
	}
	return path
}

// line writes a rule and, where asked for, its strings.
func (w *yaraWorker) line(f *yaraFile, data io.ReaderAt, m *yara.Match) error {
	var b strings.Builder
	if w.Namespace {
		b.WriteString(m.Namespace + ":")
	}
	b.WriteString(m.Rule + " ")
	if w.PrintTags {
		b.WriteString("[" + strings.Join(m.Tags, ",") + "] ")
	}
	if w.PrintMeta {
		meta := make([]string, len(m.Meta))
		for i, one := range m.Meta {
			if text, ok := one.Value.(string); ok {
				meta[i] = one.Key + `="` + escapeText(text) + `"`
			} else {
				meta[i] = fmt.Sprintf("%s=%v", one.Key, one.Value)
			}
		}
		b.WriteString("[" + strings.Join(meta, ",") + "] ")
	}
	fmt.Fprintf(&f.out, "%s%s\n", b.String(), w.shown(f.path))
	if !w.PrintStrings && !w.PrintLength {
		return nil
	}
	for _, s := range m.Strings {
		for _, one := range s.Instances {
			fmt.Fprintf(&f.out, "0x%x:", one.Offset)
			if w.PrintLength {
				fmt.Fprintf(&f.out, "%d:", one.Length)
			}
			f.out.WriteString(s.Name)
			if w.PrintStrings {
				block, err := matched(data, one)
				if err != nil {
					return err
				}
				f.out.WriteString(": ")
				if s.Hex {
					fmt.Fprintf(&f.out, "% X", block)
				} else {
					f.out.WriteString(escapeBytes(block))
				}
			}
			f.out.WriteByte('\n')
		}
	}
	return nil
}

// matched reads the beginning of a match.
func matched(data io.ReaderAt, one yara.Instance) ([]byte, error) {
	block := make([]byte, min(one.Length, shownBytes))
	n, err := data.ReadAt(block, one.Offset)
	if n < len(block) {
		return nil, err
	}
	return block, nil
}

// escapeBytes writes printable ASCII as it is, all else as \xNN.
func escapeBytes(block []byte) string {
	var b strings.Builder
	for _, c := range block {
		if ' ' <= c && c <= '~' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02X`, c)
		}
	}
	return b.String()
}

// escapeText writes a text of the metadata as it would stand in a rule.
func escapeText(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// yaraDocument is what --json prints of a file.
type yaraDocument struct {
	Path  string          `json:"path"`
	Rules []yaraRuleFound `json:"rules"`
}

type yaraRuleFound struct {
	Rule      string            `json:"rule"`
	Namespace string            `json:"namespace"`
	Tags      []string          `json:"tags"`
	Meta      map[string]any    `json:"meta"`
	Strings   []yaraStringFound `json:"strings"`
}

type yaraStringFound struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
	Length int    `json:"length"`
	// Data is the beginning of the match, as yara -s shows it; Key that of an
	// xor.
	Data string `json:"data"`
	Key  byte   `json:"key"`
}

// document writes a line of JSON for a file in which a rule holds.
func (w *yaraWorker) document(f *yaraFile, data io.ReaderAt, matches []yara.Match) error {
	if len(matches) == 0 {
		return nil
	}
	d := yaraDocument{Path: f.path}
	for _, m := range matches {
		r := yaraRuleFound{
			Rule: m.Rule, Namespace: m.Namespace, Tags: append([]string{}, m.Tags...),
			Meta: make(map[string]any), Strings: []yaraStringFound{},
		}
		for _, one := range m.Meta {
			r.Meta[one.Key] = one.Value
		}
		for _, s := range m.Strings {
			for _, one := range s.Instances {
				block, err := matched(data, one)
				if err != nil {
					return err
				}
				r.Strings = append(r.Strings, yaraStringFound{
					Name: s.Name, Offset: one.Offset, Length: one.Length, Data: escapeBytes(block), Key: one.Key,
				})
			}
		}
		d.Rules = append(d.Rules, r)
	}
	e := json.NewEncoder(&f.out)
	e.SetEscapeHTML(false)
	return e.Encode(d)
}
