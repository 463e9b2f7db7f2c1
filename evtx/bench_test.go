package evtx

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// BenchmarkWalk reads five fields of every record, BenchmarkJSON and
// BenchmarkXML render all of it, one thread each. A record's bytes count, not
// space that the log has reserved.
func BenchmarkWalk(b *testing.B) {
	benchmark(b, func(r *Record, dst []byte) ([]byte, error) {
		n := int(r.EventID()) + len(r.Provider()) + len(r.Channel()) + len(r.Computer())
		if v, ok := r.Field("TargetUserName"); ok {
			n += len(v.Bytes())
		}
		if n == 0 {
			b.Error("a record without any field")
		}
		return dst, nil
	})
}

func BenchmarkJSON(b *testing.B) {
	benchmark(b, func(r *Record, dst []byte) ([]byte, error) { return r.AppendJSON(dst, JSONInline) })
}

func BenchmarkXML(b *testing.B) {
	benchmark(b, (*Record).AppendXML)
}

func benchmark(b *testing.B, use func(*Record, []byte) ([]byte, error)) {
	dir := filepath.Join(corpus.Path(b), "velocidex-evtx", "testdata")
	data, err := os.ReadFile(filepath.Join(dir, "Security.evtx"))
	if err != nil {
		b.Skip(err)
	}
	// A log as a server has it: the file's chunks, fifty times.
	data = append(data[:headerSize:headerSize], bytes.Repeat(data[headerSize:], 50)...)
	size := 0
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			b.Fatal(err)
		}
		size = 0
		for r, err := range f.Records() {
			if err != nil {
				b.Fatal(err)
			}
			size += len(r.Bytes())
			if dst, err = use(r, dst[:0]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.SetBytes(int64(size))
}
