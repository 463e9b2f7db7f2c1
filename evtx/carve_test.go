package evtx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

func carve(t *testing.T, b []byte) []uint64 {
	t.Helper()
	var out []uint64
	for r, err := range Carve(bytes.NewReader(b), int64(len(b))) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.AppendJSON(nil, JSONInline); err != nil || r.Channel() != "Security" {
			t.Errorf("record %d in %q: %v", r.ID(), r.Channel(), err)
		}
		out = append(out, r.ID())
	}
	return out
}

func TestSlack(t *testing.T) {
	log, at := threeChunks()
	// Cleared: one record more was written than the header says is live.
	chunk := log[headerSize:][:chunkSize]
	binary.LittleEndian.PutUint32(chunk[48:], uint32(at[1]))
	binary.LittleEndian.PutUint64(chunk[at[1]+8:], 77)
	var live, slack []uint64
	for c, err := range read(t, log).Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		for r := range c.Records() {
			live = append(live, r.ID())
		}
		for r := range c.Slack() {
			slack = append(slack, r.ID())
		}
	}
	if !slices.Equal(live, append([]uint64{1}, ids(6, 15)...)) || !slices.Equal(slack, []uint64{77, 3, 4, 5}) {
		t.Errorf("live %v, slack %v", live, slack)
	}
	// A name that has been overwritten takes its records along.
	name := bytes.Index(chunk, craft.UTF16("Computer"))
	chunk[name]++
	slack = nil
	for c := range read(t, log).Chunks() {
		for r := range c.Slack() {
			slack = append(slack, r.ID())
		}
	}
	if len(slack) != 0 {
		t.Errorf("slack %v, although a name is not what it was", slack)
	}
}

// TestBorrowed reads a record that was left behind by an earlier use of its
// chunk. Where its template was, there is something else now, but records of
// today brought the same template.
func TestBorrowed(t *testing.T) {
	payload := func(s string) craft.Value {
		return data(2, []craft.Value{craft.String(s)}, named("A", 0, 0x01))
	}
	var before, now craft.Log
	c := before.Chunk()
	c.Record(1, ticks2021, event(1, payload("first")))
	at := c.Record(2, ticks2021, event(2, payload("left behind")))
	left := c.Bytes()[at:]
	n := now.Chunk()
	n.Record(90, ticks2021, event(90, data(3, []craft.Value{craft.String("x")}, named("Another", 0, 0x01))))
	n.Record(91, ticks2021, event(91, payload("today")))
	log := now.Bytes()
	chunk := log[headerSize:][:chunkSize]
	copy(chunk[binary.LittleEndian.Uint32(chunk[48:])+64:], left)

	var got []string
	for c, err := range read(t, log).Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		for r := range c.Slack() {
			v, _ := r.Field("A")
			got = append(got, fmt.Sprint(r.ID(), r.EventID(), v, r.Borrowed()))
		}
	}
	if want := []string{"2 2 left behind true"}; !slices.Equal(got, want) {
		t.Errorf("slack %q, want %q", got, want)
	}
}

func TestCarve(t *testing.T) {
	log, at := threeChunks()
	noise := make([]byte, 3<<20)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	headless := bytes.Clone(log[headerSize:][:chunkSize])
	clear(headless[:recordsStart])
	tests := []struct {
		name string
		blob []byte
		want []uint64
	}{
		{"a log", log, ids(1, 15)},
		{"a log at an odd place", slices.Concat(noise[:12345], log, noise[:777]), ids(1, 15)},
		{"chunks far apart", slices.Concat(noise[:carveBlock-3], log[headerSize:][:chunkSize], noise, log[headerSize+2*chunkSize:]), append(ids(1, 5), ids(11, 15)...)},
		{"no chunk header", slices.Concat(noise[:1000], headless), ids(1, 5)},
		{"begins in a chunk", headless[recordsStart:], ids(1, 5)},
		{"ends in a record", log[:headerSize+at[3]+9], ids(1, 3)},
		{"without the templates", headless[at[1]:], nil},
		{"noise", noise, nil},
		{"signatures only", bytes.Repeat([]byte("**\x00\x00ElfChnk\x00"), 3000), nil},
	}
	for _, test := range tests {
		if got := carve(t, test.blob); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
