package main

import (
	"encoding/binary"
	"time"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// chunkLog is an event log of one chunk and without templates, whose header may
// leave the last records out as a cleared log's does.
type chunkLog struct {
	chunk *craft.Chunk
	last  uint64 // of the live records
	live  int    // where the header says that records end, 0 for behind all
}

func newChunkLog() *chunkLog { return &chunkLog{chunk: craft.NewChunk()} }

// event adds a live record.
func (l *chunkLog) event(id uint64, at time.Time, number, channel, note string) {
	l.record(id, at, untemplated(number, channel, note)...)
	l.last = id
}

// broken adds a live record whose content is none.
func (l *chunkLog) broken(id uint64) {
	l.record(id, time.Unix(1614729600, 0), craft.Raw{0x99})
	l.last = id
}

// deleted adds a record behind the live ones.
func (l *chunkLog) deleted(id uint64, at time.Time, number, channel, note string) {
	start := l.record(id, at, untemplated(number, channel, note)...)
	if l.live == 0 {
		l.live = start
	}
}

func (l *chunkLog) record(id uint64, at time.Time, body ...craft.Node) int {
	const to1601 = 11644473600 // seconds
	return l.chunk.Record(id, uint64(at.Unix()+to1601)*1e7, body...)
}

// untemplated is an event without a template.
func untemplated(number, channel, note string) []craft.Node {
	element := func(name string, content ...craft.Node) craft.Node {
		return craft.Element{Loose: true, Name: name, Content: content}
	}
	return []craft.Node{
		craft.Raw{0x0f, 1, 1, 0},
		element(
			"Event",
			element("System", element("EventID", craft.Text(number)), element("Channel", craft.Text(channel))),
			element("EventData", element("Note", craft.Text(note))),
		),
	}
}

// bytes returns the file. Nothing relies on the checksums, which are those of a
// chunk whose records are all live.
func (l *chunkLog) bytes() string {
	chunk := l.chunk.Bytes()
	binary.LittleEndian.PutUint64(chunk[32:], l.last)
	if l.live > 0 {
		binary.LittleEndian.PutUint32(chunk[48:], uint32(l.live))
	}
	return string(craft.Header{Chunks: 1}.Bytes()) + string(chunk)
}
