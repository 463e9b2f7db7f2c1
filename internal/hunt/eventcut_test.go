package hunt

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// logHeader is the header of a log that says how many chunks it has.
func logHeader(chunks uint16) []byte {
	h := make([]byte, eventHeader)
	copy(h, eventMagic)
	binary.LittleEndian.PutUint64(h[24:], 900)
	binary.LittleEndian.PutUint16(h[42:], chunks)
	binary.LittleEndian.PutUint32(h[124:], crc32.ChecksumIEEE(h[:120]))
	return h
}

// What a log's header names and the file does not hold is lost, and said.
func TestEventLogLacksChunks(t *testing.T) {
	chunk := string(chunkMagic) + strings.Repeat("\x00", eventChunk-len(chunkMagic))
	blank := strings.Repeat("\x00", eventChunk)
	torn := logHeader(3)
	torn[50] ^= 1
	for _, tt := range []struct{ name, data, want string }{
		{"its header alone", string(logHeader(4)), "4 chunks, and 0 are there"},
		{"half a header", string(logHeader(4)[:100]), "no record is left"},
		{"the first word and nothing", string(eventMagic) + strings.Repeat("\x00", 4088), "no record is left"},
		{"a damaged header alone", string(torn), "no record is left"},
		{"wiped", string(logHeader(1)) + blank, "1 chunks, and 0 are there"},
		{"cut behind a chunk", string(logHeader(2)) + chunk, "2 chunks, and 1 are there"},
		{"cut within the first", string(logHeader(2)) + chunk[:9], "2 chunks, and 1 are there"},
		{"whole", string(logHeader(2)) + chunk + chunk, ""},
		{"grown since its header was written", string(logHeader(1)) + chunk + chunk, ""},
		{"with room to grow", string(logHeader(1)) + chunk + blank, ""},
		{"a damaged header and its chunks", string(torn) + chunk, ""},
		{"without a header", chunk, ""},
	} {
		parts := eventParts{src: strings.NewReader(tt.data)}
		var buf []byte
		var err error
		for err == nil {
			buf, err = parts.next(buf)
		}
		if err != io.EOF {
			t.Errorf("%s: %v", tt.name, err)
		}
		var tr athar.Trace
		parts.cut(&tr, int64(len(tt.data)))
		got := ""
		for _, l := range tr.Losses {
			got += l.Reason
		}
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
