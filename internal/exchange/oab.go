package exchange

import "strings"

// The phrase with which the offline address book generator reports a download
// that it could not finish, around the path that it wrote to.
const (
	oabFailedBefore = "Download failed and temporary file '"
	oabFailedAfter  = "' needs to be removed"
)

// OABDownloadFailed reads the path from a line of the OAB generator's log that
// says that a download failed and left its temporary file. CVE-2021-26858 is
// such a download to a path of the intruder's choice.
func OABDownloadFailed(line string) (path string, ok bool) {
	line = bounded(line)
	i := indexFold(line, oabFailedBefore)
	if i < 0 {
		return "", false
	}
	path = line[i+len(oabFailedBefore):]
	end := indexFold(path, oabFailedAfter)
	if end < 0 {
		return "", false
	}
	return path[:end], true
}

// indexFold finds an ASCII phrase in any case.
func indexFold(s, phrase string) int {
	for i := 0; i+len(phrase) <= len(s); i++ {
		if s[i]|0x20 == phrase[0]|0x20 && strings.EqualFold(s[i:i+len(phrase)], phrase) {
			return i
		}
	}
	return -1
}

// OABPathBenign says whether a path lies in the folder that address books are
// made in, <install>\ClientAccess\OAB, on any drive and below any parent: the
// default one is localised, and installations move. A path that leaves the
// folder by "..", lies on a share, or names what IIS executes is not benign.
func OABPathBenign(path string) bool {
	path = strings.ToLower(strings.ReplaceAll(bounded(path), "/", `\`))
	path = strings.TrimPrefix(path, `\\?\`)
	if len(path) < 3 || path[0] < 'a' || path[0] > 'z' || path[1:3] != `:\` {
		return false
	}
	var parts []string
	for part := range strings.SplitSeq(path[3:], `\`) {
		switch part = strings.TrimRight(part, " "); part {
		case "", ".":
		case "..":
			parts = parts[:max(0, len(parts)-1)]
		default:
			// Windows drops trailing dots; a colon opens a second stream.
			if strings.Contains(part, ":") {
				return false
			}
			parts = append(parts, strings.TrimRight(part, ". "))
		}
	}
	if len(parts) < 3 || IsScript(parts[len(parts)-1]) {
		return false
	}
	for i := range len(parts) - 2 {
		if parts[i] == "clientaccess" && parts[i+1] == "oab" {
			return true
		}
	}
	return false
}
