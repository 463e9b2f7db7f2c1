package yara

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/crc32"
)

// hashModule computes digests of a part of the file or of a text.
var hashModule = &module{schema: structOf(map[string]*schema{
	"md5":        digest("md5", md5.New),
	"sha1":       digest("sha1", sha1.New),
	"sha256":     digest("sha256", sha256.New),
	"crc32":      checksum("crc32", func() hash.Hash32 { return crc32.NewIEEE() }),
	"checksum32": checksum("checksum32", func() hash.Hash32 { return new(byteSum) }),
})}

// digest makes a function that returns a digest in small hex digits.
func digest(name string, fresh func() hash.Hash) *schema {
	return function(
		overload{"ii", stringKind, func(s *scan, _ value, args []value) value {
			return s.once(name, args, func() value {
				h := fresh()
				if !s.hash(h, args) {
					return undefined
				}
				return stringValue(hex.EncodeToString(h.Sum(nil)))
			})
		}},
		overload{"s", stringKind, func(_ *scan, _ value, args []value) value {
			h := fresh()
			h.Write([]byte(args[0].s))
			return stringValue(hex.EncodeToString(h.Sum(nil)))
		}},
	)
}

// checksum makes a function that returns a number of 32 bits.
func checksum(name string, fresh func() hash.Hash32) *schema {
	return function(
		overload{"ii", intKind, func(s *scan, _ value, args []value) value {
			return s.once(name, args, func() value {
				h := fresh()
				if !s.hash(h, args) {
					return undefined
				}
				return intValue(int64(h.Sum32()))
			})
		}},
		overload{"s", intKind, func(_ *scan, _ value, args []value) value {
			h := fresh()
			h.Write([]byte(args[0].s))
			return intValue(int64(h.Sum32()))
		}},
	)
}

func (s *scan) hash(h hash.Hash, args []value) bool {
	return s.in.stretch(args[0].i, args[1].i, func(b []byte) bool {
		h.Write(b)
		return s.read(len(b))
	})
}

// once remembers what a function over a range returned: many rules ask for the
// digest of the whole file.
func (s *scan) once(name string, args []value, compute func() value) value {
	const most = 1024 // remembered answers
	key := fmt.Sprint(name, " ", args[0].i, " ", args[1].i)
	if v, ok := s.memo[key]; ok {
		return v
	}
	v := compute()
	if len(s.memo) < most {
		if s.memo == nil {
			s.memo = make(map[string]value)
		}
		s.memo[key] = v
	}
	return v
}

// byteSum is the sum of all bytes, modulo 2^32.
type byteSum uint32

func (h *byteSum) Write(b []byte) (int, error) {
	for _, c := range b {
		*h += byteSum(c)
	}
	return len(b), nil
}

func (h *byteSum) Sum(b []byte) []byte {
	return append(b, byte(*h>>24), byte(*h>>16), byte(*h>>8), byte(*h))
}
func (h *byteSum) Reset()         { *h = 0 }
func (h *byteSum) Size() int      { return 4 }
func (h *byteSum) BlockSize() int { return 1 }
func (h *byteSum) Sum32() uint32  { return uint32(*h) }
