package exchange

import (
	"fmt"
	"strings"
	"unicode"
)

// maxStamp is the longest local date and time that is read, in bytes.
const maxStamp = 128

// stamp is a date and time taken apart: three numbers of a date in the order
// written, then hour, minute and second, and the words around them.
type stamp struct {
	n     [6]int
	words string
}

// halves maps the markers of the half day to the hours that they add. .NET takes
// them from the server's locale; blanks and dots are dropped before the look-up.
var halves = map[string]int{
	"am": 0, "pm": 12, "a": 0, "p": 12,
	"ص": 0, "م": 12, // Arabic
	"قظ": 0, "بظ": 12, // Persian
	"قبلازظهر": 0, "بعدازظهر": 12,
	"לפנהצ": 0, "אחהצ": 12, // Hebrew
	"上午": 0, "下午": 12, // Chinese
	"午前": 0, "午後": 12, // Japanese
	"오전": 0, "오후": 12, // Korean
	"πμ": 0, "μμ": 12, // Greek
	"öö": 0, "ös": 12, // Turkish
	"de": 0, "du": 12, // Hungarian
	"dop": 0, "odp": 12, // Czech
	"sa": 0, "ch": 12, // Vietnamese
	"pd": 0, "md": 12, // Albanian
	"पूर्वाह्न": 0, "अपराह्न": 12, // Hindi
}

// fillers are words in dates that say nothing: "г." and "ч." of Bulgarian, the T
// and Z of ISO 8601.
var fillers = map[string]bool{"г": true, "гч": true, "ч": true, "t": true, "tz": true, "z": true}

// scanStamp takes a local date and time apart, whatever its separators. Digits
// may be Arabic-Indic or of another script; direction marks are skipped.
func scanStamp(s string) (stamp, bool) {
	var st stamp
	if len(s) > maxStamp {
		return st, false
	}
	count, digits := 0, 0
	var words strings.Builder
	for _, r := range s {
		if v, ok := digit(r); ok {
			if digits == 0 {
				count++
			}
			if digits++; count <= len(st.n) {
				if digits > 4 {
					return st, false
				}
				st.n[count-1] = st.n[count-1]*10 + v
			}
			continue
		}
		digits = 0
		if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) {
			words.WriteRune(unicode.ToLower(r))
		}
	}
	st.words = words.String()
	return st, count >= 5 && count <= 7 // seconds and their fraction are optional
}

// digit returns the value of a decimal digit. Unicode keeps the ten digits of a
// script together, with zero at the start of the block.
func digit(r rune) (int, bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case r >= 0x0660 && r <= 0x0669: // Arabic-Indic
		return int(r - 0x0660), true
	case r >= 0x06F0 && r <= 0x06F9: // Persian
		return int(r - 0x06F0), true
	case r >= 0x0966 && r <= 0x096F: // Devanagari
		return int(r - 0x0966), true
	case r >= 0x0E50 && r <= 0x0E59: // Thai
		return int(r - 0x0E50), true
	}
	return 0, false
}

// yearFirst says whether the first number can only be a year.
func (st stamp) yearFirst() bool { return st.n[0] > 31 }

// hour returns the hour of 24. A marker that is not known leaves half days apart
// and is an error.
func (st stamp) hour() (int, error) {
	h := st.n[3]
	if st.words == "" || fillers[st.words] {
		if h > 23 {
			return 0, fmt.Errorf("no such hour: %d", h)
		}
		return h, nil
	}
	add, ok := halves[st.words]
	if !ok {
		return 0, fmt.Errorf("%.20q is no known marker of morning or afternoon", st.words)
	}
	if h > 12 && h < 24 && add == 12 { // "13:00 PM", as some locales have it
		return h, nil
	}
	if h > 12 {
		return 0, fmt.Errorf("no such hour: %d", h)
	}
	return h%12 + add, nil
}
