package evtx

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// dumped writes all that a walk of a file gives.
func dumped(t *testing.T, f *File) []byte {
	t.Helper()
	var out []byte
	for r, err := range f.Records() {
		if err != nil {
			out = append(out, err.Error()...)
			continue
		}
		if out, err = r.AppendJSON(out, JSONSeparate); err != nil {
			t.Error(err)
		}
		for i, name := range r.Shape().Fields() {
			v, _ := r.At(i)
			out = append(append(append(out, name...), '='), v.String()...)
		}
	}
	return out
}

// What was learned of one log changes nothing of the next.
func TestAgain(t *testing.T) {
	log, _ := threeChunks()
	f := &File{}
	for range 3 {
		if err := f.Again(bytes.NewReader(log), int64(len(log))); err != nil {
			t.Fatal(err)
		}
		if got, want := dumped(t, f), dumped(t, read(t, log)); !bytes.Equal(got, want) {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		for range f.Records() {
			break // what a loop leaves early is good for the next
		}
		if err := f.Again(bytes.NewReader(nil), 0); !errors.Is(err, ErrNotEVTX) {
			t.Errorf("nothing is a log: %v", err)
		}
	}
}

func TestCorpusAgain(t *testing.T) {
	f := &File{}
	for _, dir := range []string{"evtx-attack-samples", "omerbenamram-evtx"} {
		for _, path := range logs(t, filepath.Join(corpus.Path(t), dir)) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			data = data[:min(len(data), 1<<20)]
			if err := f.Again(bytes.NewReader(data), int64(len(data))); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(dumped(t, f), dumped(t, read(t, data))) {
				t.Errorf("%s reads otherwise behind other logs", path)
			}
		}
	}
}
