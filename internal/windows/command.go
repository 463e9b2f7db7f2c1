package windows

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/athar-forensics/athar"
)

var (
	// programEnd ends an unquoted program at its extension.
	programEnd = regexp.MustCompile(`(?i)\.(exe|com|bat|cmd|scr|dll|sys|ps1|vbs|js|hta)(\s|,|$)`)
	// pathInside finds paths of code within a command's arguments.
	pathInside = regexp.MustCompile(`(?i)(?:[a-z]:|%[a-z0-9()]+%|\\\\[a-z0-9.$_-]+)[\\/][^"'<>|;,*?\r\n]{0,240}?\.(?:exe|com|bat|cmd|scr|dll|sys|ps1|psm1|vbs|vbe|js|jse|wsf|hta|cpl|ocx|tmp|dat|log|txt|jpg|png|gif)\b`)
	// inert are extensions of files that run only where a loader is told to run
	// them: everybody's scripts write their logs into temporary folders.
	inert   = regexp.MustCompile(`(?i)\.(tmp|dat|log|txt|jpg|png|gif)$`)
	loader  = regexp.MustCompile(`(?i)\b(rundll32|regsvr32|regsvcs|regasm|installutil|msbuild|odbcconf|mavinject|wscript|cscript|mshta|msiexec|certutil|control|iex|invoke-expression|assembly|scriptblock)\b|::load`)
	encoded = regexp.MustCompile(`(?i)(?:[\s"'][-/]e(?:c|n[a-z]*)?|frombase64string\(\s*)[\s"':(]+([a-z0-9+/]{24,}={0,2})`)
)

// worse are the classes in which no product puts what starts by itself, the
// least usual first.
var worse = []Place{PlaceDevice, PlaceBin, PlaceTemp, PlacePublic, PlaceWeb, PlaceCorner, PlaceData, PlaceRoot, PlaceShare}

// command derives the fields of something that starts: the whole line, the
// program, its arguments, the class of folder of the program and of what its
// arguments name, and what an encoded argument says.
func command(rec *athar.Record, line string) {
	image, args := Split(line)
	put(rec, "line", line)
	put(rec, "image", image)
	put(rec, "arguments", args)
	place := PlaceOf(image)
	payload := ""
	loads := loader.MatchString(line)
	for _, p := range pathInside.FindAllString(args, 16) {
		if inert.MatchString(p) && !loads {
			continue
		}
		if q := PlaceOf(p); rank(q) < rank(place) {
			place, payload = q, p
		}
	}
	put(rec, "place", string(place))
	put(rec, "payload", payload)
	if text := decoded(line); text != "" {
		put(rec, "encoded", "true")
		put(rec, "script", text+" "+line)
	} else {
		put(rec, "script", line)
	}
}

// Starts gives a record the fields of something that starts by itself, for those
// who know of it from elsewhere: an event of a new service.
func Starts(rec *athar.Record, sort, name, line string) {
	put(rec, "autorun", sort)
	put(rec, "name", name)
	command(rec, line)
}

// Unusual reports whether a folder is one in which no product puts what starts by
// itself.
func (p Place) Unusual() bool { return rank(p) < len(worse) }

func rank(p Place) int {
	for i, w := range worse {
		if w == p {
			return i
		}
	}
	return len(worse)
}

// Split parts a command line into its program and the rest.
func Split(line string) (image, args string) {
	line = strings.TrimSpace(line)
	if rest, ok := strings.CutPrefix(line, `"`); ok {
		image, args, _ = strings.Cut(rest, `"`)
		return image, strings.TrimSpace(args)
	}
	// A bare name has no spaces; a path may, and ends at its extension.
	first, _, _ := strings.Cut(line, " ")
	if m := programEnd.FindStringIndex(line); m != nil && strings.ContainsAny(first, `\/`) {
		end := strings.TrimRight(line[:m[1]], " \t,\r\n")
		return end, strings.TrimSpace(strings.TrimLeft(line[m[1]:], ","))
	}
	image, args, _ = strings.Cut(line, " ")
	return image, strings.TrimSpace(args)
}

// decoded returns the text of an argument in Base64 of UTF-16 or of bytes, empty
// where there is none.
func decoded(line string) string {
	m := encoded.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	text := strings.TrimRight(m[1], "=")
	data, err := base64.RawStdEncoding.DecodeString(text[:len(text)-len(text)%4+rest(len(text)%4)])
	if err != nil || len(data) == 0 {
		return ""
	}
	wide := 0
	for i := 1; i < len(data); i += 2 {
		if data[i] == 0 {
			wide++
		}
	}
	if wide*4 >= len(data) {
		return fromUTF16(data)
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// rest is how many characters of an incomplete group of four still say something.
func rest(n int) int {
	if n == 1 {
		return 0
	}
	return n
}

// fromUTF16 reads little-endian UTF-16, without what follows a final NUL.
func fromUTF16(data []byte) string {
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		units = append(units, uint16(data[i])|uint16(data[i+1])<<8)
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}
