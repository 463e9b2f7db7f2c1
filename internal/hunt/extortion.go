package hunt

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/windows"
)

// mftExtorted is the detector of a file system's table that lists what ransomware
// leaves.
const mftExtorted = "mft-extorted"

// encryptedLeast is how many files with the ending of encrypted ones make encryption:
// products have a few of such a name.
const encryptedLeast = 10

// What ransomware that came through Exchange leaves: how its notes are called, and how
// the files end that it has encrypted. What of a file on disk is one,
// the content's YARA rules say (content/ransomware/marks.yar).
var (
	noteEndings      = []string{"decrypt_file.txt", "lockfile-readme.hta", "!!!read_me_medusa!!!.txt"}
	encryptedEndings = []string{dearCry, ".lockfile", ".medusa"}
)

// dearCry is that ransomware's ending. It is written in capitals, which tells it from
// what people's own scripts encrypt.
const dearCry = ".CRYPT"

// endingOf returns the one of some endings that a name has, whatever its case but for
// DearCry's.
func endingOf(name string, endings []string) string {
	for _, e := range endings {
		if len(name) < len(e) {
			continue
		}
		if end := name[len(name)-len(e):]; end == e || e != dearCry && strings.EqualFold(end, e) {
			return e
		}
	}
	return ""
}

// extorted reports whether a name promises something that ransomware left.
func extorted(name string) bool {
	return endingOf(name, noteEndings) != "" || endingOf(name, encryptedEndings) != ""
}

// promisesExtortion reports whether a file's name or first bytes promise something
// that ransomware left.
func promisesExtortion(name string, head []byte) bool {
	return extorted(name) || bytes.HasPrefix(head, []byte("DEARCRY!"))
}

// extortionCount counts by ending what ransomware left: it renames millions of files,
// and must not crowd out the pages of the same table.
type extortionCount map[string]int

// keptOfEnding is how many of one ending are looked at for their time and place.
const keptOfEnding = 2_000

// take counts a name, and reports whether it is one of the first.
func (c extortionCount) take(name string) bool {
	ending := endingOf(name, noteEndings)
	if ending == "" {
		ending = endingOf(name, encryptedEndings)
	}
	if ending == "" {
		return false
	}
	c[ending]++
	return c[ending] <= keptOfEnding
}

// extortion tells of notes and of many encrypted files that a table lists: one finding
// for each ending, with the earliest of its first files.
func (r *reading) extortion(files []windows.Entry, left extortionCount) {
	for _, ending := range append(append([]string{}, noteEndings...), encryptedEndings...) {
		var first *windows.Entry
		for i := range files {
			e := &files[i]
			if endingOf(e.Name, []string{ending}) == "" {
				continue
			}
			if first == nil || e.Born != 0 && e.Born < first.Born {
				first = e
			}
		}
		if first == nil || ending[0] == '.' && left[ending] < encryptedLeast {
			continue
		}
		tail := strings.ReplaceAll(strings.TrimPrefix(first.Path, `\`), `\`, "/")
		r.seen.add(r.h.dressed(mftExtorted, athar.Sighting{
			Kind: athar.KindMFT, Time: first.Born, Raw: clip(first.Path, athar.MaxRaw), File: []string{tail}, Subject: ending,
			Hash:   hashOf([]byte(first.Path + "\x00" + ending)),
			Fields: map[string]string{"path": tail, "ending": ending, "files": strconv.Itoa(left[ending]), "born": first.Born.String()},
		}))
	}
}
