package textlog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func cutUp(pieces ...string) (out []string, s *Objects) {
	s = &Objects{Lists: []string{"value"}}
	for _, p := range pieces {
		s.Feed([]byte(p), func(object []byte, line int64) { out = append(out, fmt.Sprintf("%d %s", line, object)) })
	}
	s.Finish()
	return out, s
}

func TestObjects(t *testing.T) {
	tests := map[string]struct {
		text  string
		want  []string
		lost  int64
		noise int64
	}{
		"lines":           {"{\"a\":1}\r\n{\"b\":{}}\n", []string{`1 {"a":1}`, `2 {"b":{}}`}, 0, 0},
		"array":           {"\xEF\xBB\xBF[{\"a\":\"}\"},\n {\"b\":\"\\\"{\"}]", []string{`1 {"a":"}"}`, `2 {"b":"\"{"}`}, 0, 0},
		"over many lines": {"[\n  {\n    \"a\": {\n      \"b\": 1\n    }\n  }\n]\n", []string{"2 {\n    \"a\": {\n      \"b\": 1\n    }\n  }"}, 0, 0},
		"cut in a string": {"{\"a\":\"x\n{\"b\":1}\n", []string{`2 {"b":1}`}, 1, 0},
		"cut in a member": {"{\"a\":{\"x\":1\n{\"b\":1}\n", []string{`2 {"b":1}`}, 1, 0},
		"cut at the end":  {"{\"a\":1}\n{\"b\":", []string{`1 {"a":1}`}, 1, 0},
		"text between":    {"Record 1\n{\"a\":1}\n", []string{`2 {"a":1}`}, 0, 7},
		"too large":       {"{\"a\":\"" + strings.Repeat("x", MaxObject) + "\"}{\"b\":1}\n", []string{`1 {"b":1}`}, 1, 0},
		"endless":         {"{\"a\":[" + strings.Repeat("1,", MaxObject) + "\n{\"b\":1}\n", []string{`2 {"b":1}`}, 1, 0},
		"pages": {
			`{"@context":"x","value":[{"a":[{}]},{"b":"]"}],"next":"{"}` + "\n" + `{ "value" : [ {"value":1} ] }`,
			[]string{`1 {"a":[{}]}`, `1 {"b":"]"}`, `2 {"value":1}`},
			0, 0,
		},
		"a cut page":     {`{"value":[{"a":1},` + "\n", []string{`1 {"a":1}`}, 1, 0},
		"a list deeper":  {`{"a":{"value":[{"b":1}]}}`, []string{`1 {"a":{"value":[{"b":1}]}}`}, 0, 0},
		"no list's name": {`{"a":"value","b":[{"c":1}]}`, []string{`1 {"a":"value","b":[{"c":1}]}`}, 0, 0},
		"a hole":         {"\x00\x00{\"a\":1}\x00", []string{`1 {"a":1}`}, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, s := cutUp(tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" || s.Lost != tt.lost || s.Noise != tt.noise {
				t.Errorf("%s%d lost, %d noise", diff, s.Lost, s.Noise)
			}
		})
	}
}

// FuzzObjects cuts any text, whole and in pieces, to the same end.
func FuzzObjects(f *testing.F) {
	f.Add("{\"a\":1}\n{\"b\":{\"c\":\"\\\"\"}}", 3)
	f.Add("[{\"a\":\"x\n{\"b\":1}", 1)
	f.Add(`{"value":[{"a":1},[],{"value":[{"b":"]"}]}],"next":{}} {"a":"`, 2)
	f.Fuzz(func(t *testing.T, text string, n int) {
		n = min(max(n, 1), len(text)+1)
		var pieces []string
		for rest := text; rest != ""; {
			k := min(n, len(rest))
			pieces, rest = append(pieces, rest[:k]), rest[k:]
		}
		whole, a := cutUp(text)
		parts, b := cutUp(pieces...)
		if diff := cmp.Diff(whole, parts); diff != "" || a.Lost != b.Lost || a.Noise != b.Noise || a.LostBytes != b.LostBytes {
			t.Fatalf("%s%d %d lost, %d %d bytes", diff, a.Lost, b.Lost, a.LostBytes, b.LostBytes)
		}
	})
}
