// Package redact replaces names in an assessment (mailboxes, accounts, hosts) by
// stand-ins, before any format is written. The same name has the same stand-in
// everywhere and in every output that shares a key; without the key a stand-in
// tells nothing of its name, guessing included.
//
// A name is found whatever its case and in the forms that records hold it in:
// plain, percent-encoded once or twice, with JSON's or HTML's escapes, and inside
// base64 as UTF-8 or UTF-16, where the whole encoded value is replaced.
package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Redactor replaces one set of names. It is not for use by several goroutines.
type Redactor struct {
	key   []byte
	names map[string]name // by folded text
	// heads are the first three runes of all names (two and a zero for a name of
	// two) with the length in runes of the longest that begins so: most places of
	// a text cost two looks and no more.
	heads map[[3]rune]int
	// decoded and plain are reused from text to text.
	decoded, plain []unit
}

// name is one name to replace.
type name struct {
	standIn string
	// loose names are replaced inside longer words too. Parts that were derived
	// from a longer name are not: "jo" of "jo@example.test" stands in half the
	// words of any language.
	loose bool
}

// New returns a redactor of names under a key. What a longer name is made of
// (the account of an address, the host of a full name) is replaced as a word of
// its own as well.
func New(key []byte, names []string) *Redactor {
	r := &Redactor{key: key, names: map[string]name{}, heads: map[[3]rune]int{}}
	for _, n := range names {
		r.add(n, true)
	}
	for _, n := range names {
		for _, part := range parts(n) {
			r.add(part, false)
		}
	}
	for folded, n := range r.names {
		n.standIn = r.standIn(folded)
		r.names[folded] = n
	}
	return r
}

func (r *Redactor) add(text string, loose bool) {
	folded := fold(strings.TrimSpace(text))
	n := utf8.RuneCountInString(folded)
	if n < minName {
		return
	}
	if old, ok := r.names[folded]; ok && (old.loose || !loose) {
		return
	}
	r.names[folded] = name{loose: loose}
	var head [3]rune
	copy(head[:], []rune(folded))
	r.heads[head] = max(r.heads[head], n)
}

// standIn is "mailbox-1a2b3c4d5e": what kind of name it was, and a keyed hash.
// Where that would itself hold one of the names ("mail"), another is made.
func (r *Redactor) standIn(folded string) string {
	kind := "name"
	switch {
	case strings.Contains(folded, "@"):
		kind = "mailbox"
	case strings.Contains(folded, `\`):
		kind = "account"
	case strings.Contains(folded, "."):
		kind = "host"
	}
	for try := 0; ; try++ {
		mac := hmac.New(sha256.New, r.key)
		mac.Write([]byte(folded))
		mac.Write(make([]byte, try))
		out := kind + "-" + hex.EncodeToString(mac.Sum(nil)[:5])
		if try == maxTries || !r.holdsAny(out) {
			return out
		}
		if try%2 == 1 {
			kind = []string{"r", "z", "q"}[try/2%3]
		}
	}
}

// maxTries bounds the search for a stand-in: with names of one or two letters
// among those given there may be none.
const maxTries = 60

func (r *Redactor) holdsAny(s string) bool {
	us := r.literal(s)
	for i := range us {
		if n, _ := r.match(us, i); n > 0 {
			return true
		}
	}
	return false
}

// Assessment returns a copy without the names. Identifiers of findings are keyed
// too: they hash the raw record, and a guess could be held against them.
func (r *Redactor) Assessment(a *athar.Assessment) *athar.Assessment {
	ids := map[string]bool{}
	for _, systems := range [][]athar.Server{a.Servers, a.Tenants} {
		for i := range systems {
			for j := range systems[i].Findings {
				ids[systems[i].Findings[j].ID] = true
			}
		}
	}
	// Paths, titles and reasons stand in a case thousands of times.
	done := map[string]string{}
	return inert.Copy(a, func(field, s string) string {
		switch field {
		case "ID", "Because", "Findings":
			if ids[s] {
				mac := hmac.New(sha256.New, r.key)
				mac.Write([]byte("id\x00" + s))
				return hex.EncodeToString(mac.Sum(nil)[:8])
			}
		}
		if len(s) > maxRemembered {
			return r.Text(s)
		}
		out, ok := done[s]
		if !ok {
			if out = r.Text(s); len(done) < maxKept {
				done[s] = out
			}
		}
		return out
	})
}

// Texts up to maxRemembered bytes are remembered, maxKept of them.
const (
	maxRemembered = 512
	maxKept       = 50_000
)

// fold lowers a text rune by rune, so that lengths in runes stay the same.
func fold(s string) string { return strings.Map(lower, s) }

func lower(r rune) rune {
	// The long s and the Kelvin sign fold to Latin letters, as search does it.
	switch r {
	case 'ſ':
		return 's'
	case '\u212a':
		return 'k'
	}
	return unicode.ToLower(r)
}

// minPart is the shortest part of a name, in runes, that is replaced by itself.
const minPart = 3

// parts are the names that a longer name is made of.
func parts(s string) []string {
	var out []string
	s = strings.TrimSpace(s)
	rest := s
	if domain, user, ok := strings.Cut(rest, `\`); ok {
		out = append(out, domain, user)
		rest = user
	}
	if user, host, ok := strings.Cut(rest, "@"); ok {
		out = append(out, user, host)
		rest = host
	}
	if label, domain, ok := strings.Cut(rest, "."); ok && !strings.Contains(s, `\`) {
		// Of mail01.contoso.example the host and the domain; a bare top level is nobody's name.
		if !strings.Contains(s, "@") {
			out = append(out, label)
		}
		if strings.Contains(domain, ".") {
			out = append(out, domain)
		}
	}
	return slices.DeleteFunc(out, func(p string) bool {
		return utf8.RuneCountInString(p) < minPart || common[fold(p)] || strings.Trim(p, "0123456789.") == ""
	})
}

// common are names that every server has: they identify nobody, and replacing
// them would take the sense out of a report.
var common = map[string]bool{
	"administrator": true, "system": true, "localhost": true, "nt authority": true, "nt-autorität": true, "builtin": true, "everyone": true,
	"local service": true, "network service": true, "iis apppool": true, "defaultapppool": true, "anonymous logon": true, "guest": true,
	"admin": true, "mail": true, "www": true, "autodiscover": true, "owa": true, "ecp": true, "ews": true, "com": true, "net": true, "org": true,
	"local": true, "host": true, "account": true, "mailbox": true, "name": true, "token": true, "example": true, "onmicrosoft.com": true, "outlook.com": true, "gmail.com": true, "workgroup": true, "iusr": true,
}
