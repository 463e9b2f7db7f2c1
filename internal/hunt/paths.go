package hunt

import (
	"bytes"

	"github.com/athar-forensics/athar/internal/exchange"
)

// maxPaths bounds the paths whose answer is remembered. Servers have a few
// hundred that matter; a sweep with random names starts the memory anew.
const maxPaths = 4096

// paths remembers which paths, as they stand in rows, run pages that are none of
// Exchange's: the same few pages are asked for all day.
type paths struct {
	pages *exchange.Pages
	known map[string]bool
}

// foreign looks at the path around a place in a row. It may say yes too often
// and never no wrongly: a path that cannot be told is decoded.
func (p *paths) foreign(line []byte, at int) bool {
	from := bytes.LastIndexAny(line[:at], " ,\"") + 1
	end := bytes.IndexAny(line[at:], " ,\"?")
	if end < 0 {
		end = len(line) - at
	}
	path := line[from : at+end]
	if foreign, ok := p.known[string(path)]; ok {
		return foreign
	}
	script, ok := exchange.ScriptOf(string(path))
	foreign := ok && p.pages.ForeignURL(script)
	if p.known == nil || len(p.known) >= maxPaths {
		p.known = map[string]bool{}
	}
	p.known[string(path)] = foreign
	return foreign
}
