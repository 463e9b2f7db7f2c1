package exchange

import (
	"path"
	"strings"
)

// scriptExtensions are those that Exchange's sites run on the server (3.1).
var scriptExtensions = map[string]bool{
	".aspx": true, ".ashx": true, ".asmx": true, ".asax": true, ".asp": true,
	".cshtml": true, ".soap": true, ".svc": true,
}

// IsScript reports whether a file name ends as a server page's does.
func IsScript(name string) bool {
	return scriptExtensions[strings.ToLower(path.Ext(strings.TrimRight(name, ". ")))]
}

// ScriptOf returns the server page that a request's path runs, in lower case:
// percent-decoded, with slashes and dots collapsed, trailing dots dropped and
// what follows the page (PATH_INFO) cut off.
func ScriptOf(stem string) (string, bool) {
	s := strings.ToLower(strings.ReplaceAll(decodePercent(stem), `\`, "/"))
	if strings.IndexByte(s, '.') < 0 || len(s) > 4096 {
		return "", false
	}
	s = path.Clean("/" + s)
	for i := 0; i < len(s); {
		end := strings.IndexByte(s[i+1:], '/')
		if end < 0 {
			end = len(s)
		} else {
			end += i + 1
		}
		part, _, _ := strings.Cut(s[i:end], ":") // a stream of the file runs the file
		if part = strings.TrimRight(part, ". "); IsScript(part) {
			return s[:i] + part, true
		}
		i = end
	}
	return "", false
}

// SortOf names the pages that a server treats alike where it has none of that name:
// those of a site's first folder with one extension, "/aspnet_client/*.aspx". The
// page is one that [ScriptOf] returned.
func SortOf(script string) string {
	folder, _, _ := strings.Cut(strings.TrimPrefix(script, "/"), "/")
	return "/" + folder + "/*" + path.Ext(script)
}
