package textlog

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// numbered is a line as it comes out of blocks.
type numbered struct {
	Line int64
	Text string
}

// readAll reads a source to its end, line by line.
func readAll(t testing.TB, r *Reader) ([]numbered, error) {
	t.Helper()
	var out []numbered
	for {
		b, err := r.Next()
		if err != nil {
			return out, err
		}
		if len(b.Data) == 0 || len(b.Data) > BlockSize || bytes.IndexByte(b.Data, 0) >= 0 {
			t.Fatalf("a block of %d bytes, NULs: %v", len(b.Data), bytes.IndexByte(b.Data, 0) >= 0)
		}
		number := b.Line
		for line := range strings.Lines(string(b.Data)) {
			out = append(out, numbered{number, strings.TrimRight(line, "\r\n")})
			number++
		}
	}
}

func wide(s string, big, marked bool) string {
	units := utf16.Encode([]rune(s))
	if marked {
		units = append([]uint16{0xFEFF}, units...)
	}
	var b []byte
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestReader(t *testing.T) {
	long := strings.Repeat("x", BlockSize)
	plain := []numbered{{1, "one"}, {2, "two"}, {3, "three, and more of it"}}
	text := "one\r\ntwo\nthree, and more of it"
	nul := strings.Repeat("\x00", 9)
	tests := map[string]struct {
		in               string
		want             []numbered
		lines, cut, nuls int64
	}{
		"empty":               {},
		"mark alone":          {in: "\xEF\xBB\xBF"},
		"plain":               {in: text, want: plain},
		"mark":                {in: "\xEF\xBB\xBF" + text, want: plain},
		"UTF-16":              {in: wide(text, false, true), want: plain},
		"UTF-16 big":          {in: wide(text, true, true), want: plain},
		"UTF-16 unmarked":     {in: wide(text, false, false), want: plain},
		"UTF-16 big unmarked": {in: wide(text, true, false), want: plain},
		"UTF-16 cut":          {in: wide("أثر", false, true) + "x", want: []numbered{{1, "أثر\uFFFD"}}},
		"UTF-16 broken pair":  {in: "\xFF\xFE\x3D\xD8\x0A\x00b\x00", want: []numbered{{1, "\uFFFD"}, {2, "b"}}},
		"UTF-16 pair":         {in: wide("a😀\nb", true, true), want: []numbered{{1, "a😀"}, {2, "b"}}},
		"carriage returns":    {in: "one\rtwo\r\nthree", want: []numbered{{1, "one\rtwo"}, {2, "three"}}},
		"empty lines":         {in: "\n\na\n", want: []numbered{{1, ""}, {2, ""}, {3, "a"}}},
		"only NULs":           {in: nul, nuls: 9},
		"line of NULs":        {in: "a\n" + nul + "\nb", want: []numbered{{1, "a"}, {2, ""}, {3, "b"}}, nuls: 9},
		"stray NULs":          {in: "a\x00b\x00\x00c\nd", want: []numbered{{1, "abc"}, {2, "d"}}, nuls: 3},
		"hole inside a row":   {in: "cut ro" + nul + "next\nlast", want: []numbered{{1, "cut ro"}, {1, "next"}, {2, "last"}}, nuls: 9},
		"hole after a row":    {in: "a\n" + nul + "b\nc", want: []numbered{{1, "a"}, {2, "b"}, {3, "c"}}, nuls: 9},
		"tail of NULs":        {in: "a\nb" + strings.Repeat("\x00", BlockSize), want: []numbered{{1, "a"}, {2, "b"}}, nuls: BlockSize},
		"hole wider than a block": {
			in: "a\nb" + strings.Repeat("\x00", 2*BlockSize+5) + "c\nd", want: []numbered{{1, "a"}, {2, "b"}, {2, "c"}, {3, "d"}}, nuls: 2*BlockSize + 5,
		},
		"hole inside a long line": {
			in: long + "yy" + nul + "b\nc", want: []numbered{{1, long}, {1, "b"}, {2, "c"}}, lines: 1, cut: 2, nuls: 9,
		},
		"line as long as block": {in: long + "\nb", want: []numbered{{1, long}, {2, "b"}}},
		"line one byte longer":  {in: long + "y\nb", want: []numbered{{1, long}, {2, "b"}}, lines: 1, cut: 1},
		"long without end":      {in: "a\n" + long + long + "yy", want: []numbered{{1, "a"}, {2, long}}, lines: 1, cut: BlockSize + 2},
		"rest of a long line ends with the block": {
			in: long + long[1:] + "\nb\nc", want: []numbered{{1, long}, {2, "b"}, {3, "c"}}, lines: 1, cut: BlockSize - 1,
		},
		"no line end after the rest of a long line": {
			in: long + long[9:] + "\nab" + long[9:] + "\nc", lines: 1, cut: BlockSize - 9,
			want: []numbered{{1, long}, {2, "ab" + long[9:]}, {3, "c"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := NewReader(strings.NewReader(tt.in))
			got, err := readAll(t, r)
			if !errors.Is(err, io.EOF) {
				t.Errorf("ended with %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%.2000s", diff)
			}
			if r.LongLines != tt.lines || r.LongBytes != tt.cut || r.NULBytes != tt.nuls {
				t.Errorf("%d long lines, %d bytes of them, %d NULs; want %d, %d, %d",
					r.LongLines, r.LongBytes, r.NULBytes, tt.lines, tt.cut, tt.nuls)
			}
			small, _ := readAll(t, NewReader(iotest.HalfReader(iotest.DataErrReader(strings.NewReader(tt.in)))))
			if diff := cmp.Diff(got, small); diff != "" {
				t.Errorf("small reads make a difference: %.2000s", diff)
			}
		})
	}
}

// What was read before a source failed is handed out, whatever its encoding.
func TestReaderKeepsWhatCameBeforeAnError(t *testing.T) {
	broken := errors.New("broken disk")
	for _, in := range []string{"one\ntwo", wide("one\ntwo", false, true), "\xEF\xBB\xBFone\ntwo"} {
		got, err := readAll(t, NewReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken))))
		if diff := cmp.Diff([]numbered{{1, "one"}, {2, "two"}}, got); diff != "" || !errors.Is(err, broken) {
			t.Errorf("%q: %v %s", in, err, diff)
		}
	}
}

// A source that never gives anything cannot hold a run up.
func TestReaderIdleSource(t *testing.T) {
	for _, head := range []string{"one\n", wide("one\n", true, true)} {
		_, err := readAll(t, NewReader(io.MultiReader(strings.NewReader(head), idle{})))
		if !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("%q: %v", head, err)
		}
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestUnmarked(t *testing.T) {
	for in, want := range map[string]string{"\xEF\xBB\xBF#Fields": "#Fields", "\xEF\xBB\xBF": "", "a": "a", "": "", "\xEFbc": "\xEFbc"} {
		if got := string(Unmarked([]byte(in))); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{
		"a\r\nb\nc", "\xEF\xBB\xBFa\n", wide("a\nbcdefghijk\n", false, true), wide("abcdefghijkl\nb", true, false),
		"a\x00\x00\x00\x00b\nc\x00d", "\xFF\xFE\x3D\xD8\x0A\x00", "\n\n\r\r\n",
	} {
		f.Add([]byte(s), uint16(1), uint16(0))
	}
	f.Add([]byte("ab\n"), uint16(60000), uint16(7))
	f.Fuzz(func(t *testing.T, data []byte, times, size uint16) {
		// Repetition reaches the borders of the buffer with little input.
		if n := int(times)%3000 + 1; n*len(data) < BlockSize+BlockSize/8 {
			data = bytes.Repeat(data, n)
		}
		r := NewReader(bytes.NewReader(data))
		got, err := readAll(t, r)
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		parted, _ := readAll(t, NewReader(&stutter{data: data, size: int(size)%5000 + 97}))
		if !slices.Equal(got, parted) {
			t.Fatalf("the size of reads makes a difference: %.2000s", cmp.Diff(got, parted))
		}
		var last int64
		for _, l := range got {
			if l.Line < last || l.Line > last+1 && r.NULBytes == 0 {
				t.Fatalf("line %d after %d", l.Line, last)
			}
			last = l.Line
		}
		if _, wide, _ := sniffUTF16(data[:min(len(data), 4096)]); wide || r.NULBytes > 0 || r.LongLines > 0 {
			return
		}
		var want []numbered
		for line := range bytes.Lines(bytes.TrimPrefix(data, mark)) {
			want = append(want, numbered{int64(len(want) + 1), strings.TrimRight(string(line), "\r\n")})
		}
		if !slices.Equal(want, got) {
			t.Fatalf("%.2000s", cmp.Diff(want, got))
		}
	})
}

// stutter gives at most size bytes a read, and now and then none.
type stutter struct {
	data  []byte
	size  int
	reads int
}

func (s *stutter) Read(p []byte) (int, error) {
	if s.reads++; s.reads%7 == 0 {
		return 0, nil
	}
	if len(s.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), s.size)], s.data)
	s.data = s.data[n:]
	return n, nil
}

func TestText(t *testing.T) {
	long := strings.Repeat("x", 2*BlockSize)
	tests := map[string]struct{ in, want string }{
		"nothing":           {"", ""},
		"plain":             {"a\r\nb", "a\r\nb"},
		"mark":              {"\xEF\xBB\xBFa", "a"},
		"a hole":            {"a\x00\x00\x00\x00\x00b", "ab"},
		"one long line":     {long + "b\nc", long + "b\nc"},
		"UTF-16":            {"\xFF\xFEa\x00b\x00", "ab"},
		"UTF-16 big":        {"\xFE\xFF\x00a\x00b", "ab"},
		"UTF-16 with holes": {"\xFF\xFEa\x00\x00\x00\x00\x00b\x00", "ab"},
		"no text":           {"\x80\xff", "\x80\xff"},
	}
	for name, tt := range tests {
		if got := string(Text([]byte(tt.in))); got != tt.want {
			t.Errorf("%s: got %d bytes, want %d", name, len(got), len(tt.want))
		}
	}
}
