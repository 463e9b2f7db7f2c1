package forge

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge/craft"
)

// Types of values in binary XML, as MS-EVEN6 numbers them.
const (
	evtxString      = 0x01
	evtxInt8        = 0x03
	evtxUint8       = 0x04
	evtxInt16       = 0x05
	evtxUint16      = 0x06
	evtxInt32       = 0x07
	evtxUint32      = 0x08
	evtxInt64       = 0x09
	evtxUint64      = 0x0a
	evtxFloat64     = 0x0c
	evtxBool        = 0x0d
	evtxBinary      = 0x0e
	evtxGUID        = 0x0f
	evtxFileTime    = 0x11
	evtxSID         = 0x13
	evtxHex32       = 0x14
	evtxHex64       = 0x15
	evtxNested      = 0x21
	evtxStringArray = 0x81
)

// eventValue writes a value as Windows does. A value of nil is null whatever
// the type that its template announces.
func eventValue(v any) (craft.Value, error) {
	number := func(typ byte, size int, n uint64) (craft.Value, error) {
		return craft.Bytes(typ, binary.LittleEndian.AppendUint64(nil, n)[:size]...), nil
	}
	switch v := v.(type) {
	case nil:
		return craft.Null(), nil
	case string:
		return craft.String(v), nil
	case []string:
		var b []byte
		for _, s := range v {
			b = append(append(b, craft.UTF16(s)...), 0, 0)
		}
		return craft.Bytes(evtxStringArray, b...), nil
	case bool:
		if v {
			return number(evtxBool, 4, 1)
		}
		return number(evtxBool, 4, 0)
	case int8:
		return number(evtxInt8, 1, uint64(v))
	case uint8:
		return number(evtxUint8, 1, uint64(v))
	case int16:
		return number(evtxInt16, 2, uint64(v))
	case uint16:
		return number(evtxUint16, 2, uint64(v))
	case int32:
		return number(evtxInt32, 4, uint64(v))
	case uint32:
		return number(evtxUint32, 4, uint64(v))
	case int64:
		return number(evtxInt64, 8, uint64(v))
	case uint64:
		return number(evtxUint64, 8, v)
	case float64:
		return number(evtxFloat64, 8, math.Float64bits(v))
	case Hex32:
		return number(evtxHex32, 4, uint64(v))
	case Hex64:
		return number(evtxHex64, 8, uint64(v))
	case athar.Time:
		return number(evtxFileTime, 8, fileTime(v))
	case []byte:
		return craft.Bytes(evtxBinary, v...), nil
	case GUID:
		b, err := guidBytes(string(v))
		return craft.Bytes(evtxGUID, b...), err
	case SID:
		b, err := sidBytes(string(v))
		return craft.Bytes(evtxSID, b...), err
	}
	return craft.Value{}, fmt.Errorf("no event can hold a value of type %T", v)
}

// fileTime converts to 100 ns since 1601.
func fileTime(t athar.Time) uint64 {
	const to1970 = 11644473600 * 1e7
	return uint64(int64(t)/100 + to1970)
}

func guidBytes(s string) ([]byte, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(s, "{}"), "-", ""))
	if err != nil || len(b) != 16 {
		return nil, fmt.Errorf("%q is no GUID: want {8-4-4-4-12} hexadecimal digits", s)
	}
	// The first three groups are little-endian numbers.
	b[0], b[1], b[2], b[3] = b[3], b[2], b[1], b[0]
	b[4], b[5], b[6], b[7] = b[5], b[4], b[7], b[6]
	return b, nil
}

func sidBytes(s string) ([]byte, error) {
	parts := strings.Split(s, "-")
	if len(parts) < 3 || len(parts) > 3+15 || parts[0] != "S" || parts[1] != "1" {
		return nil, fmt.Errorf("%q is no SID: want S-1-5-18 or the like", s)
	}
	b := []byte{1, byte(len(parts) - 3), 0, 0}
	for i, p := range parts[2:] {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is no SID: %w", s, err)
		}
		if i == 0 {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
			continue
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b, nil
}
