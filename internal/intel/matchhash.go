package intel

import (
	"encoding/hex"
	"strings"
)

// hashFields are the values of Windows events in which the hashes of files stand:
// Sysmon's ("SHA256=..,MD5=..,IMPHASH=.."), AppLocker's and those of code integrity.
var hashFields = []string{"Hashes", "Hash", "FileHash", "SHA256 Hash", "SHA1 Hash"}

// hashes looks up the hashes in one value of an event. An import hash has the
// length of an MD5 and is none: many honest programs share one.
func (m *match) hashes(name, v string) {
	if len(v) > maxField {
		return
	}
	for part := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '|' }) {
		sort, digits, named := strings.Cut(part, "=")
		if !named {
			sort, digits = "", part
		}
		if strings.EqualFold(sort, "IMPHASH") {
			continue
		}
		t, ok := hashLengths[len(digits)]
		if !ok || !m.s.Has(t) {
			continue
		}
		raw, err := hex.DecodeString(digits)
		if err != nil {
			continue
		}
		m.s.lookup(t, raw, func(id uint32) bool {
			m.hit(id, name, "")
			return true
		})
	}
}

// HasHashes reports whether the set holds hashes of files.
func (s *Set) HasHashes() bool { return s.Has(MD5) || s.Has(SHA1) || s.Has(SHA256) }
