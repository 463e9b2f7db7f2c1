package evtx

import (
	"encoding/binary"
	"iter"
	"math"
	"time"
)

// Type is the type of a value.
type Type uint8

// The types of binary XML. [TypeArray] is added to another type.
const (
	TypeNull       Type = 0x00
	TypeString     Type = 0x01 // UTF-16
	TypeAnsiString Type = 0x02 // in a code page that is not recorded
	TypeInt8       Type = 0x03
	TypeUint8      Type = 0x04
	TypeInt16      Type = 0x05
	TypeUint16     Type = 0x06
	TypeInt32      Type = 0x07
	TypeUint32     Type = 0x08
	TypeInt64      Type = 0x09
	TypeUint64     Type = 0x0a
	TypeFloat32    Type = 0x0b
	TypeFloat64    Type = 0x0c
	TypeBool       Type = 0x0d // 4 bytes, sometimes fewer
	TypeBinary     Type = 0x0e
	TypeGUID       Type = 0x0f
	TypeSize       Type = 0x10 // 4 or 8 bytes
	TypeFileTime   Type = 0x11 // 100 ns since 1601
	TypeSystemTime Type = 0x12
	TypeSID        Type = 0x13
	TypeHex32      Type = 0x14
	TypeHex64      Type = 0x15
	TypeHandle     Type = 0x20
	TypeBinXML     Type = 0x21
	TypeXML        Type = 0x23
	TypeArray      Type = 0x80
)

// width returns the size in bytes of a value of a type, 0 where values differ.
func (t Type) width() int {
	switch t {
	case TypeInt8, TypeUint8:
		return 1
	case TypeInt16, TypeUint16:
		return 2
	case TypeInt32, TypeUint32, TypeFloat32, TypeBool, TypeHex32:
		return 4
	case TypeInt64, TypeUint64, TypeFloat64, TypeFileTime, TypeHex64:
		return 8
	case TypeGUID, TypeSystemTime:
		return 16
	}
	return 0
}

// Value is the value of a field: bytes of the chunk and their type. It is good
// as long as the record it comes from. The zero Value is null.
type Value struct {
	data []byte
	typ  Type
	utf8 bool // data is text as Go has it, from a template or put together
}

// Type returns the value's type as the record has it, which may differ from
// what the template announces.
func (v Value) Type() Type { return v.typ }

// IsNull tells whether the record has no value here. An empty string is one.
func (v Value) IsNull() bool { return v.typ == TypeNull }

// Bytes returns the value as it stands in the file. Text is UTF-16, except for
// text of templates, which is UTF-8 ([Value.UTF16] tells).
func (v Value) Bytes() []byte { return v.data }

// UTF16 tells whether the value is text whose bytes are little-endian UTF-16.
func (v Value) UTF16() bool { return v.typ == TypeString && !v.utf8 }

// String returns the value as text: numbers in decimal, those that Windows
// shows in hexadecimal as 0x1f, times in UTC with 100 ns, GUIDs as {8-4-4-4-12}
// in lower case, binary data in hexadecimal, arrays with ", " between.
func (v Value) String() string {
	if v.utf8 {
		return string(v.data)
	}
	var room [128]byte
	return string(v.AppendText(room[:0]))
}

// AppendText appends what String returns.
func (v Value) AppendText(dst []byte) []byte { return v.appendText(dst, plain) }

// Uint returns the value of an integer type that is not negative, or of text
// that is a decimal number.
func (v Value) Uint() (uint64, bool) {
	if v.typ == TypeString {
		return decimal(v)
	}
	n, signed, ok := v.integer()
	if !ok || signed && int64(n) < 0 {
		return 0, false
	}
	return n, true
}

// decimal reads text as a number, as forwarded events have theirs.
func decimal(v Value) (uint64, bool) {
	if len(v.data) > 64 {
		return 0, false
	}
	var room [64]byte
	digits := v.AppendText(room[:0])
	n := uint64(0)
	for _, c := range digits {
		if c < '0' || c > '9' || n > (math.MaxUint64-9)/10 {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, len(digits) > 0
}

// Int returns the value of an integer type.
func (v Value) Int() (int64, bool) {
	n, signed, ok := v.integer()
	return int64(n), ok && (signed || n <= math.MaxInt64)
}

// integer reads an integer by the bytes it has, whatever its type announces:
// there are events with booleans of one byte and 32-bit numbers of eight.
func (v Value) integer() (n uint64, signed, ok bool) {
	switch v.typ {
	case TypeInt8, TypeInt16, TypeInt32, TypeInt64:
		signed = true
	case TypeUint8, TypeUint16, TypeUint32, TypeUint64, TypeBool, TypeSize, TypeHex32, TypeHex64:
	default:
		return 0, false, false
	}
	switch b := v.data; len(b) {
	case 1:
		n = uint64(b[0])
	case 2:
		n = uint64(binary.LittleEndian.Uint16(b))
	case 4:
		n = uint64(binary.LittleEndian.Uint32(b))
	case 8:
		n = binary.LittleEndian.Uint64(b)
	default:
		return 0, false, false
	}
	if signed {
		shift := 64 - 8*len(v.data)
		n = uint64(int64(n<<shift) >> shift)
	}
	return n, signed, true
}

// Time returns the value of a time type, or of text that is a time in the form
// of RFC 3339.
func (v Value) Time() (time.Time, bool) {
	switch {
	case v.typ == TypeFileTime && len(v.data) == 8:
		return fileTime(binary.LittleEndian.Uint64(v.data)), true
	case v.typ == TypeSystemTime && len(v.data) == 16:
		var f [8]int
		for i := range f {
			f[i] = int(binary.LittleEndian.Uint16(v.data[2*i:]))
		}
		return time.Date(f[0], time.Month(f[1]), f[3], f[4], f[5], f[6], f[7]*1e6, time.UTC), true
	case v.typ == TypeString && len(v.data) <= 128:
		t, err := time.Parse(time.RFC3339Nano, v.String())
		return t.UTC(), err == nil
	}
	return time.Time{}, false
}

// fileTime converts 100 ns since 1601 in UTC.
func fileTime(ticks uint64) time.Time {
	const unixEpoch = 11644473600 // seconds from 1601 to 1970
	return time.Unix(int64(ticks/1e7)-unixEpoch, int64(ticks%1e7)*100).UTC()
}

// Elements returns the elements of an array, and for any other value the value
// itself. Strings of an array end with NUL each.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.typ&TypeArray == 0 {
			yield(v)
			return
		}
		typ, data := v.typ&^TypeArray, v.data
		for len(data) > 0 {
			n, skip := elementSize(typ, data)
			if !yield(Value{typ: typ, data: data[:n]}) {
				return
			}
			data = data[n+skip:]
		}
	}
}

// elementSize returns the size of an array's first element and of what ends it.
// What does not divide into elements is one of its own.
func elementSize(typ Type, data []byte) (n, skip int) {
	switch typ {
	case TypeString:
		for ; n+1 < len(data); n += 2 {
			if data[n] == 0 && data[n+1] == 0 {
				return n, 2
			}
		}
		return len(data), 0
	case TypeAnsiString:
		for ; n < len(data); n++ {
			if data[n] == 0 {
				return n, 1
			}
		}
		return n, 0
	case TypeSID:
		if len(data) >= 8 {
			n = 8 + 4*int(data[1])
		}
	case TypeSize:
		// Nothing says whether these are of 4 or 8 bytes; all events on 64-bit
		// Windows have 8.
		if n = 8; len(data)%8 != 0 {
			n = 4
		}
	default:
		n = typ.width()
	}
	if n == 0 || n > len(data) {
		n = len(data)
	}
	return n, 0
}
