package winlog

// sampled is how many objects of a file's beginning are looked at: the first may
// be cut, or a collector's own.
const sampled = 8

// Exported reports whether text begins as Windows events do that were exported
// as JSON. An object that the text's end cuts short is not looked at.
func Exported(text []byte) bool {
	var (
		x  Export
		e  Event
		n  int
		ok bool
	)
	NewSplitter().Feed(text, func(object []byte, _ int64) {
		if n++; n <= sampled && !ok {
			ok = x.Read(&e, object) == nil
		}
	})
	return ok
}
