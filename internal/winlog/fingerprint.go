package winlog

import "encoding/binary"

// Fingerprint is a number that two copies of one event of a log share, and other
// events do not by chance: it is made of all names and values, whatever the places
// of templates in the file. It reports false for events of other forms.
func (e *Event) Fingerprint() (uint64, bool) {
	log, ok := e.from.(logValues)
	if !ok {
		return 0, false
	}
	h := uint64(fingerprintSeed)
	for name, v := range log.r.Fields() {
		h = mix(h, []byte(name))
		h = mix(h^uint64(v.Type()), v.Bytes())
	}
	return h, true
}

const (
	fingerprintSeed = 0xcbf29ce484222325
	// fingerprintPrime is odd with bits all over, so that a product depends on all
	// of its factor.
	fingerprintPrime = 0x9e3779b97f4a7c15
)

// mix adds bytes to a hash, eight at a time, and their number.
func mix(h uint64, data []byte) uint64 {
	n := uint64(len(data))
	for ; len(data) >= 8; data = data[8:] {
		h = (h ^ binary.LittleEndian.Uint64(data)) * fingerprintPrime
		h ^= h >> 32
	}
	var rest [8]byte
	copy(rest[:], data)
	h = (h ^ binary.LittleEndian.Uint64(rest[:]) ^ n<<56) * fingerprintPrime
	return h ^ h>>29
}
