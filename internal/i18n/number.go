package i18n

import (
	"strconv"
	"strings"
)

// Number writes an integer with commas between thousands. Digits are Western
// in Arabic too, unless the reader asks for others: they stand beside addresses,
// builds and times that only exist in Western digits.
func (p *Printer) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return p.shape(b.String())
}

// shape writes a number or a date with the reader's digits.
func (p *Printer) shape(s string) string {
	if !p.arabicDigits {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return r - '0' + '٠'
		case r == ',':
			return '٬'
		case r == '.':
			return '٫'
		}
		return r
	}, s)
}

// byteUnits are decimal (1 kB = 1,000 bytes), as transfer volumes are quoted.
var byteUnits = []string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}

// Bytes writes a size with at most one decimal: "812 B", "1.4 GB".
func (p *Printer) Bytes(n int64) string {
	if n < 1000 {
		return p.shape(strconv.FormatInt(n, 10)) + " B"
	}
	v, unit := float64(n), 0
	for v >= 999.95 && unit < len(byteUnits)-1 {
		v /= 1000
		unit++
	}
	s := strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	return p.shape(s) + " " + byteUnits[unit]
}
