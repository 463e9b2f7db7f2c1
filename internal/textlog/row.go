package textlog

import "github.com/athar-forensics/athar"

// Class says what a line of a log is.
type Class uint8

// The classes.
const (
	// Meta is a header, a comment or an empty line.
	Meta Class = iota
	// Whole is a row that fits its header.
	Whole
	// Partial is a row that was read as far as it goes: cut short, or with
	// columns that its header does not name.
	Partial
	// Lost is a line that could not be read as a row.
	Lost
)

// Row is what is known of a row before its columns are parted.
type Row struct {
	Time athar.Time
	// Server is the computer that the row names as its own, as spelled; it is
	// only valid until the next line.
	Server []byte
	// Kind is the row's, where one file holds several kinds.
	Kind athar.Kind
}
