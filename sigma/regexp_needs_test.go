package sigma

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

func TestRegexpNeeds(t *testing.T) {
	for pattern, want := range map[string]regexpNeeds{
		`\w+` + "`" + `(?:\w+|-|.)` + "`" + `[\w+|\s]`: {5, "`"},
		`\s[a-fA-F0-9]{64}\s[a-fA-F0-9]{16}`:           {82, ""},
		`(?i)\$\{a?env:`:                               {6, "${"},
		`(?i)Straße`:                                   {6, ""},
		`(ab|c)+x{3}`:                                  {4, "x"},
		`^(?:a*|b)?$`:                                  {0, ""},
		`a(bcd){0,5}e`:                                 {2, "a"},
		`a(bcd){2,5}e`:                                 {8, "bcd"},
		"a\uFFFDbc":                                    {4, "bc"},
		`(?s).`:                                        {1, ""},
		`[^a]`:                                         {1, ""},
	} {
		tree, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := needsOf(tree); got != want {
			t.Errorf("%s needs %+v, not %+v", pattern, got, want)
		}
	}
}

func TestRegexpRun(t *testing.T) {
	texts := []string{
		"", "a", strings.Repeat("a", 9), strings.Repeat("a", 10), "aaaaa\naaaaa", strings.Repeat("é", 9), strings.Repeat("é", 10), strings.Repeat("\xff", 10),
		"aaaaaaaaa\r\n", "\n\n\n\n\n\n\n\n\n\n", "x\n" + strings.Repeat("a", 10) + "\ny",
	}
	for _, pattern := range []string{`.{10,}`, `(.{10,})`, `.{10}`, `.{3,10}?`, `(?s).{10,}`, `(?s:.{2})`, `.{0,}`} {
		o := regexpOperand{pattern: pattern}
		tested, err := o.test()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := tested.(*runTest); !ok {
			t.Errorf("%s is left to the engine", pattern)
		}
		for _, text := range texts {
			want := regexp.MustCompile(pattern).MatchString(text)
			if got := tested.match(nil, &value{present: true, text: text}); got != want {
				t.Errorf("%s of %q: %v, the engine says %v", pattern, text, got, want)
			}
		}
		if tested.match(nil, &value{}) {
			t.Errorf("%s of nothing", pattern)
		}
	}
}

// What an expression needs, each match of it has.
func FuzzRegexpNeeds(f *testing.F) {
	for _, seed := range [][2]string{{`a+(b|c){2}`, "xaabc"}, {`(?i)k\$`, "\u212a$"}, {`.{3,}`, "a\nbcd"}, {`\x{fffd}a`, "\xffa"}, {`(?i)ſ.`, "SS"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 60 || len(text) > 200 {
			return
		}
		o := regexpOperand{pattern: pattern}
		tested, err := o.test()
		if err != nil {
			return
		}
		engine, err := regexp.Compile(pattern)
		if err != nil {
			return // beyond the engine: see lookaroundTest
		}
		if got, want := tested.match(&frame{}, &value{present: true, text: text}), engine.MatchString(text); got != want {
			t.Fatalf("%q of %q: %v, the engine says %v", pattern, text, got, want)
		}
	})
}
