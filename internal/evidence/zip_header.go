package evidence

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"time"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
)

// Records of a zip, by the section of APPNOTE.TXT that describes them.
const (
	localMagic      = "PK\x03\x04" // 4.3.7, before each member
	centralMagic    = "PK\x01\x02" // 4.3.12, one a member in the directory
	descriptorMagic = "PK\x07\x08" // 4.3.9, after a member whose sizes were not known before
	endMagic        = "PK\x05\x06" // 4.3.16, the end
	end64Magic      = "PK\x06\x06" // 4.3.14
	locator64Magic  = "PK\x06\x07" // 4.3.15
)

// Sizes of their fixed parts, in bytes.
const (
	localSize     = 30
	centralSize   = 46
	end64Size     = 56
	locator64Size = 20
)

// Flags of a member (4.4.4).
const (
	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3
	flagUTF8       = 1 << 11
	flagMasked     = 1 << 13 // the directory itself is encrypted
)

// Methods of packing that are read (4.4.5).
const (
	methodStored  = 0
	methodDeflate = 8
)

// methodNames says what else there is, for the reason of a member not read.
// Explorer packs large files as Deflate64.
var methodNames = map[uint16]string{
	1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd", 99: "AES encryption",
}

// zipEntry is one member as a directory or a local header describes it.
type zipEntry struct {
	path     string
	flags    uint16
	method   uint16
	crc      uint32
	packed   int64
	size     int64 // -1 where no record tells; then crc is unknown too
	header   int64 // where its local header stands
	data     int64 // where its content stands; 0 where only the local header tells
	modified athar.Time
	folder   bool
	link     bool
}

func (e zipEntry) encrypted() bool { return e.flags&(flagEncrypted|flagMasked) != 0 || e.method == 99 }

// end is the least position that the entry's content can end at.
func (e zipEntry) end() int64 { return e.header + localSize + e.packed }

// name sets what follows from an entry's name.
func (e *zipEntry) name(raw []byte, extra extras) {
	name := decodeName(raw, e.flags&flagUTF8 != 0)
	if extra.unicode != "" {
		name = extra.unicode
	}
	e.path = cleanName(name)
	if n := len(name); n > 0 && (name[n-1] == '/' || name[n-1] == '\\') {
		// Content behind a folder's name is hidden there: it is read as a file.
		e.folder = e.size == 0 || e.packed == 0
	}
}

// extras are the additional fields of a header that matter (4.5).
type extras struct {
	modified athar.Time
	unicode  string
}

// readExtras takes apart a header's additional fields. Sizes that the header
// could not hold are put into e, in their fixed order; offset is nil for a
// local header, which has none.
func readExtras(b, name []byte, e *zipEntry, offset *int64) extras {
	var x extras
	for len(b) >= 4 {
		id, n := binary.LittleEndian.Uint16(b), int(binary.LittleEndian.Uint16(b[2:]))
		b = b[4:]
		if n > len(b) {
			break
		}
		field := b[:n]
		b = b[n:]
		switch id {
		case 0x0001: // zip64
			for _, v := range []*int64{&e.size, &e.packed, offset} {
				if v != nil && *v == math.MaxUint32 && len(field) >= 8 {
					*v = clamp(binary.LittleEndian.Uint64(field))
					field = field[8:]
				}
			}
		case 0x000a: // NTFS: 4 reserved bytes, then tag 1 of 24 bytes: three FILETIMEs
			if n >= 16 && binary.LittleEndian.Uint16(field[4:]) == 1 {
				x.modified = fileTime(binary.LittleEndian.Uint64(field[8:]))
			}
		case 0x5455: // Unix seconds in UTC, where bit 0 says so
			if n >= 5 && field[0]&1 != 0 && x.modified == 0 {
				x.modified = athar.TimeOf(time.Unix(int64(int32(binary.LittleEndian.Uint32(field[1:]))), 0))
			}
		case 0x7075: // the name in UTF-8, with a checksum of the name that it stands for
			if n > 5 && field[0] == 1 && binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE(name) && utf8.Valid(field[5:]) {
				x.unicode = string(field[5:])
			}
		}
	}
	return x
}

// clamp makes a size that no file can have a size that no file has.
func clamp(v uint64) int64 { return int64(min(v, math.MaxInt64)) }

// fileTime reads Windows' 100 ns since 1601, unknown outside 1970 to 2200.
func fileTime(v uint64) athar.Time {
	const epoch, end = 116444736000000000, 189000000000000000
	if v <= epoch || v >= end {
		return 0
	}
	return athar.Time(v-epoch) * 100
}

// readLocal takes apart a local header at off. Data is set, and all else that
// the header itself states.
func readLocal(b []byte, off int64) (e zipEntry, names int) {
	le := binary.LittleEndian
	e = zipEntry{
		flags: le.Uint16(b[6:]), method: le.Uint16(b[8:]), crc: le.Uint32(b[14:]),
		packed: int64(le.Uint32(b[18:])), size: int64(le.Uint32(b[22:])), header: off,
	}
	names = int(le.Uint16(b[26:]))
	e.data = off + localSize + int64(names) + int64(le.Uint16(b[28:]))
	return e, names
}
