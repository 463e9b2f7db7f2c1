package redact

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
)

// Limits of a list of names.
const (
	maxNames = 1_000_000
	maxName  = 512 // bytes
	minName  = 2   // runes: one letter cannot be replaced without ruining every word
)

// ReadNames reads a list: one name a line, UTF-8, lines that start with # left out.
func ReadNames(r io.Reader) ([]string, error) {
	var out []string
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(string(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff"))))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := check(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if out = append(out, line); len(out) > maxNames {
			return nil, fmt.Errorf("more than %d names", maxNames)
		}
	}
	return out, lines.Err()
}

func check(name string) error {
	switch {
	case utf8.RuneCountInString(name) < minName:
		return fmt.Errorf("%q is too short to be replaced", name)
	case len(name) > maxName:
		return fmt.Errorf("a name of %d bytes is none", len(name))
	}
	return nil
}

// NamesOf are the names that a case itself knows: its servers, mailboxes,
// accounts and the computers that its evidence mentions. Names that every server
// has are left out.
func NamesOf(a *athar.Assessment) []string {
	var out []string
	add := func(names ...string) {
		for _, n := range names {
			n = strings.TrimSpace(n)
			if check(n) == nil && !common[fold(n)] && !builtin(n) && n != "*" {
				out = append(out, n)
			}
		}
	}
	for _, systems := range [][]athar.Server{a.Servers, a.Tenants} {
		for i := range systems {
			s := &systems[i]
			add(s.Name)
			add(s.Aliases...)
			for _, m := range s.Mailboxes {
				add(m.Mailbox)
			}
			for j := range s.Findings {
				add(s.Findings[j].Account...)
			}
		}
	}
	for _, m := range a.Mentioned {
		add(m.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// builtin holds for accounts of Windows' own and for their well-known SIDs.
func builtin(account string) bool {
	f := fold(account)
	domain, user, ok := strings.Cut(f, `\`)
	return ok && common[user] && (common[domain] || domain == "") || strings.HasPrefix(f, "s-1-5-") && strings.Count(f, "-") <= 4
}
