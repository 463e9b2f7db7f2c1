package selftest

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// Whatever an archive holds, it is refused or it gives samples whose files can
// be packed: each has a valid place, and no place is taken twice.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(archiveOf(good)))
	f.Add([]byte("unsampled a: b\n-- a/match/b/c --\nx\n-- a/match/b/d --\ny\n"))
	f.Add([]byte("-- nothing/../x --\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := Load(fstest.MapFS{"c/" + FileName: {Data: data}}, []string{"c"})
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, s := range set.Samples {
			for _, file := range s.Files {
				place := s.Path() + "/" + file.Name
				if !fs.ValidPath(file.Name) || seen[place] {
					t.Errorf("%q: %q", place, data)
				}
				seen[place] = true
			}
			if (s.Rule == "") != (s.Expect == Nothing) || len(s.Files) == 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}
