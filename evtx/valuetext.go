package evtx

import (
	"encoding/binary"
	"math"
	"strconv"
	"unicode/utf8"
)

// appendText appends a value as text, escaped.
func (v Value) appendText(dst []byte, esc escape) []byte {
	if v.utf8 {
		return appendEscaped(dst, string(v.data), esc)
	}
	if v.typ&TypeArray != 0 {
		first := true
		for e := range v.Elements() {
			if !first {
				dst = append(dst, ", "...)
			}
			first = false
			dst = e.appendText(dst, esc)
		}
		return dst
	}
	b := v.data
	switch v.typ {
	case TypeNull, TypeBinXML:
		return dst
	case TypeString, TypeXML:
		return appendUTF16(dst, trimNUL(b), esc)
	case TypeAnsiString:
		return appendAnsi(dst, b, esc)
	case TypeFloat32, TypeFloat64:
		if f, bits, ok := v.float(); ok {
			return strconv.AppendFloat(dst, f, 'g', -1, bits)
		}
	case TypeGUID:
		if len(b) == 16 {
			return appendGUID(dst, b)
		}
	case TypeFileTime:
		if len(b) == 8 {
			return appendFileTime(dst, binary.LittleEndian.Uint64(b))
		}
	case TypeSystemTime:
		if len(b) == 16 {
			return appendSystemTime(dst, b)
		}
	case TypeSID:
		if len(b) >= 8 && len(b) >= 8+4*int(b[1]) {
			return appendSID(dst, b)
		}
	default:
		if n, signed, ok := v.integer(); ok {
			return appendInteger(dst, v.typ, n, signed)
		}
	}
	return appendHex(dst, b)
}

func appendInteger(dst []byte, typ Type, n uint64, signed bool) []byte {
	switch typ {
	case TypeBool:
		return strconv.AppendBool(dst, n != 0)
	case TypeSize, TypeHex32, TypeHex64:
		return strconv.AppendUint(append(dst, "0x"...), n, 16)
	}
	if signed {
		return strconv.AppendInt(dst, int64(n), 10)
	}
	return strconv.AppendUint(dst, n, 10)
}

// trimNUL cuts the NULs that some writers count as part of their strings. Those
// inside stay: hiding what follows them would be a gift.
func trimNUL(b []byte) []byte {
	for len(b) >= 2 && b[len(b)-1] == 0 && b[len(b)-2] == 0 {
		b = b[:len(b)-2]
	}
	return b
}

// appendAnsi appends text in an unknown code page: as UTF-8 where it is that, as
// it is with all of ASCII, else as Latin-1, which loses no byte.
func appendAnsi(dst, b []byte, esc escape) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	if utf8.Valid(b) {
		return appendEscaped(dst, string(b), esc)
	}
	for _, c := range b {
		if c < utf8.RuneSelf {
			dst = appendASCII(dst, c, esc)
		} else {
			dst = utf8.AppendRune(dst, rune(c))
		}
	}
	return dst
}

func (v Value) float() (f float64, bits int, ok bool) {
	switch {
	case len(v.data) == 4:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(v.data))), 32, true
	case len(v.data) == 8:
		return math.Float64frombits(binary.LittleEndian.Uint64(v.data)), 64, true
	}
	return 0, 0, false
}

func appendHex(dst, b []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range b {
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}

// appendGUID appends 16 bytes, the first three groups little-endian, in lower
// case and braces as Windows 10 and later show them.
func appendGUID(dst, b []byte) []byte {
	const digits = "0123456789abcdef"
	out := [38]byte{0: '{', 9: '-', 14: '-', 19: '-', 24: '-', 37: '}'}
	for i, at := range guidPlaces {
		out[at], out[at+1] = digits[b[i]>>4], digits[b[i]&15]
	}
	return append(dst, out[:]...)
}

var guidPlaces = [16]uint8{7, 5, 3, 1, 12, 10, 17, 15, 20, 22, 25, 27, 29, 31, 33, 35}

// appendSID appends S-revision-authority-subauthorities.
func appendSID(dst, b []byte) []byte {
	dst = strconv.AppendUint(append(dst, "S-"...), uint64(b[0]), 10)
	authority := uint64(binary.BigEndian.Uint16(b[2:]))<<32 | uint64(binary.BigEndian.Uint32(b[4:]))
	dst = append(dst, '-')
	if authority>>32 != 0 { // the form that Microsoft prescribes for large ones
		dst = strconv.AppendUint(append(dst, "0x"...), authority, 16)
	} else {
		dst = strconv.AppendUint(dst, authority, 10)
	}
	for i := range int(b[1]) {
		dst = strconv.AppendUint(append(dst, '-'), uint64(binary.LittleEndian.Uint32(b[8+4*i:])), 10)
	}
	return dst
}

// appendFileTime appends 100 ns since 1601 with all seven places, so that equal
// text is equal time.
func appendFileTime(dst []byte, ticks uint64) []byte {
	seconds := ticks / 1e7
	dst = appendDate(dst, seconds/86400)
	s := seconds % 86400
	dst = appendPadded(append(dst, 'T'), s/3600, 2)
	dst = appendPadded(append(dst, ':'), s/60%60, 2)
	dst = appendPadded(append(dst, ':'), s%60, 2)
	dst = appendPadded(append(dst, '.'), ticks%1e7, 7)
	return append(dst, 'Z')
}

// appendDate appends the date that is days after 1 January 1601, by the
// proleptic Gregorian calendar. Years count from 1 March here, so that the leap
// day is the last of its year.
func appendDate(dst []byte, days uint64) []byte {
	z := days + 584694 // days from 1 March of year 0 to 1601
	era := z / 146097
	doe := z % 146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day := doy - (153*mp+2)/5 + 1
	year, month := era*400+yoe, mp+3
	if month > 12 {
		year, month = year+1, month-12
	}
	dst = appendPadded(dst, year, 4)
	dst = appendPadded(append(dst, '-'), month, 2)
	return appendPadded(append(dst, '-'), day, 2)
}

// appendSystemTime appends the fields as they are: a date that does not exist
// is shown as it was written.
func appendSystemTime(dst, b []byte) []byte {
	field := func(i int) uint64 { return uint64(binary.LittleEndian.Uint16(b[2*i:])) }
	dst = appendPadded(dst, field(0), 4)
	for _, f := range []struct {
		before byte
		i, n   int
	}{{'-', 1, 2}, {'-', 3, 2}, {'T', 4, 2}, {':', 5, 2}, {':', 6, 2}, {'.', 7, 3}} {
		dst = appendPadded(append(dst, f.before), field(f.i), f.n)
	}
	return append(dst, 'Z')
}

// appendPadded appends n in decimal with at least width digits.
func appendPadded(dst []byte, n uint64, width int) []byte {
	var room [20]byte
	i := len(room)
	for n > 0 || width > 0 {
		i--
		room[i] = byte('0' + n%10)
		n /= 10
		width--
	}
	return append(dst, room[i:]...)
}
