package windows

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// Emit takes a record. It is reused for the next one.
type Emit func(*athar.Record)

// MaxFile is the most of one configuration, task or trace that is read, in bytes.
const MaxFile = 16 << 20

// maxText is the most of one value that a record holds, in bytes.
const maxText = 32 << 10

// cut bounds a value, at a character's border.
func cut(s string) string {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}

// put derives a field that has a value.
func put(rec *athar.Record, field, value string) {
	if value != "" {
		rec.Derive(field, cut(value))
	}
}
