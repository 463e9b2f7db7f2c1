package exchange

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// maxGroups bounds the groups of one token. A real user has a few hundred.
const maxGroups = 4096

// ErrTokenCut means that a token ends in the middle of a field.
var ErrTokenCut = errors.New("token is cut off")

// Token is an X-Rps-CAT: the identity that a front end vouches for to remote
// PowerShell, and that ProxyShell forges. SID is whom the sender became.
type Token struct {
	// Version is the token's format as "major.minor".
	Version        string
	Type           string
	Compressed     bool
	Authentication string
	LogonName      string
	SID            string
	Groups         []Group
}

// Group is one group of a token, with its SE_GROUP attributes.
type Group struct {
	SID        string
	Attributes uint32
}

// DecodeToken reads a token as it stands in a URL's query: Base64, standard or
// URL-safe, percent-encoded or not, with '+' turned into blanks or padding lost,
// and possibly cut off or followed by other parameters. An error comes with
// everything that could be read before it.
//
// The layout is a row of tags: V and a 16-bit version, T type, C one byte of
// compression, A authentication, L logon name, U SID, G a 32-bit count of groups
// (32-bit attributes and SID each), E a 32-bit count of extensions, which end
// what is read. Numbers are little-endian. Texts follow their length, 7 bits a
// byte as .NET writes it: one byte in all tokens seen.
func DecodeToken(s string) (Token, error) {
	var t Token
	raw, badText := tokenBytes(bounded(s))
	if len(raw) == 0 && badText == nil {
		return t, errors.New("token is empty")
	}
	if err := (&tokenReader{b: raw}).token(&t); err != nil {
		return t, cmp.Or(badText, err)
	}
	return t, nil // whole, whatever follows it
}

// tokenBytes undoes the encodings around a token. What follows the Base64 is
// dropped; an error says that it ends neither with the text nor as a parameter does.
func tokenBytes(s string) ([]byte, error) {
	s = decodePercent(strings.TrimSpace(s))
	s = strings.NewReplacer(" ", "+", "-", "+", "_", "/").Replace(s)
	n := 0
	for n < len(s) && (isAlnum(s[n]) || s[n] == '+' || s[n] == '/') {
		n++
	}
	var err error
	if n < len(s) && strings.IndexByte("=&;#", s[n]) < 0 {
		err = fmt.Errorf("token holds byte %#02x at %d, which is not Base64", s[n], n)
	}
	if n%4 == 1 { // six bits, not yet a byte
		n--
		if err == nil {
			err = ErrTokenCut
		}
	}
	raw, decodeErr := base64.RawStdEncoding.DecodeString(s[:n])
	return raw, cmp.Or(err, decodeErr)
}

// tokenReader reads the tags of a token.
type tokenReader struct{ b []byte }

// token reads tags until an end, an error or the extensions.
func (r *tokenReader) token(t *Token) error {
	seen := map[byte]bool{}
	for len(r.b) > 0 {
		tag := r.b[0]
		if len(seen) == 0 && tag != 'V' {
			return fmt.Errorf("token begins with byte %#02x, not with its version", tag)
		}
		if seen[tag] {
			return fmt.Errorf("token repeats its tag %q", tag)
		}
		seen[tag] = true
		r.b = r.b[1:]
		var err error
		switch tag {
		case 'V':
			var v []byte
			if v, err = r.take(2); err == nil {
				t.Version = fmt.Sprintf("%d.%d", v[0], v[1])
			}
		case 'C':
			err = r.compression(t)
		case 'T':
			t.Type, err = r.text()
		case 'A':
			t.Authentication, err = r.text()
		case 'L':
			t.LogonName, err = r.text()
		case 'U':
			t.SID, err = r.text()
		case 'G':
			t.Groups, err = r.groups()
		case 'E':
			_, err = r.take(4)
			return err
		default:
			return fmt.Errorf("token has an unknown tag, byte %#02x", tag)
		}
		if err != nil {
			return fmt.Errorf("token tag %q: %w", tag, err)
		}
	}
	return ErrTokenCut
}

// take returns the next n bytes.
func (r *tokenReader) take(n int) ([]byte, error) {
	if n > len(r.b) {
		return nil, ErrTokenCut
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b, nil
}

// text reads a text; of one that is cut off, what is there.
func (r *tokenReader) text() (string, error) {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || size > 3 {
		return "", ErrTokenCut
	}
	r.b = r.b[size:]
	b, err := r.take(int(n))
	if err != nil {
		b, r.b = r.b, nil
	}
	return strings.ToValidUTF8(string(b), "\uFFFD"), err
}

// groups reads the group list; of one that is cut off, the groups that are there.
func (r *tokenReader) groups() ([]Group, error) {
	b, err := r.take(4)
	if err != nil {
		return nil, err
	}
	var groups []Group
	for range binary.LittleEndian.Uint32(b) {
		if len(groups) == maxGroups {
			return groups, fmt.Errorf("more than %d groups", maxGroups)
		}
		attributes, err := r.take(4)
		if err != nil {
			return groups, err
		}
		sid, err := r.text()
		if err != nil {
			return groups, err
		}
		groups = append(groups, Group{SID: sid, Attributes: binary.LittleEndian.Uint32(attributes)})
	}
	return groups, nil
}
