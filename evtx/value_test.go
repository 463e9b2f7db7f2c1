package evtx

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

func TestValueText(t *testing.T) {
	guid := []byte{0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}
	sid := []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0}
	le := binary.LittleEndian
	tests := []struct {
		name       string
		typ        Type
		data       []byte
		text, json string // json is text in quotes where empty
	}{
		{"null", TypeNull, []byte{1, 2}, "", "null"},
		{"string", TypeString, craft.UTF16("\u0623\u062b\u0631 \U0001f463\"\n"), "\u0623\u062b\u0631 \U0001f463\"\n", `"` + "\u0623\u062b\u0631 \U0001f463" + `\"\n"`},
		{"string with its NUL", TypeString, craft.UTF16("a\x00b\x00\x00"), "a\x00b", `"a\u0000b"`},
		{"half a pair", TypeString, []byte{0x3d, 0xd8, 'x', 0}, "\ufffdx", ""},
		{"odd string", TypeString, []byte{'x', 0, 'y'}, "x", ""},
		{"ansi", TypeAnsiString, []byte("caf\xe9\x00"), "caf\u00e9", ""},
		{"ansi in UTF-8", TypeAnsiString, []byte("caf\u00e9"), "caf\u00e9", ""},
		{"int8", TypeInt8, []byte{0xff}, "-1", "-1"},
		{"uint8", TypeUint8, []byte{0xff}, "255", "255"},
		{"int16", TypeInt16, []byte{0, 0x80}, "-32768", "-32768"},
		{"uint16", TypeUint16, []byte{0, 0x80}, "32768", "32768"},
		{"int32", TypeInt32, []byte{0xfe, 0xff, 0xff, 0xff}, "-2", "-2"},
		{"uint32", TypeUint32, []byte{0xfe, 0xff, 0xff, 0xff}, "4294967294", "4294967294"},
		{"int64", TypeInt64, le.AppendUint64(nil, 1<<63), "-9223372036854775808", "-9223372036854775808"},
		{"uint64", TypeUint64, le.AppendUint64(nil, 1<<63), "9223372036854775808", "9223372036854775808"},
		{"uint32 in 8 bytes", TypeUint32, le.AppendUint64(nil, 1<<40), "1099511627776", "1099511627776"},
		{"uint32 in 3 bytes", TypeUint32, []byte{1, 2, 0xab}, "0102AB", `"0102AB"`},
		{"empty number", TypeUint32, nil, "", `""`},
		{"float32", TypeFloat32, le.AppendUint32(nil, math.Float32bits(0.1)), "0.1", "0.1"},
		{"float64", TypeFloat64, le.AppendUint64(nil, math.Float64bits(-1e300)), "-1e+300", "-1e+300"},
		{"not a number", TypeFloat64, le.AppendUint64(nil, math.Float64bits(math.NaN())), "NaN", `"NaN"`},
		{"true", TypeBool, []byte{1, 0, 0, 0}, "true", "true"},
		{"irregular true", TypeBool, []byte{0, 0, 1, 0}, "true", "true"},
		{"short false", TypeBool, []byte{0}, "false", "false"},
		{"binary", TypeBinary, []byte{0xde, 0xad}, "DEAD", ""},
		{"guid", TypeGUID, guid, "{00112233-4455-6677-8899-aabbccddeeff}", ""},
		{"short guid", TypeGUID, guid[:3], "332211", ""},
		{"size of 4", TypeSize, []byte{0x10, 0, 0, 0}, "0x10", ""},
		{"size of 8", TypeSize, le.AppendUint64(nil, 1<<40), "0x10000000000", ""},
		{"filetime", TypeFileTime, le.AppendUint64(nil, ticks2021+1), "2021-03-04T02:11:07.0000001Z", ""},
		{"no filetime", TypeFileTime, make([]byte, 8), "1601-01-01T00:00:00.0000000Z", ""},
		{"last filetime", TypeFileTime, le.AppendUint64(nil, math.MaxUint64), "60056-05-28T05:36:10.9551615Z", ""},
		{"systemtime", TypeSystemTime, []byte{0xe5, 7, 3, 0, 4, 0, 4, 0, 2, 0, 11, 0, 7, 0, 0x2a, 0}, "2021-03-04T02:11:07.042Z", ""},
		{"sid", TypeSID, sid, "S-1-5-32-544", ""},
		{"sid of a large authority", TypeSID, []byte{1, 0, 1, 0, 0, 0, 0, 0}, "S-1-0x10000000000", ""},
		{"sid cut off", TypeSID, sid[:12], "010200000000000520000000", ""},
		{"hex32", TypeHex32, []byte{0xe7, 3, 0, 0}, "0x3e7", ""},
		{"hex64", TypeHex64, le.AppendUint64(nil, 0), "0x0", ""},
		{"handle", TypeHandle, []byte{1, 2}, "0102", ""},
		{"unknown", 0x7f, []byte{9}, "09", ""},
		{"binary XML without any", TypeBinXML, nil, "", `""`},
		{"array of strings", TypeArray | TypeString, craft.UTF16("a\x00\x00b\x00"), "a, , b", `["a","","b"]`},
		{"array of ansi", TypeArray | TypeAnsiString, []byte("a\x00b"), "a, b", `["a","b"]`},
		{"array of bool", TypeArray | TypeBool, []byte{0, 0, 0, 0, 1, 0, 0, 0}, "false, true", `[false,true]`},
		{"array with a rest", TypeArray | TypeUint16, []byte{1, 0, 2}, "1, 2", `[1,2]`},
		{"array of sids", TypeArray | TypeSID, append(sid[:16:16], sid...), "S-1-5-32-544, S-1-5-32-544", `["S-1-5-32-544","S-1-5-32-544"]`},
		{"array of sizes", TypeArray | TypeSize, []byte{1, 0, 0, 0}, "0x1", `["0x1"]`},
		{"array of nothing", TypeArray | TypeGUID, nil, "", "[]"},
		{"array of binary", TypeArray | TypeBinary, []byte{1, 2}, "0102", `["0102"]`},
	}
	for _, test := range tests {
		v := Value{typ: test.typ, data: test.data}
		if test.json == "" {
			test.json = `"` + test.text + `"`
		}
		if got := v.String(); got != test.text {
			t.Errorf("%s: text %q, want %q", test.name, got, test.text)
		}
		if got := string(appendJSONValue(nil, v)); got != test.json {
			t.Errorf("%s: JSON %s, want %s", test.name, got, test.json)
		}
	}
}

func TestValueNumbers(t *testing.T) {
	tests := []struct {
		v    Value
		uint uint64
		ok   bool
	}{
		{Value{typ: TypeUint16, data: []byte{1, 2}}, 0x201, true},
		{Value{typ: TypeInt16, data: []byte{0xff, 0xff}}, 0, false},
		{Value{typ: TypeHex64, data: binary.LittleEndian.AppendUint64(nil, math.MaxUint64)}, math.MaxUint64, true},
		{Value{typ: TypeString, data: craft.UTF16("4624")}, 4624, true},
		{Value{typ: TypeString, data: craft.UTF16("18446744073709551616")}, 0, false},
		{Value{typ: TypeString, data: craft.UTF16("-1")}, 0, false},
		{Value{typ: TypeString}, 0, false},
		{Value{typ: TypeGUID, data: make([]byte, 16)}, 0, false},
		{Value{}, 0, false},
	}
	for _, test := range tests {
		if n, ok := test.v.Uint(); n != test.uint && test.ok || ok != test.ok {
			t.Errorf("%v: %d, %v, want %d, %v", test.v, n, ok, test.uint, test.ok)
		}
	}
	if n, ok := (Value{typ: TypeInt8, data: []byte{0x80}}).Int(); n != -128 || !ok {
		t.Errorf("int8 is %d, %v", n, ok)
	}
	if _, ok := (Value{typ: TypeUint64, data: binary.LittleEndian.AppendUint64(nil, math.MaxUint64)}).Int(); ok {
		t.Error("2^64-1 fits an int64")
	}
}

// TestTimesAgree compares the text of a FILETIME with what package time makes
// of the same one.
func TestTimesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticks := rapid.Uint64Range(0, 2650467743999999999).Draw(t, "ticks") // to the end of 9999
		v := Value{typ: TypeFileTime, data: binary.LittleEndian.AppendUint64(nil, ticks)}
		at, ok := v.Time()
		if want := at.Format("2006-01-02T15:04:05.0000000Z"); !ok || v.String() != want {
			t.Fatalf("%d: %s, want %s", ticks, v, want)
		}
		back, ok := Value{typ: TypeString, data: craft.UTF16(v.String())}.Time()
		if !ok || !back.Equal(at) {
			t.Fatalf("%s reads as %v", v, back)
		}
	})
	v := Value{typ: TypeSystemTime, data: []byte{0xe5, 7, 3, 0, 4, 0, 4, 0, 2, 0, 11, 0, 7, 0, 0x2a, 0}}
	if at, ok := v.Time(); !ok || !at.Equal(time.Date(2021, 3, 4, 2, 11, 7, 42e6, time.UTC)) {
		t.Errorf("%s reads as %v", v, at)
	}
}
