package hunt

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strconv"

	"github.com/athar-forensics/athar"
)

// eventSaid is how much of an event log's header says something, in bytes.
const eventSaid = 128

// cut says what a log lacks by its own header: chunks that it names and that are
// not there, as of a log that was copied while it was open, wiped or cut off. A
// header that is no more than its first word promises nothing, and is said as well.
func (s *eventParts) cut(t *athar.Trace, size int64) {
	h := s.header
	if !bytes.HasPrefix(h, eventMagic) {
		return
	}
	if len(h) < eventSaid || crc32.ChecksumIEEE(h[:120]) != binary.LittleEndian.Uint32(h[124:]) {
		if s.chunks == 0 && len(t.Losses) == 0 {
			lose(t, "an event log of which no record is left: its header is damaged and no chunk follows", 0, size)
		}
		return
	}
	if said := int(binary.LittleEndian.Uint16(h[42:])); said > s.chunks {
		lose(t, "an event log that was cut: its header names "+strconv.Itoa(said)+" chunks, and "+strconv.Itoa(s.chunks)+" are there", 0, int64(said-s.chunks)*eventChunk)
	}
}
