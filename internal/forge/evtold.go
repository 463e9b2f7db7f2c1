package forge

import (
	"encoding/binary"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge/craft"
)

// OldEvent is an event in a log of Windows before Vista.
type OldEvent struct {
	Source, Computer string
	// Code is the event's number with its severity and facility above it.
	Code uint32
	// Type is 1 for an error, 2 a warning, 4 information, 8 and 16 an audit of
	// success and failure.
	Type    uint16
	Time    athar.Time
	Strings []string
}

const (
	oldMark   = 0x654c664c // "LfLe"
	oldHeader = 48
	oldRecord = 56 // before its texts
)

// OldEventFile returns a log in the old form (.evt) that never came round to its
// beginning.
func OldEventFile(events ...OldEvent) []byte {
	le := binary.LittleEndian
	b := make([]byte, oldHeader)
	for i, e := range events {
		b = append(b, e.bytes(uint32(i+1))...)
	}
	end := len(b)
	for _, n := range []uint32{40, 0x11111111, 0x22222222, 0x33333333, 0x44444444, oldHeader, uint32(end), uint32(len(events) + 1), 1, 40} {
		b = le.AppendUint32(b, n)
	}
	for i, n := range []uint32{oldHeader, oldMark, 1, 1, oldHeader, uint32(end), uint32(len(events) + 1), 1, uint32(len(b)), 0, 0, oldHeader} {
		le.PutUint32(b[4*i:], n)
	}
	return b
}

// bytes is the event as a record with a number.
func (e OldEvent) bytes(number uint32) []byte {
	le := binary.LittleEndian
	b := make([]byte, oldRecord)
	b = append(b, craft.UTF16(e.Source+"\x00"+e.Computer+"\x00")...)
	texts := len(b)
	for _, s := range e.Strings {
		b = append(b, craft.UTF16(s+"\x00")...)
	}
	data := len(b)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	b = le.AppendUint32(b, uint32(len(b)+4))
	seconds := uint32(e.Time / athar.Second)
	for i, n := range []uint32{uint32(len(b)), oldMark, number, seconds, seconds, e.Code} {
		le.PutUint32(b[4*i:], n)
	}
	le.PutUint16(b[24:], e.Type)
	le.PutUint16(b[26:], uint16(len(e.Strings)))
	le.PutUint32(b[36:], uint32(texts))
	le.PutUint32(b[52:], uint32(data))
	return b
}
