package main

import (
	"encoding/binary"
	"time"
	"unicode/utf16"
)

// handmade is an event log written byte by byte, without templates: one chunk,
// whose header may leave the last records out as a cleared log's does.
type handmade struct {
	chunk []byte
	names map[string]uint32
	first uint64
	last  uint64
	live  int // where the header says that records end
}

const (
	handmadeHeader = 4096
	handmadeChunk  = 64 << 10
	handmadeStart  = 512
)

func newHandmade() *handmade {
	return &handmade{chunk: make([]byte, handmadeStart, handmadeChunk), names: map[string]uint32{}}
}

// event adds a live record.
func (h *handmade) event(id uint64, at time.Time, number, channel, note string) {
	h.deleted(id, at, number, channel, note)
	h.live, h.last = len(h.chunk), id
	if h.first == 0 {
		h.first = id
	}
}

// deleted adds a record behind the live ones.
func (h *handmade) deleted(id uint64, at time.Time, number, channel, note string) {
	h.record(id, at, func() {
		h.put(0x0f, 1, 1, 0)
		h.element("Event", func() {
			h.element("System", func() {
				h.element("EventID", func() { h.text(number) })
				h.element("Channel", func() { h.text(channel) })
			})
			h.element("EventData", func() {
				h.element("Note", func() { h.text(note) })
			})
		})
		h.put(0)
	})
}

// broken adds a live record whose content is none.
func (h *handmade) broken(id uint64) {
	h.record(id, time.Unix(1614729600, 0), func() { h.put(0x99) })
	h.live, h.last = len(h.chunk), id
}

func (h *handmade) record(id uint64, at time.Time, body func()) {
	const to1601 = 11644473600 // seconds
	start := len(h.chunk)
	h.put('*', '*', 0, 0)
	h.u32(0)
	h.chunk = binary.LittleEndian.AppendUint64(h.chunk, id)
	h.chunk = binary.LittleEndian.AppendUint64(h.chunk, uint64(at.Unix()+to1601)*1e7)
	body()
	h.u32(uint32(len(h.chunk) + 4 - start))
	binary.LittleEndian.PutUint32(h.chunk[start+4:], uint32(len(h.chunk)-start))
}

func (h *handmade) element(name string, content func()) {
	h.put(0x01)
	size := len(h.chunk)
	h.u32(0)
	h.name(name)
	h.put(0x02)
	content()
	h.put(0x04)
	binary.LittleEndian.PutUint32(h.chunk[size:], uint32(len(h.chunk)-size-4))
}

func (h *handmade) name(s string) {
	if at, ok := h.names[s]; ok {
		h.u32(at)
		return
	}
	h.names[s] = uint32(len(h.chunk) + 4)
	h.u32(h.names[s])
	hash := uint32(0)
	for _, c := range s {
		hash = hash*65599 + uint32(c)
	}
	h.u32(0)
	h.u16(uint16(hash))
	h.units(s)
	h.u16(0)
}

func (h *handmade) text(s string) { h.put(0x05, 0x01); h.units(s) }

func (h *handmade) units(s string) {
	units := utf16.Encode([]rune(s))
	h.u16(uint16(len(units)))
	for _, u := range units {
		h.u16(u)
	}
}

func (h *handmade) put(b ...byte) { h.chunk = append(h.chunk, b...) }
func (h *handmade) u16(n uint16)  { h.chunk = binary.LittleEndian.AppendUint16(h.chunk, n) }
func (h *handmade) u32(n uint32)  { h.chunk = binary.LittleEndian.AppendUint32(h.chunk, n) }

// bytes returns the file: header and chunk, without their checksums.
func (h *handmade) bytes() string {
	b := make([]byte, handmadeHeader+handmadeChunk)
	copy(b, "ElfFile\x00")
	chunk := b[handmadeHeader:]
	copy(chunk, h.chunk)
	copy(chunk, "ElfChnk\x00")
	binary.LittleEndian.PutUint64(chunk[24:], h.first)
	binary.LittleEndian.PutUint64(chunk[32:], h.last)
	binary.LittleEndian.PutUint32(chunk[48:], uint32(h.live))
	return string(b)
}
