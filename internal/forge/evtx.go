package forge

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// EventLog writes an event log of any size. It holds one chunk in memory.
//
// The file's header counts what follows it. Close writes it anew where w can
// seek; where not, the header stays that of a log in use: dirty, and of one
// chunk.
type EventLog struct {
	w         io.Writer
	chunk     *craft.Chunk
	chunks    int
	last      uint64
	most      int // chunks, where the log may not grow
	size      int64
	templates map[string]craft.Element // by shape
	err       error
}

// errFull ends a log of a given size.
var errFull = errors.New("the log is full")

// NewEventLog begins a log.
func NewEventLog(w io.Writer) *EventLog {
	return &EventLog{w: w, chunk: craft.NewChunk(), templates: map[string]craft.Element{}}
}

// EventFile returns a whole log of a few events.
func EventFile(events ...Event) ([]byte, error) {
	var b bytes.Buffer
	l := NewEventLog(&b)
	for _, e := range events {
		if err := l.Write(e); err != nil {
			return nil, err
		}
	}
	if err := l.Close(); err != nil {
		return nil, err
	}
	// A buffer cannot seek.
	out := b.Bytes()
	copy(out, l.header().Bytes())
	return out, nil
}

// Write adds an event. An error of the output stays: Close returns it too.
func (l *EventLog) Write(e Event) error {
	if l.err != nil {
		return l.err
	}
	if e.Number == 0 {
		e.Number = l.last + 1
	}
	values, err := payloadValues(&e)
	if err != nil {
		return err
	}
	payload := craft.Null()
	if len(e.Data) > 0 {
		shape := e.shape(values)
		inner, ok := l.templates[shape]
		if !ok {
			inner = payloadTemplate(&e, values)
			l.templates[shape] = inner
		}
		payload = craft.Nested(craft.Instance{GUID: templateNumber(shape), Template: inner, Values: values})
	}
	shape := "System\x00" + e.Computer
	outer, ok := l.templates[shape]
	if !ok {
		outer = systemTemplate(&e)
		l.templates[shape] = outer
	}
	if values, err = systemValues(&e, payload); err != nil {
		return fmt.Errorf("event %d of %s: %w", e.ID, e.Provider, err)
	}
	return l.add(e.Number, fileTime(e.Time), craft.Instance{GUID: templateNumber(shape), Template: outer, Values: values})
}

// Broken adds a record whose content is none: its place and its size are right,
// and no value of it can be read.
func (l *EventLog) Broken() error {
	if l.err != nil {
		return l.err
	}
	return l.add(l.last+1, fileTime(loadStart), craft.Raw(bytes.Repeat([]byte{0x99}, 40)))
}

func (l *EventLog) add(number, ticks uint64, body craft.Node) error {
	if !l.chunk.Fit(number, ticks, body) {
		if l.chunk.Empty() {
			return fmt.Errorf("event %d is larger than the 64 KiB of a chunk: shorten its data", number)
		}
		if l.chunks+1 == l.most {
			return errFull
		}
		if err := l.flush(); err != nil {
			return err
		}
		return l.add(number, ticks, body)
	}
	l.last = number
	return nil
}

func (l *EventLog) flush() error {
	if l.size == 0 {
		l.put(craft.Header{Chunks: 1, NextRecord: 1, Dirty: true}.Bytes())
	}
	if !l.chunk.Empty() {
		l.put(l.chunk.Bytes())
		l.chunks++
		l.chunk = craft.NewChunk()
	}
	return l.err
}

func (l *EventLog) put(b []byte) {
	if l.err != nil {
		return
	}
	n, err := l.w.Write(b)
	l.size, l.err = l.size+int64(n), err
}

func (l *EventLog) header() craft.Header {
	return craft.Header{Chunks: l.chunks, NextRecord: l.last + 1}
}

// Close writes what is left, and the header's counts where the output can seek.
// It does not close the output.
func (l *EventLog) Close() error {
	if err := l.flush(); err != nil {
		return err
	}
	if s, ok := l.w.(io.WriteSeeker); ok {
		if _, err := s.Seek(-l.size, io.SeekCurrent); err != nil {
			return nil // a pipe
		}
		_, err := s.Write(l.header().Bytes())
		_, back := s.Seek(0, io.SeekEnd)
		return errors.Join(err, back)
	}
	return nil
}
