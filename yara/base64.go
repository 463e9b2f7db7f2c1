package yara

import "encoding/base64"

// base64Forms returns what text looks like inside base64, at each of the three
// places that it can take in a group, without the characters that also depend
// on its neighbours.
func base64Forms(text, alphabet string) []string {
	enc := base64.StdEncoding
	if alphabet != "" {
		enc = plainAlphabet(alphabet)
	}
	enc = enc.WithPadding(base64.NoPadding)
	var forms []string
	for shift := range 3 {
		padded := make([]byte, shift, shift+len(text))
		padded = append(padded, text...)
		out := enc.EncodeToString(padded)
		from := []int{0, 2, 3}[shift]
		to := len(out)
		if len(padded)%3 != 0 {
			to-- // the last character also holds bits of what follows
		}
		if from < to {
			forms = append(forms, out[from:to])
		}
	}
	return forms
}

// plainAlphabet makes an encoding, or returns the usual one for an alphabet
// that the standard library refuses; compiling checks [validAlphabet] first.
func plainAlphabet(alphabet string) *base64.Encoding {
	if !validAlphabet(alphabet) {
		return base64.StdEncoding
	}
	return base64.NewEncoding(alphabet)
}

// validAlphabet reports whether 64 different characters, none of them a line
// end, are given.
func validAlphabet(alphabet string) bool {
	var seen byteSet
	for i := range len(alphabet) {
		c := alphabet[i]
		if seen.has(c) || c == '\n' || c == '\r' {
			return false
		}
		seen.add(c)
	}
	return len(alphabet) == 64
}

// widen puts a zero byte after each byte.
func widen(text string) string {
	out := make([]byte, 0, 2*len(text))
	for i := range len(text) {
		out = append(out, text[i], 0)
	}
	return string(out)
}
