package exchange

import (
	"strconv"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
)

// cutSetupLine parts "[time] [depth] text". Continuation lines of a message have
// no time and are not of interest.
func cutSetupLine(line string) (at athar.Time, text string, ok bool) {
	line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
	if !strings.HasPrefix(line, "[") {
		return 0, "", false
	}
	stamped, rest, ok := strings.Cut(line[1:], "] [")
	if !ok {
		return 0, "", false
	}
	_, text, ok = strings.Cut(rest, "]")
	if !ok {
		return 0, "", false
	}
	at, ok = setupTime(stamped)
	return at, strings.TrimSpace(text), ok
}

// setupTime reads "MM/dd/yyyy HH:mm:ss.0fff", or four true digits of a fraction, with the separators of any locale:
// "11.14.2022 17.13.08.0074" is one. The month comes first in all of them. The
// calendar is the locale's too.
func setupTime(s string) (athar.Time, bool) {
	st, ok := scanStamp(s)
	if !ok {
		return 0, false
	}
	t, err := ParseLocal(s, MDY)
	if err != nil || st.words != "" {
		return 0, false
	}
	if i := strings.LastIndexByte(s, '.'); i >= 0 && len(s)-i == len(".0fff") {
		n, err := strconv.ParseUint(s[i+1:], 10, 16)
		if err != nil {
			return 0, false
		}
		unit := time.Millisecond
		if n > 999 { // not filled up, so a fraction of four digits
			unit = time.Second / 10_000
		}
		t += athar.Time(n) * athar.Time(unit)
	}
	return t, true
}

// isRule says whether a message is the line of 46 asterisks around a run's title
// and after its end. Tasks inside a run have a shorter one.
func isRule(text string) bool {
	return len(text) >= 40 && strings.Trim(text, "*") == ""
}

// versionAtEnd returns the four-part build that ends a message, quotes and the
// full stop aside.
func versionAtEnd(text string) string {
	text = strings.TrimRight(text, ". '")
	i := len(text)
	for i > 0 && len(text)-i < 24 && (text[i-1] >= '0' && text[i-1] <= '9' || text[i-1] == '.') {
		i--
	}
	v := text[i:]
	if i > 0 && text[i-1] != ' ' && text[i-1] != '\'' || strings.Count(v, ".") != 3 {
		return ""
	}
	for part := range strings.SplitSeq(v, ".") {
		if part == "" || len(part) > 5 {
			return ""
		}
	}
	return v
}

// quotedParts returns the texts between single quotes.
func quotedParts(text string) []string {
	parts := strings.SplitN(text, "'", 8)
	var out []string
	for i := 1; i+1 < len(parts); i += 2 {
		out = append(out, parts[i])
	}
	return out
}

// zoneOffset reads "(UTC+01:00) Amsterdam" as seconds east of UTC.
func zoneOffset(zone string) (int, bool) {
	name, _, ok := strings.Cut(strings.TrimPrefix(zone, "("), ")")
	if !ok {
		return 0, false
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "UTC"), "GMT")
	if name == "" {
		return 0, true
	}
	sign := 1
	switch {
	case strings.HasPrefix(name, "-"), strings.HasPrefix(name, "\u2212"):
		sign = -1
	case !strings.HasPrefix(name, "+"):
		return 0, false
	}
	h, m, ok := strings.Cut(strings.TrimLeft(name, "+-\u2212"), ":")
	hours, err1 := strconv.Atoi(h)
	minutes, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hours < 0 || hours > 14 || minutes < 0 || minutes > 59 {
		return 0, false
	}
	return sign * (hours*3600 + minutes*60), true
}
