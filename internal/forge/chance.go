package forge

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// chance is a random stream. Every step of the story has its own, so that
// steps do not disturb each other.
type chance struct{ *rand.Rand }

// newChance derives a stream from a seed and labels.
func newChance(seed uint64, labels ...string) chance {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(labels, "\x00"))) // a hash's Write never fails
	return chance{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// between returns a number from lo to hi, both included.
func (c chance) between(lo, hi int) int { return lo + c.IntN(hi-lo+1) }

// once is true with a probability of one in n.
func (c chance) once(n int) bool { return c.IntN(n) == 0 }

func pick[T any](c chance, from []T) T { return from[c.IntN(len(from))] }

// guid returns a random (version 4) GUID in lower case.
func (c chance) guid() string {
	var b [16]byte
	hi, lo := c.Uint64(), c.Uint64()
	for i := range 8 {
		b[i] = byte(hi >> (8 * i))
		b[8+i] = byte(lo >> (8 * i))
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	var out [36]byte
	hex.Encode(out[0:8], b[0:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:36], b[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// word returns n random letters and digits.
func (c chance) word(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[c.IntN(len(letters))]
	}
	return string(b)
}

// canary looks like the anti-forgery value that the control panel puts in its
// addresses: letters and digits, ended by a dot.
func (c chance) canary() string { return c.word(22) + "_" + c.word(20) + "." }

// domainSID returns the identifier of a Windows domain; accounts append their RID.
func (c chance) domainSID() string {
	return fmt.Sprintf("S-1-5-21-%d-%d-%d", c.Uint32(), c.Uint32(), c.Uint32())
}
