package hunt

import (
	"bytes"
	"regexp"
)

// extorted are names of notes and endings of files that ransomware leaves; what of
// them is one, the content's YARA rules say (content/ransomware/marks.yar).
var extorted = regexp.MustCompile(`(?i)(^decrypt_file\.txt|lockfile-readme\.hta|^!!!read_me_medusa!!!\.txt|\.crypt|\.lockfile|\.medusa)$`)

// promisesExtortion reports whether a file's name or first bytes promise something
// that ransomware left.
func promisesExtortion(name string, head []byte) bool {
	return extorted.MatchString(name) || bytes.HasPrefix(head, []byte("DEARCRY!"))
}
