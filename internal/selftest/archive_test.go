package selftest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseArchive(t *testing.T) {
	tests := []struct {
		name, data, comment string
		files               []File
	}{
		{"empty", "", "", nil},
		{"comment alone", "a\n-- --\n--x --\n-- x--\n", "a\n-- --\n--x --\n-- x--\n", nil},
		{"files", "c\n-- a/b --\n1\n2\n--  c  --\n", "c\n", []File{{"a/b", []byte("1\n2\n")}, {"c", nil}}},
		{"windows line ends", "-- a --\r\n1\r\n-- b --\r\n", "", []File{{"a", []byte("1\r\n")}, {"b", nil}}},
		{"no end of line", "-- a --\n1", "", []File{{"a", []byte("1")}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			comment, files := parseArchive([]byte(tt.data))
			for i := range files {
				if len(files[i].Data) == 0 {
					files[i].Data = nil
				}
			}
			if diff := cmp.Diff(tt.files, files); comment != tt.comment || diff != "" {
				t.Errorf("comment %q, files %s", comment, diff)
			}
		})
	}
}
