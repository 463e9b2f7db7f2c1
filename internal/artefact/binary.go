package artefact

import (
	"bytes"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
)

// magics name binary files that athar counts and does not read.
var magics = []struct {
	magic string
	class string
}{
	{"MZ", "program"},
	{"\x7fELF", "program"},
	{"%PDF", "document"},
	{"\x89PNG", "picture"},
	{"\xFF\xD8\xFF", "picture"},
	{"GIF8", "picture"},
	{"SQLite format 3", "database"},
	{"7z\xBC\xAF\x27\x1C", "archive"},
	{"Rar!", "archive"},
}

func binary(h *head) (Artefact, bool) {
	if exchange.IsScript(h.base) {
		return Artefact{}, false
	}
	for _, m := range magics {
		if bytes.HasPrefix(h.raw, []byte(m.magic)) {
			return Artefact{Class: m.class}, true
		}
	}
	return Artefact{}, false
}

// page takes every file that a web server would run: what it is worth is decided
// by its place and content later.
func page(h *head) (Artefact, bool) {
	if !exchange.IsScript(h.base) {
		return Artefact{}, false
	}
	return Artefact{Form: Page, Kind: athar.KindFile}, true
}
