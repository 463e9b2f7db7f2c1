package windows

import (
	"regexp"
	"strings"
)

// Place is the class of a folder on a Windows server, seen with the question in
// mind who can write there and what usually lies in it.
type Place string

// The classes. Programs that start by themselves lie in PlaceSystem,
// PlaceExchange, PlacePrograms and PlaceVendor; in PlaceUser and PlaceOther
// both are seen; in the rest no product puts them.
const (
	PlaceSystem   Place = "system"      // below Windows
	PlaceExchange Place = "exchange"    // below Exchange's installation
	PlacePrograms Place = "programs"    // below Program Files
	PlaceVendor   Place = "vendor"      // in a folder of ProgramData
	PlaceUser     Place = "user"        // in somebody's profile
	PlaceOther    Place = "other"       // a folder of one's own
	PlaceTemp     Place = "temp"        // a temporary folder
	PlacePublic   Place = "public"      // the profile that everybody shares
	PlaceData     Place = "programdata" // ProgramData itself, in no product's folder
	PlaceWeb      Place = "web"         // a folder that a web site serves
	PlaceBin      Place = "bin"         // recycle bins, PerfLogs: folders nobody looks into
	PlaceCorner   Place = "corner"      // below Windows, where no program belongs
	PlaceDevice   Place = "device"      // a folder named like a device
	PlaceRoot     Place = "root"        // a drive itself
	PlaceShare    Place = "share"       // another computer
	PlaceNone     Place = ""            // no path: a name that the system searches for
)

// places are parts of normalised paths, the first that fits is taken.
var places = []struct {
	part  *regexp.Regexp
	place Place
}{
	{regexp.MustCompile(`^\\\\[^\\.?]`), PlaceShare},
	{regexp.MustCompile(`\\(con|aux|nul|prn|com\d?|lpt\d?)(\.[^\\]*)?(\\|$)`), PlaceDevice},
	{regexp.MustCompile(`\\(\$recycle\.bin|recycler|recycled|perflogs|system volume information)\\`), PlaceBin},
	{regexp.MustCompile(`\\(windows\\temp|appdata\\local\\temp|local settings\\temp)\\`), PlaceTemp},
	{regexp.MustCompile(`\\(inetpub\\wwwroot|aspnet_client|httpproxy\\[^\\]+\\auth)\\`), PlaceWeb},
	{regexp.MustCompile(`\\(exchange server|transportroles|httpproxy|clientaccess)\\`), PlaceExchange},
	{regexp.MustCompile(`^[a-z]:\\program files( \(x86\))?\\`), PlacePrograms},
	{regexp.MustCompile(`^[a-z]:\\programdata\\[^\\]+\\`), PlaceVendor},
	{regexp.MustCompile(`^[a-z]:\\programdata\\`), PlaceData},
	{regexp.MustCompile(`^[a-z]:\\users\\(public|default)\\`), PlacePublic},
	{regexp.MustCompile(`^[a-z]:\\(users|documents and settings)\\`), PlaceUser},
	{regexp.MustCompile(`^[a-z]:\\windows\\(help|debug|fonts|media|cursors|tracing|addins|tasks|web|registration|ime|schemas)\\`), PlaceCorner},
	{regexp.MustCompile(`^[a-z]:\\windows\\`), PlaceSystem},
	{regexp.MustCompile(`^[a-z]:\\[^\\]*$`), PlaceRoot},
	{regexp.MustCompile(`^[a-z]:\\`), PlaceOther},
}

// variables stand at the beginning of paths.
var variables = []struct{ name, path string }{
	{"%systemroot%", `c:\windows`},
	{"%windir%", `c:\windows`},
	{`\systemroot`, `c:\windows`},
	{"%programfiles(x86)%", `c:\program files (x86)`},
	{"%commonprogramfiles%", `c:\program files\common files`},
	{"%programfiles%", `c:\program files`},
	{"%programw6432%", `c:\program files`},
	{"%programdata%", `c:\programdata`},
	{"%allusersprofile%", `c:\programdata`},
	{"%public%", `c:\users\public`},
	{"%userprofile%", `c:\users\any`},
	{"%appdata%", `c:\users\any\appdata\roaming`},
	{"%localappdata%", `c:\users\any\appdata\local`},
	{"%temp%", `c:\windows\temp`},
	{"%tmp%", `c:\windows\temp`},
	{"%systemdrive%", `c:`},
	{"%exchangeinstallpath%", `c:\program files\microsoft\exchange server\v15`},
}

// Normal brings a path into one spelling: lower case, backslashes, known
// variables replaced, without quotes and the prefixes of the kernel's names.
func Normal(path string) string {
	s := strings.ToLower(strings.Trim(strings.TrimSpace(path), `"'`))
	s = strings.ReplaceAll(s, "/", `\`)
	s = strings.TrimPrefix(strings.TrimPrefix(s, `\\?\`), `\??\`)
	for _, v := range variables {
		if rest, ok := strings.CutPrefix(s, v.name); ok {
			s = v.path + rest
			break
		}
	}
	// The short name that setup gives ProgramData on 64-bit servers.
	if len(s) > 12 && s[1:12] == `:\progra~3\` {
		s = s[:2] + `\programdata\` + s[12:]
	}
	if strings.HasPrefix(s, `system32\`) || strings.HasPrefix(s, `syswow64\`) {
		s = `c:\windows\` + s // as drivers are named
	}
	if len(s) > 3 && s[1] == ':' && strings.HasPrefix(s[2:], `\users\all users\`) {
		s = s[:2] + `\programdata\` + s[2+len(`\users\all users\`):]
	}
	for strings.Contains(s[min(len(s), 1):], `\\`) {
		s = s[:1] + strings.ReplaceAll(s[1:], `\\`, `\`)
	}
	return s
}

// PlaceOf puts a path, as configuration files write it, into its class.
func PlaceOf(path string) Place {
	s := Normal(path)
	for _, p := range places {
		if p.part.MatchString(s) {
			return p.place
		}
	}
	return PlaceNone
}
