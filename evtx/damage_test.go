package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// threeChunks makes a log of 3 × 5 records, and returns it with the offsets of
// the records in their chunk.
func threeChunks() (log []byte, at []int) {
	var l craft.Log
	for c := range uint64(3) {
		chunk := l.Chunk()
		for r := range uint64(5) {
			n := chunk.Record(c*5+r+1, ticks2021, event(uint16(r), data(2, []craft.Value{craft.String("x")}, named("A", 0, 0x01))))
			if c == 0 {
				at = append(at, n)
			}
		}
	}
	return l.Bytes(), at
}

func ids(from, to uint64) []uint64 {
	var out []uint64
	for ; from <= to; from++ {
		out = append(out, from)
	}
	return out
}

func TestDamage(t *testing.T) {
	le := binary.LittleEndian
	whole, at := threeChunks()
	chunk := func(b []byte, n int) []byte { return b[headerSize+n*chunkSize:][:chunkSize] }
	without := func(lost ...uint64) []uint64 {
		return slices.DeleteFunc(ids(1, 15), func(id uint64) bool { return slices.Contains(lost, id) })
	}
	tests := []struct {
		name   string
		harm   func(b []byte) []byte
		want   []uint64
		reason []error
		record []uint64
	}{
		{"nothing", func(b []byte) []byte { return b }, ids(1, 15), nil, nil},
		{"header's counts and checksum", func(b []byte) []byte { clear(b[8:128]); return b }, ids(1, 15), nil, nil},
		{"no header", func(b []byte) []byte { return b[headerSize:] }, ids(1, 15), nil, nil},
		{"header's signature", func(b []byte) []byte { clear(b[:headerSize]); return b }, ids(1, 15), nil, nil},
		{"chunks in another order", func(b []byte) []byte {
			return slices.Concat(b[:headerSize], chunk(b, 2), chunk(b, 0), chunk(b, 1))
		}, slices.Concat(ids(11, 15), ids(1, 10)), nil, nil},
		{"garbage between chunks", func(b []byte) []byte {
			return slices.Concat(b[:headerSize], chunk(b, 0), bytes.Repeat([]byte("junk"), 33333), chunk(b, 1), chunk(b, 2))
		}, ids(1, 15), []error{ErrGap}, []uint64{0}},
		{"reserved space between chunks", func(b []byte) []byte {
			return slices.Concat(b[:headerSize], chunk(b, 0), make([]byte, 3*chunkSize), chunk(b, 1), chunk(b, 2), make([]byte, chunkSize))
		}, ids(1, 15), nil, nil},
		{"chunk header wiped", func(b []byte) []byte { clear(chunk(b, 1)[:recordsStart]); return b }, ids(1, 15), nil, nil},
		{"chunk header not yet written", func(b []byte) []byte { le.PutUint32(chunk(b, 1)[48:], uint32(at[2])); return b }, ids(1, 15), nil, nil},
		{"free space beyond the chunk", func(b []byte) []byte { le.PutUint32(chunk(b, 1)[48:], 1<<31); return b }, ids(1, 15), nil, nil},
		{"free space at the chunk's end", func(b []byte) []byte { le.PutUint32(chunk(b, 1)[48:], chunkSize); return b }, ids(1, 15), nil, nil},
		{"record's signature", func(b []byte) []byte { chunk(b, 0)[at[2]] = 0; return b }, without(3), []error{ErrSignature}, []uint64{0}},
		{"record's size", func(b []byte) []byte { le.PutUint32(chunk(b, 0)[at[2]+4:], 1<<30); return b }, without(3), []error{ErrSize}, []uint64{3}},
		{"record's size zero", func(b []byte) []byte { le.PutUint32(chunk(b, 0)[at[2]+4:], 0); return b }, without(3), []error{ErrSize}, []uint64{3}},
		{"copy of the size", func(b []byte) []byte { chunk(b, 0)[at[3]-4]++; return b }, without(3), []error{ErrSize}, []uint64{3}},
		{"token", func(b []byte) []byte { chunk(b, 0)[at[2]+28] = 0x33; return b }, without(3), []error{ErrMalformed}, []uint64{3}},
		{"template's offset", func(b []byte) []byte { le.PutUint32(chunk(b, 0)[at[2]+34:], 0xfffffff0); return b }, without(3), []error{ErrTruncated}, []uint64{3}},
		{"template's identifier", func(b []byte) []byte { chunk(b, 0)[at[2]+30]++; return b }, without(3), []error{ErrStale}, []uint64{3}},
		{"count of values", func(b []byte) []byte { le.PutUint32(chunk(b, 0)[at[2]+38:], 1<<31); return b }, without(3), []error{ErrTruncated}, []uint64{3}},
		{"file cut in a record", func(b []byte) []byte { return b[:headerSize+2*chunkSize+at[2]+8] }, ids(1, 12), []error{ErrTruncated}, []uint64{0}},
		{"file cut in a chunk's header", func(b []byte) []byte { return b[:headerSize+2*chunkSize+100] }, ids(1, 10), nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := walk(t, read(t, test.harm(bytes.Clone(whole))))
			if !slices.Equal(o.ids, test.want) {
				t.Errorf("records %v, want %v", o.ids, test.want)
			}
			if len(o.damage) != len(test.reason) {
				t.Fatalf("damage %v, want %v", o.damage, test.reason)
			}
			for i, d := range o.damage {
				if !errors.Is(d, test.reason[i]) || d.Record != test.record[i] || d.Size <= 0 {
					t.Errorf("damage %v, want %v at record %d", d, test.reason[i], test.record[i])
				}
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("ElfFile"), bytes.Repeat([]byte("x"), 70000)} {
		if _, err := Open(bytes.NewReader(b), int64(len(b))); !errors.Is(err, ErrNotEVTX) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

// brokenDisk fails in one place.
type brokenDisk struct {
	io.ReaderAt
	from, to int64
}

var errDisk = errors.New("bad sector")

func (d brokenDisk) ReadAt(b []byte, at int64) (int, error) {
	if at < d.to && at+int64(len(b)) > d.from {
		return 0, errDisk
	}
	return d.ReaderAt.ReadAt(b, at)
}

func TestReadError(t *testing.T) {
	log, _ := threeChunks()
	for name, test := range map[string]struct{ from, to int64 }{
		"in a chunk's header":  {headerSize + chunkSize, headerSize + chunkSize + 1},
		"in a chunk's records": {headerSize + chunkSize + 600, headerSize + chunkSize + 4000},
	} {
		f, err := Open(brokenDisk{bytes.NewReader(log), test.from, test.to}, int64(len(log)))
		if err != nil {
			t.Fatal(err)
		}
		o := walk(t, f)
		if !slices.Equal(o.ids, append(ids(1, 5), ids(11, 15)...)) || len(o.damage) != 1 || !errors.Is(o.damage[0], errDisk) {
			t.Errorf("%s: records %v, damage %v", name, o.ids, o.damage)
		}
	}
}

func TestChecksums(t *testing.T) {
	log, at := threeChunks()
	f := read(t, log)
	if h := f.Header(); !h.ChecksumOK || h.Chunks != 3 || h.NextRecord != 16 || h.Major != 3 || h.Dirty {
		t.Errorf("header %+v", h)
	}
	log[headerSize+at[4]+20]++ // a time, in chunk 0
	log[headerSize+chunkSize+24]++
	var got []ChunkHeader
	for c, err := range f.Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c.Header())
	}
	if got[0].RecordsOK || !got[0].HeaderOK || got[1].HeaderOK || !got[1].RecordsOK || !got[2].HeaderOK || !got[2].RecordsOK {
		t.Errorf("headers %+v", got)
	}
}

func TestEachChunk(t *testing.T) {
	log, _ := threeChunks()
	log = slices.Concat(log[:headerSize], bytes.Repeat(log[headerSize:], 10), []byte("ElfChnk?"))
	f := read(t, log)
	var mu sync.Mutex
	offsets, records, damage := map[int64]bool{}, 0, 0
	err := f.EachChunk(4, func(worker int, c *Chunk, err error) error {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			damage++
			return nil
		}
		offsets[c.Offset()] = true
		for range c.Records() {
			records++
		}
		return nil
	})
	if err != nil || len(offsets) != 30 || records != 150 || damage != 1 {
		t.Errorf("%d chunks, %d records, %d damage, %v", len(offsets), records, damage, err)
	}
	stop := errors.New("enough")
	if err := f.EachChunk(2, func(int, *Chunk, error) error { return stop }); err != stop {
		t.Errorf("stopped with %v", err)
	}
}
