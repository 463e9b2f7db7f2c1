package weblog

import (
	"bytes"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

func TestRepair(t *testing.T) {
	tests := map[string]struct {
		in   string
		want string // the tokens joined by |, empty where it cannot be done
		n    int
	}{
		"doubled":      {"a b  c d", "a|b|c|d", 4},
		"twice":        {"a  b  c ", "a|b|c", 3},
		"fits":         {"a b c", "", 3},
		"missing":      {"a b", "", 3},
		"one too many": {"a  b  c", "", 4},
		"agent":        {"a Mozilla/5.0 (X; Y) Z/1 b", "", 4},
		"brackets":     {"a M/5.0+(X; (Y) Z)+like b", "a|M/5.0+(X; (Y) Z)+like|b", 3},
		"both":         {"a  M(X Y) b", "a|M(X Y)|b", 3},
		"open":         {"a ( b c", "", 3},
		"no header":    {"a b", "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := Repair(bytes.Split([]byte(tt.in), []byte{' '}), tt.n)
			joined := string(bytes.Join(got, []byte{'|'}))
			if !ok {
				joined = ""
			}
			if diff := cmp.Diff(tt.want, joined); diff != "" || ok != (tt.want != "") {
				t.Error(ok, diff)
			}
		})
	}
}

func TestCorpusRepair(t *testing.T) {
	want, repaired := 0, 0
	for line := range strings.Lines(string(corpus.File(t, "plaso/test_data/iis/iis10_edge_cases.log"))) {
		line = strings.TrimRight(line, "\r\n")
		if fields, ok := strings.CutPrefix(line, "#Fields: "); ok {
			want = len(strings.Fields(fields))
		}
		if line == "" || line[0] == '#' {
			continue
		}
		tokens := bytes.Split([]byte(line), []byte{' '})
		if len(tokens) == want {
			continue
		}
		got, ok := Repair(tokens, want)
		if !ok || !strings.Contains(string(got[7]), "ranuser1") {
			t.Errorf("%v: %q", ok, got)
		}
		repaired++
	}
	if repaired != 6 {
		t.Errorf("%d rows repaired", repaired)
	}
}

func FuzzRepair(f *testing.F) {
	f.Add([]byte("a b  M(X Y) c"), 4)
	f.Fuzz(func(t *testing.T, line []byte, want int) {
		got, ok := Repair(bytes.Split(line, []byte{' '}), want)
		if !ok {
			return
		}
		if len(got) != want {
			t.Errorf("%d tokens, want %d", len(got), want)
		}
		squeeze := func(b []byte) string { return strings.ReplaceAll(string(b), " ", "") }
		if squeeze(bytes.Join(got, nil)) != squeeze(line) {
			t.Errorf("%q became %q", line, got)
		}
	})
}
