package hunt

import "github.com/athar-forensics/athar/internal/exchange"

// maxPaths bounds the paths whose answer is remembered. Servers have a few
// hundred that matter; a sweep with random names starts the memory anew.
const maxPaths = 4096

// paths remembers which paths, as they stand in rows, run pages that may be none
// of Exchange's: the same few pages are asked for all day.
type paths struct {
	pages *exchange.Pages
	known map[string]bool
}

// foreign looks at the path around a place in a row. It may say yes too often
// and never no wrongly: a path that cannot be told is decoded.
func (p *paths) foreign(line []byte, at int) bool {
	// A literal may begin in the column before: "t /oab/".
	for at < len(line) && line[at] != '/' && line[at] != '.' {
		at++
	}
	from, end := at, at
	for from > 0 && !parts(line[from-1]) {
		from--
	}
	for end < len(line) && !parts(line[end]) && line[end] != '?' {
		end++
	}
	path := line[from:end]
	if foreign, ok := p.known[string(path)]; ok {
		return foreign
	}
	script, ok := exchange.ScriptOf(string(path))
	foreign := ok && (p.pages.ForeignURL(script, false) || atRoot(script))
	if p.known == nil || len(p.known) >= maxPaths {
		p.known = map[string]bool{}
	}
	p.known[string(path)] = foreign
	return foreign
}

// parts reports whether a byte stands between the columns of a row.
func parts(c byte) bool { return c == ' ' || c == ',' || c == '"' }
