package sigma

import (
	"strings"
	"unicode/utf8"
)

// wildcard matches a whole text against a Sigma string. The string is cut at
// its stars; each stretch between them has a fixed number of characters, so
// taking the first place where a stretch fits is always right, and the time is
// at most the text's length times the string's.
type wildcard struct {
	stretches []stretch
	// fromStart and toEnd say that no star stands there.
	fromStart, toEnd bool
	cased            bool
	// least is the number of characters that any match has.
	least int
}

// stretch is a part of a Sigma string without stars.
type stretch struct {
	pieces []piece // literals are folded unless cased
	runes  int
	first  needle // of a leading literal
}

func newWildcard(pieces []piece, cased bool) *wildcard {
	w := &wildcard{fromStart: true, toEnd: true, cased: cased}
	var current []piece
	cut := func() {
		if len(current) > 0 {
			s := newStretch(current, cased)
			w.stretches = append(w.stretches, s)
			w.least += s.runes
			current = nil
		}
	}
	for i, p := range pieces {
		if p.kind != manyPiece {
			current = append(current, p)
			continue
		}
		cut()
		w.fromStart = w.fromStart && i > 0
		w.toEnd = i < len(pieces)-1
	}
	cut()
	return w
}

func newStretch(pieces []piece, cased bool) stretch {
	s := stretch{pieces: make([]piece, len(pieces))}
	for i, p := range pieces {
		if p.kind != literalPiece {
			s.runes++
		} else {
			if !cased {
				p.text = foldString(p.text)
			}
			s.runes += utf8.RuneCountInString(p.text)
		}
		s.pieces[i] = p
	}
	if pieces[0].kind == literalPiece {
		s.first = newNeedle(s.pieces[0].text, cased)
	}
	return s
}

// match reports whether the wildcard takes the whole of v's text.
func (w *wildcard) match(v *value) bool {
	text := v.text
	if len(text) < w.least {
		return false
	}
	rest := w.stretches
	if len(rest) == 0 {
		// Either a lone star or the empty text.
		return text == "" || !w.fromStart || !w.toEnd
	}
	pos := 0
	if w.fromStart {
		end, ok := rest[0].at(text, 0, w.cased)
		if !ok {
			return false
		}
		pos, rest = end, rest[1:]
		if len(rest) == 0 {
			return !w.toEnd || pos == len(text)
		}
	}
	last := len(text)
	if w.toEnd {
		s := &rest[len(rest)-1]
		last = back(text, s.runes)
		if last < pos {
			return false
		}
		if end, ok := s.at(text, last, w.cased); !ok || end != len(text) {
			return false
		}
		rest = rest[:len(rest)-1]
	}
	for i := range rest {
		end, ok := rest[i].find(v, pos, last, w.cased)
		if !ok {
			return false
		}
		pos = end
	}
	return true
}

// at reports whether the stretch stands at pos, and where it ends.
func (s *stretch) at(text string, pos int, cased bool) (int, bool) {
	for i := range s.pieces {
		p := &s.pieces[i]
		if p.kind == literalPiece {
			if cased {
				if !strings.HasPrefix(text[pos:], p.text) {
					return 0, false
				}
				pos += len(p.text)
				continue
			}
			n, ok := prefixFold(text[pos:], p.text)
			if !ok {
				return 0, false
			}
			pos += n
			continue
		}
		if pos >= len(text) {
			return 0, false
		}
		r, n := utf8.DecodeRuneInString(text[pos:])
		if p.kind == dashPiece && !isDash(r) {
			return 0, false
		}
		pos += n
	}
	return pos, true
}

// find returns the end of the first place in text[pos:limit] where the stretch
// stands.
func (s *stretch) find(v *value, pos, limit int, cased bool) (int, bool) {
	text := v.text[:limit]
	quick := s.first.text != "" && (s.first.ascii || v.isASCII())
	for pos <= len(text) {
		if quick {
			i := s.first.indexBytes(text[pos:])
			if i < 0 {
				return 0, false
			}
			pos += i
			if len(s.pieces) == 1 {
				return pos + len(s.first.text), true
			}
		}
		if end, ok := s.at(text, pos, cased); ok {
			return end, true
		}
		if pos == len(text) {
			break
		}
		_, n := utf8.DecodeRuneInString(text[pos:])
		pos += n
	}
	return 0, false
}

// back returns the offset of the last n characters of text, -1 when it has
// fewer.
func back(text string, n int) int {
	i := len(text)
	for ; n > 0; n-- {
		if i == 0 {
			return -1
		}
		if text[i-1] < utf8.RuneSelf {
			i--
			continue
		}
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return i
}
