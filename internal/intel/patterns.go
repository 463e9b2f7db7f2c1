package intel

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/athar-forensics/athar/internal/literal"
)

// pattern is an indicator for many paths.
type pattern struct {
	id     uint32
	re     *regexp.Regexp
	except *regexp.Regexp // paths that are not meant
}

// patterns finds those that fit a path. Public lists have thousands: only those
// whose rarest text stands in the path are tried.
type patterns struct {
	all    []pattern
	always []int // without a text of their own
	find   *literal.Set
	of     []int // pattern by literal
}

// marks are folders that collections begin with where the rest of the path is lost.
var marks = []string{"frontend/httpproxy/", "clientaccess/", "inetpub/", "aspnet_client/"}

// learnPaths prepares what is looked for among the paths of files.
func (s *Set) learnPaths() {
	var words []string
	for id := range s.entries {
		e := &s.entries[id]
		v := string(s.value(e))
		switch {
		case e.typ == Pattern:
			p := pattern{id: uint32(id), re: regexp.MustCompile("(?i)" + v)}
			if x := s.facts[e.facts].Except; x != "" {
				p.except, _ = regexp.Compile("(?i)" + x) // checked when it was read
			}
			words = s.patterns.add(p, strings.ToLower(required(v)), words)
		case (e.typ == Path || e.typ == Filename) && strings.ContainsAny(v, "*?"):
			p := pattern{id: uint32(id), re: globbed(v)}
			words = s.patterns.add(p, strings.ReplaceAll(longest(v), "/", `\`), words)
		case e.typ == Path:
			for _, mark := range marks {
				if i := strings.Index(v, mark); i > 0 {
					s.tails[v[i:]] = append(s.tails[v[i:]], uint32(id))
				}
			}
		}
	}
	s.patterns.find = literal.New(words)
}

func (p *patterns) add(one pattern, word string, words []string) []string {
	p.all = append(p.all, one)
	if len(word) < 3 {
		p.always = append(p.always, len(p.all)-1)
		return words
	}
	p.of = append(p.of, len(p.all)-1)
	return append(words, word)
}

// globbed turns wildcards into a regular expression for the end of a path with
// backslashes.
func globbed(v string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?i)(^|\\)`)
	for _, r := range v {
		switch r {
		case '*':
			b.WriteString(`.*`)
		case '?':
			b.WriteString(`[^\\]`)
		case '/':
			b.WriteString(`\\`)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	b.WriteString(`$`)
	return regexp.MustCompile(b.String())
}

// required returns the longest text that stands in everything that a regular
// expression matches, empty where there is none.
func required(expression string) string {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return ""
	}
	return requiredOf(tree.Simplify(), 0)
}

func requiredOf(re *syntax.Regexp, depth int) string {
	switch {
	case depth > 50:
		return ""
	case re.Op == syntax.OpLiteral:
		for _, r := range re.Rune {
			if r > 0x7f {
				return "" // case folds differently there
			}
		}
		return string(re.Rune)
	case re.Op == syntax.OpConcat, re.Op == syntax.OpCapture, re.Op == syntax.OpPlus:
		best := ""
		for _, sub := range re.Sub {
			if w := requiredOf(sub, depth+1); len(w) > len(best) {
				best = w
			}
		}
		return best
	}
	return ""
}

// fit calls take for the patterns that fit a path, in the order of reading.
func (p *patterns) fit(path string, take func(id uint32)) {
	if len(p.all) == 0 {
		return
	}
	path = strings.ReplaceAll(path, "/", `\`)
	asked := make(map[int]bool)
	p.find.Find([]byte(path), func(_, id int) bool {
		asked[p.of[id]] = true
		return true
	})
	for _, i := range p.always {
		asked[i] = true
	}
	for i, one := range p.all {
		if asked[i] && one.re.MatchString(path) && (one.except == nil || !one.except.MatchString(path)) {
			take(one.id)
		}
	}
}
