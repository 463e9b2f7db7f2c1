package windows

import (
	"bytes"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/google/go-cmp/cmp"
)

func pages(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".aspx") }

func TestMFT(t *testing.T) {
	born, claims := athar.Date(2021, 3, 3), athar.Date(2016, 7, 16)
	long := strings.Repeat("x", 540) // over a sector's end
	table := forge.Table([]forge.TableFile{
		{Path: "Exchange/FrontEnd/x.aspx", Born: born, Claims: claims, Data: []byte(long)},
		{Path: "Exchange/notes.txt", Born: born, Claims: born},
		{Path: "inetpub/y.ASPX", Born: born, Claims: born, Gone: true, Data: []byte("y")},
	})
	if !IsMFT(table) {
		t.Fatal("not recognised")
	}
	got, records, damaged, err := MFT(bytes.NewReader(table), pages)
	if err != nil || records != 30 || damaged != 0 {
		t.Fatalf("%d records, %d damaged, %v", records, damaged, err)
	}
	want := []Entry{
		{Path: `\Exchange\FrontEnd\x.aspx`, Name: "x.aspx", Born: born, Changed: born, Claims: claims, Size: 540, Resident: []byte(long), Number: 26},
		{Path: `\inetpub\y.ASPX`, Name: "y.ASPX", Gone: true, Born: born, Changed: born, Claims: born, Size: 1, Resident: []byte("y"), Number: 29},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !got[0].Backdated() || got[1].Backdated() {
		t.Error("times are compared wrongly")
	}

	// A torn record costs itself; a folder that was given to another is not named.
	torn := bytes.Clone(table)
	torn[26*1024+511] ^= 1
	torn[28*1024+16]++ // inetpub's sequence
	got, _, damaged, err = MFT(bytes.NewReader(torn[:len(torn)-500]), pages)
	if err != nil || damaged != 2 || len(got) != 0 {
		t.Errorf("%v, %d damaged, %v", got, damaged, err)
	}
	got, _, _, _ = MFT(bytes.NewReader(torn), pages)
	if len(got) != 1 || got[0].Path != `\?\y.ASPX` {
		t.Errorf("%+v", got)
	}
	if _, _, _, err := MFT(strings.NewReader("FILE0"), pages); err == nil {
		t.Error("five bytes pass for a table")
	}
}

func FuzzMFT(f *testing.F) {
	f.Add(forge.Table([]forge.TableFile{{Path: "a/x.aspx", Data: []byte("x")}, {Path: "b.aspx", Gone: true}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, records, _, _ := MFT(bytes.NewReader(data), func(string) bool { return true })
		if int64(len(files)) > records || records > int64(len(data)) {
			t.Fatalf("%d files of %d records of %d bytes", len(files), records, len(data))
		}
	})
}
