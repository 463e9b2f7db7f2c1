package evtx

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"
)

// appendUTF16JSON is appendUTF16 for JSON, which is where most text goes. Paths
// are full of backslashes, so a block with ASCII to escape is written unit by
// unit without leaving the loop.
func appendUTF16JSON(dst, src []byte) []byte {
	for {
		// Room for all of it as ASCII, and for one block that is all escapes.
		dst = slices.Grow(dst, len(src)/2+8*len(`\u0000`))
		room := dst[:cap(dst)]
		n := len(dst)
		for len(src) >= 16 && len(room)-n >= len(src)/2+8*len(`\u0000`) {
			lo, hi := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
			if (lo|hi)&0xff80ff80ff80ff80 != 0 {
				break
			}
			packed := pack(lo) | pack(hi)<<32
			if !specialJSON(packed) {
				binary.LittleEndian.PutUint64(room[n:], packed)
				n += 8
			} else {
				for range 8 {
					n += putJSON(room[n:], byte(packed))
					packed >>= 8
				}
			}
			src = src[16:]
		}
		if len(src) < 16 && len(room)-n >= 8*len(`\u0000`) {
			if len(src) >= 8 {
				const spaces = 0x20202020 << 32 // which need no escape
				if v := binary.LittleEndian.Uint64(src); v&0xff80ff80ff80ff80 == 0 && !specialJSON(pack(v)|spaces) {
					binary.LittleEndian.PutUint32(room[n:], uint32(pack(v)))
					n += 4
					src = src[8:]
				}
			}
			for len(src) >= 2 && src[1] == 0 && src[0] < utf8.RuneSelf {
				n += putJSON(room[n:], src[0])
				src = src[2:]
			}
		}
		dst = room[:n]
		if len(src) < 2 {
			return dst
		}
		// A few units of other writing, without cutting a surrogate pair.
		block := min(16, len(src))
		if block == 16 && src[15]&0xfc == 0xd8 {
			block = 14
		}
		dst = appendUnits(dst, src[:block], inJSON)
		src = src[block:]
	}
}

// putJSON writes an ASCII character and returns how many bytes it took, six at
// most.
func putJSON(to []byte, c byte) int {
	if c >= 0x20 && c != '"' && c != '\\' && c != 0x7f {
		to[0] = c
		return 1
	}
	return escapeJSON(to, c)
}

func escapeJSON(to []byte, c byte) int {
	esc := jsonEscapes[c&0x7f]
	if esc == "" {
		to[0] = c
		return 1
	}
	return copy(to, esc)
}
