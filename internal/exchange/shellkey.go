package exchange

import "regexp"

// Quotes are doubled where a spreadsheet or a log had the script in quotes.
var shellKey = regexp.MustCompile(`(?i)Request(?:\.Item|\.Form|\.QueryString)?\s*[\[(]\s*["']{1,4}([^"'\]]{1,128})["']`)

// ShellKey is the name under which a script's orders are sent to it, which its
// owner chose and nobody else knows; empty where the text shows none.
func ShellKey(script string) string {
	if m := shellKey.FindStringSubmatch(script); m != nil {
		return m[1]
	}
	return ""
}
