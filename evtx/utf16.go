package evtx

import (
	"encoding/binary"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// escape says what text is written for.
type escape uint8

const (
	plain escape = iota
	inJSON
	inXML // element content and double-quoted attribute values alike
)

// appendUTF16 appends little-endian UTF-16 as UTF-8. What is no character, half
// a surrogate pair, becomes U+FFFD; an odd last byte is dropped.
//
// Nearly all text in event logs is ASCII without anything to escape, so eight
// units at a time are tested and packed.
func appendUTF16(dst, src []byte, esc escape) []byte {
	for len(src) >= 8 {
		dst = slices.Grow(dst, len(src)/2)
		room := dst[len(dst) : len(dst)+len(src)/2]
		n := 0
		for len(src) >= 16 && len(room)-n >= 8 {
			lo, hi := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
			packed := pack(lo) | pack(hi)<<32
			if (lo|hi)&0xff80ff80ff80ff80 != 0 || special(packed, esc) {
				break
			}
			binary.LittleEndian.PutUint64(room[n:], packed)
			n += 8
			src = src[16:]
		}
		if len(src) >= 8 && len(room)-n >= 4 {
			v := binary.LittleEndian.Uint64(src)
			packed := pack(v)
			// The empty upper half must not look like control characters.
			if v&0xff80ff80ff80ff80 == 0 && !special(packed|0x6161616100000000, esc) {
				binary.LittleEndian.PutUint32(room[n:], uint32(packed))
				dst, src = dst[:len(dst)+n+4], src[8:]
				continue
			}
		}
		dst = dst[:len(dst)+n]
		// A few units the slow way, without cutting a surrogate pair.
		block := min(8, len(src))
		if block == 8 && src[7]&0xfc == 0xd8 {
			block = 6
		}
		dst = appendUnits(dst, src[:block], esc)
		src = src[block:]
	}
	return appendUnits(dst, src, esc)
}

// pack takes the low bytes of four units.
func pack(v uint64) uint64 {
	v = (v | v>>8) & 0x0000ffff0000ffff
	return (v | v>>16) & 0xffffffff
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special tells whether one of eight ASCII bytes must be escaped. It may say
// yes too often, never no too often.
func special(x uint64, esc escape) bool {
	switch esc {
	case inJSON:
		return specialJSON(x)
	case inXML:
		// Each pair differs in one bit: < and >, & and ".
		return (below(x, 0x20)|equal(x|0x02*ones, '>')|equal(x|0x04*ones, '&'))&highs != 0
	}
	return false
}

func specialJSON(x uint64) bool {
	return (below(x, 0x20)|equal(x, '"')|equal(x, '\\'))&highs != 0
}

func below(x uint64, n byte) uint64 { return (x - ones*uint64(n)) &^ x }
func equal(x uint64, b byte) uint64 { return below(x^ones*uint64(b), 1) }

func appendUnits(dst, src []byte, esc escape) []byte {
	for i := 0; i+1 < len(src); i += 2 {
		r := rune(binary.LittleEndian.Uint16(src[i:]))
		if r < utf8.RuneSelf {
			dst = appendASCII(dst, byte(r), esc)
			continue
		}
		if utf16.IsSurrogate(r) {
			next := rune(0)
			if i+3 < len(src) {
				next = rune(binary.LittleEndian.Uint16(src[i+2:]))
			}
			if r = utf16.DecodeRune(r, next); r != utf8.RuneError {
				i += 2
			}
		}
		if esc == inXML && !xmlRune(r) {
			r = utf8.RuneError
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// appendEscaped appends UTF-8.
func appendEscaped(dst []byte, s string, esc escape) []byte {
	done := 0 // what has been appended
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if escaped(c, esc) {
				dst = appendASCII(append(dst, s[done:i]...), c, esc)
				done = i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || esc == inXML && !xmlRune(r) {
			dst = utf8.AppendRune(append(dst, s[done:i]...), utf8.RuneError)
			done = i + size
		}
		i += size
	}
	return append(dst, s[done:]...)
}

// escaped tells whether an ASCII character cannot stand for itself.
func escaped(c byte, esc escape) bool {
	return esc == inJSON && jsonEscapes[c] != "" || esc == inXML && xmlEscapes[c] != ""
}

func appendASCII(dst []byte, c byte, esc escape) []byte {
	switch esc {
	case inJSON:
		if s := jsonEscapes[c]; s != "" {
			return append(dst, s...)
		}
	case inXML:
		if s := xmlEscapes[c]; s != "" {
			return append(dst, s...)
		}
	}
	return append(dst, c)
}

var jsonEscapes = func() (t [utf8.RuneSelf]string) {
	const hex = "0123456789abcdef"
	for c := range 0x20 {
		t[c] = `\u00` + string(hex[c>>4]) + string(hex[c&15])
	}
	t['\b'], t['\f'], t['\n'], t['\r'], t['\t'] = `\b`, `\f`, `\n`, `\r`, `\t`
	t['"'], t['\\'] = `\"`, `\\`
	return t
}()

// xmlEscapes writes what a parser would normalise as a reference, so that text
// survives in attributes too and a record is one line. XML cannot hold the other
// control characters.
var xmlEscapes = func() (t [utf8.RuneSelf]string) {
	for c := range 0x20 {
		t[c] = "\ufffd"
	}
	t['\t'], t['\n'], t['\r'] = "&#9;", "&#10;", "&#13;"
	t['<'], t['>'], t['&'], t['"'] = "&lt;", "&gt;", "&amp;", "&quot;"
	return t
}()
