package hunt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
)

// Sizes in an event log, in bytes.
const (
	eventChunk  = 64 << 10
	eventHeader = 4 << 10
	// eventPart is how much of a log one worker reads at a time. Chunks are read
	// each on its own; what they share, their templates, is soon made again.
	eventPart = 16 * eventChunk
)

// eventPartial is a part of an event log: whole chunks behind a header, so that
// it is an event log itself.
type eventPartial struct {
	data   []byte
	log    *evtx.File // read part after part
	events *eventReader
	losses []athar.Loss
	done   chan struct{}
}

// eventLog reads a Windows event log from its stream, in parts that are read side
// by side and put together in their order.
func (r *reading) eventLog() {
	var (
		workers = r.h.opt.Threads
		queue   []*eventPartial
		spare   []*eventPartial
	)
	settle := func(p *eventPartial) {
		<-p.done
		p.events.into(r)
		for _, l := range p.losses {
			lose(r.t, l.Reason, l.Records, l.Bytes)
		}
		p.losses = p.losses[:0]
		spare = append(spare, p)
		r.h.report(r.t.Path)
	}
	parts := eventParts{src: r.in}
	for r.ctx.Err() == nil {
		if len(queue) >= workers {
			settle(queue[0])
			queue = slices.Delete(queue, 0, 1)
		}
		var p *eventPartial
		if n := len(spare); n > 0 {
			p, spare = spare[n-1], spare[:n-1]
		} else {
			p = &eventPartial{events: newEventReader(r.h)}
		}
		p.done = make(chan struct{})
		var err error
		p.data, err = parts.next(p.data)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				r.h.failed(r.t.Path, err)
			}
			break
		}
		queue = append(queue, p)
		if workers == 1 {
			p.events.before = r.seen.bursts
			p.read()
			continue
		}
		go func() {
			r.h.slots <- struct{}{}
			p.read()
			<-r.h.slots
		}()
	}
	for _, p := range queue {
		settle(p)
	}
	r.nameChannel()
	parts.cut(r.t, r.in.n)
}

// read asks about all events of the part.
func (p *eventPartial) read() {
	defer close(p.done)
	if p.log == nil {
		p.log = &evtx.File{}
	}
	if err := p.log.Again(bytes.NewReader(p.data), int64(len(p.data))); err != nil {
		p.lose(int64(len(p.data)), 0, err)
		return
	}
	keys := p.events.h.keywords.in(p.data)
	var (
		record *evtx.Record
		xml    []byte
	)
	raw := func() []byte {
		var err error
		if xml, err = record.AppendXML(xml[:0]); err != nil {
			xml = append(xml[:0], p.events.event.Text()...)
		}
		return xml
	}
	for r, err := range p.log.Records() {
		if err != nil {
			var damage *evtx.Damage
			if errors.As(err, &damage) {
				records := int64(1)
				if errors.Is(err, evtx.ErrGap) {
					records = 0
				}
				p.lose(damage.Size, records, damage.Err)
			}
			continue
		}
		record = r
		p.events.event.FromLog(r)
		p.events.keyless = !keys.at(int(r.Offset()), len(r.Bytes()))
		p.events.take(p.events.kind(p.events.event.Channel), 0, raw)
	}
}

// lossOf names a loss by its kind: what else the reader says of it differs from
// place to place.
func lossOf(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return fmt.Sprintf("parts of the event log that could not be read: %v", err)
}

func (p *eventPartial) lose(bytes, records int64, err error) {
	reason := lossOf(err)
	for i := range p.losses {
		if l := &p.losses[i]; l.Reason == reason {
			l.Records += records
			l.Bytes += bytes
			return
		}
	}
	p.losses = append(p.losses, athar.Loss{Reason: reason, Records: records, Bytes: bytes})
}

// nameChannel calls the file after the channel that most of its events are of,
// and leaves the names of others where they differ.
func (r *reading) nameChannel() {
	count := map[athar.Kind]int64{}
	for _, s := range r.spans.all {
		count[s.Kind] += s.Count
	}
	var most int64
	for kind, n := range count {
		if n > most || n == most && kind < r.t.Kind {
			r.t.Kind, most = kind, n
		}
	}
	r.spans.home(r.t.Kind)
	for i := range r.seen.whole {
		if s := &r.seen.whole[i]; s.Kind == r.t.Kind {
			s.Kind = ""
		}
	}
}

// eventParts cuts the stream of an event log into parts that end with a chunk.
type eventParts struct {
	src  io.Reader
	rest []byte // behind the last chunk of the part before
	some bool   // the header is read
	err  error

	header []byte // its beginning, as found
	chunks int    // that were there
}

var (
	eventMagic = []byte("ElfFile\x00")
	chunkMagic = []byte("ElfChnk\x00")
)

// next returns the next part in buf, which may be used again. A part begins with
// a header, its own or a made-up one.
func (s *eventParts) next(buf []byte) ([]byte, error) {
	if cap(buf) < eventHeader+eventPart+eventChunk {
		buf = make([]byte, 0, eventHeader+eventPart+eventChunk)
	}
	buf = append(buf[:0], make([]byte, eventHeader)...)
	copy(buf, eventMagic)
	if s.err != nil && len(s.rest) == 0 {
		return buf, s.err
	}
	if !s.some {
		s.some = true
		// What the file says of itself is not relied on. A log that lost its
		// header begins with a chunk.
		n := s.fill(buf[:eventHeader])
		s.header = bytes.Clone(buf[:min(n, eventSaid)])
		if n < eventHeader || bytes.HasPrefix(buf, chunkMagic) {
			s.rest = bytes.Clone(buf[:n])
		}
		clear(buf)
		copy(buf, eventMagic)
	}
	buf = append(buf, s.rest...)
	from := len(buf)
	s.rest = s.rest[:0]
	buf = buf[:eventHeader+eventPart]
	n := 0
	if from < len(buf) {
		n = s.fill(buf[from:])
	}
	buf = buf[:from+n]
	if len(buf) == eventHeader {
		return buf, s.err
	}
	if s.err == nil {
		end := wholeChunks(buf)
		s.rest = append(s.rest, buf[end:]...)
		buf = buf[:end]
	}
	for at := eventHeader; at < len(buf); at += eventChunk {
		if bytes.HasPrefix(buf[at:], chunkMagic) {
			s.chunks++
		}
	}
	return buf, nil
}

// fill reads until p is full or the stream ends.
func (s *eventParts) fill(p []byte) int {
	n := 0
	for n < len(p) && s.err == nil {
		var k int
		k, s.err = s.src.Read(p[n:])
		n += k
	}
	return n
}

// wholeChunks returns where the last chunk ends that is whole. Where there is
// none for long, as in bytes that are no log, everything but a chunk's length
// is taken.
func wholeChunks(data []byte) int {
	at := eventHeader
	for at+eventChunk <= len(data) {
		if !bytes.HasPrefix(data[at:], chunkMagic) {
			k := bytes.Index(data[at:], chunkMagic)
			if k < 0 {
				return max(at, len(data)-eventChunk)
			}
			at += k
			continue
		}
		at += eventChunk
	}
	if at < len(data) && len(data)-at < eventChunk {
		return at
	}
	return min(at, len(data))
}
