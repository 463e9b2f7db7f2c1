package yara

import "time"

// Source is the text of a rule file.
type Source struct {
	// Name stands in errors and is what an include is relative to.
	Name string
	// Namespace groups rules: names need to be unique within one, and a
	// global rule governs its own. Empty is "default".
	Namespace string
	Text      string
}

// CompileOptions says what rules may refer to.
type CompileOptions struct {
	// Externals are the external variables and their default values: bool,
	// int, int64, float64 or string. Their types are fixed here;
	// [ScanOptions.Externals] may give other values for one scan.
	Externals map[string]any
	// Include returns the text of an included file and the name by which to
	// know it; from is the name of the source that includes it. Without it
	// includes are refused.
	Include func(from, path string) (name, text string, err error)
	// KeepGoing leaves rules at fault out and compiles the others. The error
	// then names each fault, and the rules are usable as well.
	KeepGoing bool
}

// ScanOptions are the limits and surroundings of one scan. The zero value is
// good.
type ScanOptions struct {
	// Externals replaces values of external variables.
	Externals map[string]any
	// MaxMatches is how many matches of one string are kept, 1,000,000 if 0,
	// and MaxTotalMatches how many of all, 8,000,000 if 0 (at 32 bytes each).
	// A string that has more is cut, and [LimitError] says so.
	MaxMatches, MaxTotalMatches int
	// Block is how many bytes of an [io.ReaderAt] are held at once, 8 MiB if
	// 0 and never less than 64 KiB. Smaller inputs are read whole.
	Block int
	// Now is what time.now() returns; without it that is undefined.
	Now time.Time
	// Log receives what rules say by console.log; nil drops it.
	Log func(message string)
}

// Meta is one line of a rule's metadata.
type Meta struct {
	Key string
	// Value is a string, an int64 or a bool.
	Value any
}

// Match is a rule that holds for the data.
type Match struct {
	Rule      string
	Namespace string
	Tags      []string
	Meta      []Meta
	// Strings are the rule's strings that were found, in the order of the
	// rule, without private ones.
	Strings []StringMatch
}

// StringMatch is a string of a rule and where it was found.
type StringMatch struct {
	// Name has its $.
	Name string
	// Hex says that it is a hex string.
	Hex bool
	// Instances are ascending by offset, one an offset.
	Instances []Instance
}

// Instance is one place where a string was found.
type Instance struct {
	Offset int64
	Length int
	// Key is the key of a string with xor, 0 for others.
	Key byte
}
