package evidence

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestOnlySomePlaces(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"inetpub/logs/a.log", "Inetpub-old/b.log", "Windows/System32/winevt/Logs/c.log", "Windows/System32/d.log", "Windows/Temp/e.log", "f.log"} {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		only []string
		want []string
	}{
		{nil, []string{"Inetpub-old/b.log", "Windows/System32/d.log", "Windows/System32/winevt/Logs/c.log", "Windows/Temp/e.log", "f.log", "inetpub/logs/a.log"}},
		{[]string{"INETPUB", "windows/system32/winevt/"}, []string{"Windows/System32/winevt/Logs/c.log", "inetpub/logs/a.log"}},
		{[]string{"nowhere"}, nil},
	} {
		set, err := Open([]string{root}, Limits{Only: tt.only})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		err = set.Walk(t.Context(), func(it *Item) error {
			got = append(got, it.Path)
			return nil
		})
		if err != nil && tt.want != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.only, got, tt.want)
		}
		set.Close()
	}
}
