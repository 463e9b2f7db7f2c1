package evidence

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"testing"
)

func TestExtras(t *testing.T) {
	le := binary.LittleEndian
	field := func(id uint16, b []byte) []byte {
		return append(le.AppendUint16(le.AppendUint16(nil, id), uint16(len(b))), b...)
	}
	long := le.AppendUint64(le.AppendUint64(nil, 5<<32), 6<<32)
	name := []byte("m\x81ller.log")
	unicode := append(le.AppendUint32([]byte{1}, crc32.ChecksumIEEE(name)), "müller.log"...)

	e := zipEntry{size: math.MaxUint32, packed: 7, header: math.MaxUint32}
	x := readExtras(append(field(0x9999, []byte("other")), append(field(1, long), field(0x7075, unicode)...)...), name, &e, &e.header)
	if e.size != 5<<32 || e.packed != 7 || e.header != 6<<32 {
		t.Errorf("zip64: got %+v", e)
	}
	if x.unicode != "müller.log" {
		t.Errorf("got the name %q", x.unicode)
	}
	// A name that stands for another name, and a field that ends too early, say nothing.
	if x := readExtras(field(0x7075, unicode), []byte("other"), &e, nil); x.unicode != "" {
		t.Errorf("got the name %q", x.unicode)
	}
	if x := readExtras([]byte{0x55, 0x54, 200, 0, 1}, nil, &e, nil); x != (extras{}) {
		t.Errorf("got %+v", x)
	}
	if got := clamp(math.MaxUint64); got != math.MaxInt64 {
		t.Errorf("got %d", got)
	}
	for _, v := range []uint64{0, math.MaxUint64, 116444736000000000} {
		if got := fileTime(v); got != 0 {
			t.Errorf("%d: got %v", v, got)
		}
	}
}
