package winlog

import (
	"regexp"

	"github.com/athar-forensics/athar/internal/textlog"
)

// sampled is how many objects of a file's beginning are looked at: the first may
// be cut, or a collector's own.
const sampled = 8

// Names that the exporters give an event's number and its log. A first event that
// is longer than what is looked at is told by them: an intruder can make one.
var (
	numberName = regexp.MustCompile(`(?i)"(event_?id|event\.code)"\s*:`)
	logName    = regexp.MustCompile(`(?i)"(channel|logname|log_name|provider_?name|sourcename|source_name)"\s*:`)
)

// Exported reports whether text begins as Windows events do that were exported
// as JSON. Of an object that the text's end cuts short only the names are looked
// at, and only where it is the first.
func Exported(text []byte) bool {
	var (
		x  Export
		e  Event
		n  int
		ok bool
	)
	(&textlog.Objects{}).Feed(text, func(object []byte, _ int64) {
		if n++; n <= sampled && !ok {
			ok = x.Read(&e, object) == nil
		}
	})
	if n == 0 {
		return numberName.Match(text) && logName.Match(text)
	}
	return ok
}
