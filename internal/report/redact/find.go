package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is one character of a text as read through its encodings, with the bytes
// that it came from.
type unit struct {
	r        rune
	from, to int
}

// maxDecode is how many layers of encoding one character is read through: a
// percent sign may be encoded itself.
const maxDecode = 3

// units reads a text. What is not an encoded character is itself. What it returns
// is good until the next call.
func (r *Redactor) units(s string) []unit {
	out := r.decoded[:0]
	for i := 0; i < len(s); {
		c, size := decode(s[i:], maxDecode)
		out = append(out, unit{lower(c), i, i + size})
		i += size
	}
	r.decoded = out
	return out
}

// decode reads the first character of s and how many bytes hold it.
func decode(s string, layers int) (rune, int) {
	if layers > 0 {
		switch s[0] {
		case '%':
			if r, n := percent(s, layers); n > 0 {
				return r, n
			}
		case '\\':
			if r, n := backslash(s); n > 0 {
				return r, n
			}
		case '&':
			if r, n := entity(s); n > 0 {
				return r, n
			}
		}
	}
	return utf8.DecodeRuneInString(s)
}

// percent reads %40, %2540 and the several octets of one UTF-8 character.
func percent(s string, layers int) (rune, int) {
	var octets []byte
	at := 0
	for at < len(s) && len(octets) < utf8.UTFMax {
		b, n := octet(s[at:], layers)
		if n == 0 {
			break
		}
		octets = append(octets, b)
		at += n
		if r, size := utf8.DecodeRune(octets); r != utf8.RuneError || size > 1 {
			return r, at
		}
	}
	return 0, 0
}

// octet reads one percent-encoded octet through so many layers of encoding.
func octet(s string, layers int) (byte, int) {
	at := 1
	for range layers - 1 {
		if !strings.HasPrefix(s[min(at, len(s)):], "25") {
			break
		}
		// %25 40 is an encoded percent sign only where hex digits follow.
		if len(s) < at+4 || hexDigit(s[at+2]) < 0 || hexDigit(s[at+3]) < 0 {
			break
		}
		at += 2
	}
	if s[0] != '%' || len(s) < at+2 {
		return 0, 0
	}
	hi, lo := hexDigit(s[at]), hexDigit(s[at+1])
	if hi < 0 || lo < 0 {
		return 0, 0
	}
	return byte(hi<<4 | lo), at + 2
}

// backslash reads \\, \/, \" and \u0040.
func backslash(s string) (rune, int) {
	if len(s) >= 2 && strings.IndexByte(`\/"`, s[1]) >= 0 {
		return rune(s[1]), 2
	}
	if len(s) >= 6 && s[1] == 'u' {
		if r, ok := number(s[2:6], 16); ok {
			return r, 6
		}
	}
	return 0, 0
}

// entities are the references that a name's own signs are written with.
var entities = map[string]rune{"amp": '&', "commat": '@', "bsol": '\\', "period": '.', "lowbar": '_', "hyphen": '-', "apos": '\'', "quot": '"'}

// entity reads &#64;, &#x40; and &commat;.
func entity(s string) (rune, int) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return 0, 0
	}
	body := s[1:end]
	if r, ok := entities[body]; ok {
		return r, end + 1
	}
	digits, ok := strings.CutPrefix(body, "#")
	if !ok {
		return 0, 0
	}
	radix := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
		digits, radix = hex, 16
	}
	r, ok := number(digits, radix)
	if !ok {
		return 0, 0
	}
	return r, end + 1
}

func number(digits string, radix int) (rune, bool) {
	n := 0
	for i := range len(digits) {
		d := hexDigit(digits[i])
		if d < 0 || d >= radix {
			return 0, false
		}
		if n = n*radix + d; n > unicode.MaxRune {
			return 0, false
		}
	}
	return rune(n), digits != "" && utf8.ValidRune(rune(n))
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// Text replaces the names in a text. It is repeated until none is left: what
// stands around a replaced name can make another.
func (r *Redactor) Text(s string) string {
	if len(r.names) == 0 || s == "" {
		return s
	}
	s = r.tokens(s)
	for range 4 {
		out := r.once(s)
		if out == s {
			break
		}
		s = out
	}
	return s
}

func (r *Redactor) once(s string) string {
	us := r.units(s)
	if plain := r.replace(s, us); plain != s {
		return plain
	}
	// A backslash may be an escape's start or itself: CONTOSO\nora. Both are read.
	if strings.Contains(s, `\`) {
		return r.replace(s, r.literal(s))
	}
	return s
}

// literal reads a text without any encoding. What it returns is good until the
// next call.
func (r *Redactor) literal(s string) []unit {
	out := r.plain[:0]
	for i, c := range s {
		out = append(out, unit{lower(c), i, i + utf8.RuneLen(c)})
	}
	r.plain = out
	return out
}

func (r *Redactor) replace(s string, us []unit) string {
	var b strings.Builder
	last := 0
	for i := 0; i < len(us); {
		n, stand := r.match(us, i)
		if n == 0 {
			i++
			continue
		}
		b.WriteString(s[last:us[i].from])
		b.WriteString(stand)
		last = us[i+n-1].to
		i += n
	}
	if last == 0 {
		return s
	}
	b.WriteString(s[last:])
	return b.String()
}

// match returns the longest name that begins at a place, and its stand-in.
func (r *Redactor) match(us []unit, at int) (int, string) {
	best, stand := 0, ""
	r.each(us, at, func(n int, _ string, found name) {
		if found.loose || word(us, at, at+n) {
			best, stand = n, found.standIn
		}
	})
	return best, stand
}

// each calls take for every name that begins at a place, the shorter first.
func (r *Redactor) each(us []unit, at int, take func(n int, folded string, found name)) {
	if at+2 > len(us) {
		return
	}
	head := [3]rune{us[at].r, us[at+1].r}
	most := r.heads[head]
	if at+2 < len(us) {
		head[2] = us[at+2].r
		most = max(most, r.heads[head])
	}
	var room [64]byte
	text := room[:0]
	for n := 1; n <= most && at+n <= len(us); n++ {
		text = utf8.AppendRune(text, us[at+n-1].r)
		if found, ok := r.names[string(text)]; ok {
			take(n, string(text), found)
		}
	}
}

// word says whether us[from:to] stands by itself.
func word(us []unit, from, to int) bool {
	return (from == 0 || !letter(us[from-1].r)) && (to == len(us) || !letter(us[to].r))
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// A report is read in windows: window bytes, and overlap more so that a name that
// begins in one ends in it, however it is encoded.
const (
	window  = 256 << 10
	overlap = 16 << 10
)

// Holds returns the names given whole that stand in a text, in whatever encoding.
func (r *Redactor) Holds(s string) []string {
	var out []string
	seen := map[string]bool{}
	for ; s != ""; s = s[min(window, len(s)):] {
		part := s[:min(window+overlap, len(s))]
		for _, us := range [][]unit{r.units(part), r.literal(part)} {
			for i := range us {
				r.each(us, i, func(_ int, folded string, found name) {
					if found.loose && !seen[folded] {
						seen[folded] = true
						out = append(out, folded)
					}
				})
			}
		}
	}
	return out
}
