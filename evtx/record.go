package evtx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"
)

// recordOverhead is a record's header, 24 bytes, and the copy of its size.
const recordOverhead = 28

var recordMagic = []byte{'*', '*', 0, 0}

// Record is one event. It is a view into its chunk and good until the loop that
// yielded it goes on.
type Record struct {
	chunk     *Chunk
	pos, size int
	borrowed  bool
	shape     *Shape // once it was asked for
	instances []instance
	slots     []slot
	names     [len(systemNames)]interner
	asked     asked
	clock     clock
}

// recordSize checks that a record starts at pos of the chunk's bytes and
// returns its size.
func recordSize(data []byte, pos int) (int, error) {
	if pos+recordOverhead > len(data) {
		return 0, ErrTruncated
	}
	if !bytes.Equal(data[pos:pos+4], recordMagic) {
		return 0, ErrSignature
	}
	size := binary.LittleEndian.Uint32(data[pos+4:])
	if size < recordOverhead || int64(size) > int64(len(data)-pos) {
		return 0, fmt.Errorf("%w: %d bytes", ErrSize, size)
	}
	// The copy behind the record is what tells a record from a string that
	// looks like one.
	end := pos + int(size)
	if binary.LittleEndian.Uint32(data[end-4:]) != size {
		return 0, fmt.Errorf("%w: %d bytes and its copy differ", ErrSize, size)
	}
	return int(size), nil
}

func recordID(data []byte, pos int) uint64 { return binary.LittleEndian.Uint64(data[pos+8:]) }

// ID returns the record's identifier, which counts up in one log. It is the
// header's; the field EventRecordID repeats it, and in a log of forwarded events
// holds the number that the event had at its origin.
func (r *Record) ID() uint64 { return recordID(r.chunk.data, r.pos) }

// Offset returns the record's place in the file.
func (r *Record) Offset() int64 { return r.chunk.at + int64(r.pos) }

// Bytes returns the whole record as it stands in the file.
func (r *Record) Bytes() []byte { return r.chunk.data[r.pos : r.pos+r.size] }

// Borrowed tells whether a template of this record was overwritten and another
// of the same identifier, found elsewhere in the chunk, took its place. Only
// records from [Chunk.Slack] and [Carve] can be so: their values are what was
// written, the names of their fields are very likely so.
func (r *Record) Borrowed() bool { return r.borrowed }

// Written returns when the record was written to the log.
func (r *Record) Written() time.Time {
	return fileTime(binary.LittleEndian.Uint64(r.chunk.data[r.pos+16:]))
}

// Time returns when the event happened, the field TimeCreated; where that is
// missing, when it was written.
func (r *Record) Time() time.Time {
	if v, ok := r.system(timeCreated); ok {
		if t, ok := v.Time(); ok {
			return t
		}
	}
	return r.Written()
}

// EventID returns the event's number, 0 where it has none. Numbers mean
// something only together with their provider.
func (r *Record) EventID() uint32 {
	v, _ := r.system(eventID)
	n, _ := v.Uint()
	return uint32(n)
}

// Provider returns the name of what wrote the event.
func (r *Record) Provider() string { return r.text(providerName) }

// Channel returns the log that the event was written to.
func (r *Record) Channel() string { return r.text(channel) }

// Computer returns the name of the machine, as it was then.
func (r *Record) Computer() string { return r.text(computer) }

// text returns a system field as a string. It allocates for texts only that
// were not among the last.
func (r *Record) text(f systemField) string {
	v, ok := r.system(f)
	if !ok {
		return ""
	}
	return r.names[f].of(v)
}
