package yara

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzCompile compiles any text as rules, and scans a little with what comes
// out.
func FuzzCompile(f *testing.F) {
	files, err := filepath.Glob("testdata/language/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range txtar.Parse(b).Files {
			if part.Name == "rules.yar" {
				f.Add(string(part.Data))
			}
		}
	}
	f.Add("rule a { condition: for all of them : (")
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := Compile([]Source{{Name: "f", Text: text}}, CompileOptions{Externals: externals, KeepGoing: true})
		if rules == nil {
			t.Fatal("no rules", err)
		}
		if err != nil && len(Errors(err)) == 0 {
			t.Fatal("an error without a place", err)
		}
		limited(t, rules, []byte("foo bar \x00\x01 MZ needle"))
	})
}

func limited(t *testing.T, rules *Rules, data []byte) {
	t.Helper()
	_, err := rules.Scan(t.Context(), data, ScanOptions{MaxMatches: 1000})
	var limit *LimitError
	if err != nil && !errors.As(err, &limit) {
		t.Fatal(err)
	}
}

func FuzzRegexp(f *testing.F) {
	for _, re := range []string{`a+b*`, `(a|b){2,3}?c`, `[^a-z\]]\x41\b$`, `{`, `a{,3}`, `^\W\d.`, `((a*)*)*`, `a|`} {
		f.Add(re, []byte("aab abc 0x41"))
	}
	f.Fuzz(func(t *testing.T, re string, data []byte) {
		e, err := parseRegexp(re, "")
		if err != nil || len(data) > 256 || len(re) > 64 {
			return
		}
		against(t, e, data)
	})
}

func FuzzHex(f *testing.F) {
	for _, hex := range []string{"41 4? ?1 ??", "41 ~42 [1-3] 43", "41 (42 | 43 [2] 44) 45", "41 [-] 42", "41 [300-400] 42"} {
		f.Add(hex, []byte("AABACBADCDE"))
	}
	f.Fuzz(func(t *testing.T, hex string, data []byte) {
		e, err := parseHex(hex)
		if err != nil || len(data) > 256 || len(hex) > 64 {
			return
		}
		if parts, _ := cut(e); len(parts) == 1 {
			against(t, e, data)
		}
	})
}

// against compares the whole way of a pattern, by filter, atoms and machine,
// with a plain backtracking matcher.
func against(t *testing.T, e *expression, data []byte) {
	p := &pattern{fixed: -1}
	if p.build(e, modifiers{}) != nil || p.pieces != nil || p.atomCount() > 1000 {
		return
	}
	if len(p.variants) != 1 {
		return // branches are kept apart, so lengths may differ
	}
	rules := &Rules{patterns: []*pattern{p}}
	rules.plans()
	s := newScan(rules)
	s.ctx, s.in = context.Background(), &input{whole: data, size: int64(len(data))}
	s.opts = ScanOptions{MaxMatches: 1 << 20, MaxTotalMatches: 1 << 20}
	s.first = newFilter(p.parts(nil), 1)
	s.sweep(s.first)
	var got, want []hit
	got = append(got, s.hits(p)...)
	ref := &reference{data: data, steps: 200_000}
	for i := range data {
		end := -1
		ref.match(e, i, func(j int) bool { end = j; return true })
		if end > i {
			want = append(want, hit{offset: int64(i), length: int32(end - i)})
		}
	}
	if ref.steps < 0 {
		return // too slow to be compared
	}
	// The place of the atom may decide between lengths of equal right, so
	// offsets must agree, and lengths where nothing precedes the atom.
	if v := p.variants[0]; v.split == 0 {
		if !slices.Equal(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
		return
	}
	offset := func(h hit) int64 { return h.offset }
	if g, w := offsets(got, offset), offsets(want, offset); !slices.Equal(g, w) {
		t.Fatalf("got %v\nwant %v", g, w)
	}
}

func offsets(hits []hit, of func(hit) int64) []int64 {
	var out []int64
	for _, h := range hits {
		out = append(out, of(h))
	}
	return out
}

// reference matches by trying everything in order of preference.
type reference struct {
	data  []byte
	steps int
}

// match calls then with the end of each match of e at i until it returns true.
func (r *reference) match(e *expression, i int, then func(int) bool) bool {
	if r.steps--; r.steps < 0 {
		return true
	}
	v := &view{data: r.data, size: int64(len(r.data))}
	switch e.op {
	case exSet:
		return i < len(r.data) && e.set.has(r.data[i]) && then(i+1)
	case exConcat:
		return r.sequence(e.kids, i, then)
	case exAlt:
		for _, k := range e.kids {
			if r.match(k, i, then) {
				return true
			}
		}
		return false
	case exRepeat:
		return r.repeat(e, 0, i, then)
	case exStart:
		return v.isStart(i) && then(i)
	case exEnd:
		return v.isEnd(i) && then(i)
	case exWord:
		return new(program).boundary(v, i) && then(i)
	case exNotWord:
		return !new(program).boundary(v, i) && then(i)
	}
	return then(i)
}

func (r *reference) sequence(kids []*expression, i int, then func(int) bool) bool {
	if len(kids) == 0 {
		return then(i)
	}
	return r.match(kids[0], i, func(j int) bool { return r.sequence(kids[1:], j, then) })
}

func (r *reference) repeat(e *expression, n, i int, then func(int) bool) bool {
	if r.steps--; r.steps < 0 {
		return true
	}
	more := func() bool {
		return (e.max < 0 || n < e.max) && r.match(e.kids[0], i, func(j int) bool {
			// A round without bytes changes nothing but the count.
			return (j > i || n < e.min) && r.repeat(e, n+1, j, then)
		})
	}
	switch {
	case n < e.min:
		return more()
	case e.lazy:
		return then(i) || more()
	}
	return more() || then(i)
}

func FuzzPE(f *testing.F) {
	f.Add(samplePE(false))
	f.Add(samplePE(true))
	rules, err := Compile([]Source{{Name: "f", Text: `
import "pe"
rule a {
  condition:
    pe.imphash() == "" or pe.number_of_exports == 1 or pe.exports("x") or pe.imports("a", "b") or
    for any s in pe.sections : ( s.full_name == "x" ) or for any k, v in pe.version_info : ( k == v ) or
    for any r in pe.resources : ( r.type_string == "x" ) or pe.rich_signature.version(1, 2) == 3 or
    pe.number_of_signatures == 1 or pe.pdb_path == "x" or pe.calculate_checksum() == 1 or
    for any s in pe.signatures : ( s.valid_on(1) ) or pe.number_of_delayed_imports == 9 or entrypoint == 1
}`}}, CompileOptions{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limited(t, rules, data)
		in := &input{r: bytes.NewReader(data), size: int64(len(data))}
		if _, err := rules.scan(t.Context(), in, ScanOptions{}); err != nil && !errors.As(err, new(*LimitError)) {
			t.Fatal(err)
		}
	})
}
