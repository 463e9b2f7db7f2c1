package forge

import (
	"bytes"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

const smallIIS = "#Software: X\r\n#Fields: date time a b\r\n2021-03-01 00:00:00 1 2\r\n2021-03-01 00:00:01 3 4\r\n2021-03-01 00:00:02 5 6\r\n"

const smallCSV = "\ufeffA,B,C\r\n#Fields: A,B,C\r\nA,B,C\r\n1,\"x,\"\"y\"\"\",3\r\n4,é,6\r\n7,8,\"9,9\"\r\n"

func TestDamages(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage Damage
		in     string
		want   string
	}{
		{"mark", AddMark, "a", "\ufeffa"},
		{"no mark", NoMark, smallCSV, smallCSV[3:]},
		{"utf-16le", UTF16LE, "\ufeffaé😀", "\xff\xfea\x00\xe9\x00\x3d\xd8\x00\xde"},
		{"utf-16be", UTF16BE, "aé", "\xfe\xff\x00a\x00\xe9"},
		{"lf", LF, "a\r\nb\r\n", "a\nb\n"},
		{"cut", CutLastRow, "a,b\r\ncccc\r\n", "a,b\r\ncc"},
		{"zeros", Zeros(2), "abcdef", "abc\x00\x00f"},
		{"zeros beyond", Zeros(9), "ab", "a" + strings.Repeat("\x00", 9)},
		{"long line", LongLine(3), "aaaa\r\nbb\r\n", "aaaa\r\nAAA\r\nbb\r\n"},
		{"repeated", RepeatFields, smallIIS, "#Software: X\r\n#Fields: date time a b\r\n2021-03-01 00:00:00 1 2\r\n#Software: X\r\n#Fields: date time a b\r\n" + smallIIS[63:]},
		{"missing", NoFields, smallIIS, "#Software: X\r\n" + smallIIS[38:]},
		{"broken", BreakFields, "#Fields: aa,bb\r\n1,2\r\n", "#Fields: aa,bb,bb\r\n1,2\r\n"},
		{"changing", ChangeFields, smallIIS, "#Software: X\r\n#Fields: date time a b\r\n2021-03-01 00:00:00 1 2\r\n#Fields: date time a\r\n2021-03-01 00:00:01 3\r\n2021-03-01 00:00:02 5\r\n"},
		{
			"changing csv", ChangeFields, smallCSV,
			smallCSV[:strings.Index(smallCSV, "4,")] + "#Fields: A,B\r\n4,é\r\n7,8\r\n",
		},
		{
			"selected", SelectColumns("c", "A", "none"), smallCSV,
			"#TYPE Selected.System.Management.Automation.PSCustomObject\r\n\"c\",\"A\",\"none\"\r\n\"3\",\"1\",\"\"\r\n\"6\",\"4\",\"\"\r\n\"9,9\",\"7\",\"\"\r\n",
		},
	} {
		in := []byte(c.in)
		if got := string(c.damage(in)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if string(in) != c.in {
			t.Errorf("%s changed its input", c.name)
		}
	}
}

func TestDamagedSinkTakesOnlyWhatItNames(t *testing.T) {
	files := Memory{}
	sink := Damaged(files, "/HTTPPROXY/ecp/", LF, CutLastRow)
	c := NewCase(2)
	newHost(t, c, Server{}).Healthy(Traffic{From: monday, Until: monday + athar.Hour, Probe: athar.Hour})
	if err := c.Write(sink); err != nil {
		t.Fatal(err)
	}
	for path, f := range files {
		if damaged := !bytes.Contains(f.Data, []byte("\r\n")); damaged != strings.Contains(path, "/HttpProxy/Ecp/") {
			t.Errorf("%s: damaged %v", path, damaged)
		}
	}
}

// Damages take any bytes: they are also put on top of each other.
func FuzzDamage(f *testing.F) {
	f.Add([]byte(smallIIS), 3)
	f.Add([]byte(smallCSV), 0)
	f.Add([]byte("#Fields: "), 1)
	f.Add([]byte{}, 0)
	f.Add([]byte("\r\n#Fields: a b\r\n\"\r\n"), 200)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		n &= 0xff
		whole := bytes.Clone(data)
		for _, d := range []Damage{
			AddMark, NoMark, UTF16LE, UTF16BE, LF, CutLastRow, Zeros(n), LongLine(n), RepeatFields, NoFields, BreakFields, ChangeFields,
			SelectColumns("a", "A"),
		} {
			first := d(data)
			if !bytes.Equal(data, whole) {
				t.Fatal("a damage changed its input")
			}
			if !bytes.Equal(first, d(data)) {
				t.Fatal("a damage is not a function of its input")
			}
			if limit := 4*len(data) + 2*n + 256; len(first) > limit {
				t.Fatalf("%d bytes became %d", len(data), len(first))
			}
		}
	})
}
