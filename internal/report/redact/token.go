package redact

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// encoded finds runs that may be base64, in either alphabet, with its signs
// percent-encoded or not. A run of fewer than 8 characters holds no name of use.
var encoded = regexp.MustCompile(`(?i)(?:[a-z0-9+/_-]|%2b|%2f){8,}(?:=|%3d){0,2}`)

// standard brings a run into the standard alphabet without padding.
var standard = strings.NewReplacer("%2b", "+", "%2B", "+", "%2f", "/", "%2F", "/", "%3d", "", "%3D", "", "=", "", "-", "+", "_", "/")

// maxToken is the longest run that is decoded; a finding's raw record is 4 KiB.
const maxToken = 64 << 10

// tokens replaces base64 values that hold a name, as the tokens do by which
// Exchange passes on who somebody is.
func (r *Redactor) tokens(s string) string {
	if len(s) < 8 {
		return s
	}
	return encoded.ReplaceAllStringFunc(s, func(run string) string {
		if len(run) > maxToken {
			return run
		}
		plain := standard.Replace(run)
		// A run may begin with a few characters that are no part of the value.
		for skip := range min(4, len(plain)) {
			part := plain[skip:]
			data, err := base64.RawStdEncoding.DecodeString(part[:len(part)&^3])
			if err != nil {
				continue
			}
			tail, _ := base64.RawStdEncoding.DecodeString(part[len(part)&^3:])
			if stand := r.inside(append(data, tail...)); stand != "" {
				return "token-of-" + stand
			}
		}
		return run
	})
}

// inside returns the stand-in of the first name in decoded bytes, read as UTF-8
// and as UTF-16, from even and from odd places.
func (r *Redactor) inside(data []byte) string {
	for _, text := range []string{string(data), narrow(data, 0), narrow(data, 1)} {
		us := r.literal(strings.ToValidUTF8(text, "\ufffd"))
		for i := range us {
			if n, stand := r.match(us, i); n >= minPart {
				return stand
			}
		}
	}
	return ""
}

// narrow reads little-endian UTF-16 from an offset; characters outside the first
// plane are no part of a name here.
func narrow(data []byte, from int) string {
	var b strings.Builder
	for i := from; i+1 < len(data); i += 2 {
		b.WriteRune(rune(data[i]) | rune(data[i+1])<<8)
	}
	return b.String()
}
