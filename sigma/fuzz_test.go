package sigma_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/athar-forensics/athar/sigma"
)

// Whatever a rule file holds, parsing, compiling and matching end, and a match
// holds a required literal.
func FuzzParse(f *testing.F) {
	const head = "title: x\nlogsource: {category: test}\ndetection:\n    "
	for _, seed := range []string{
		"selection: {A|contains: [one, 'two*']}\n    condition: selection",
		"selection: {'A|re|i': '(a|b)+c'}\n    condition: not selection",
		"a: [{A: 1}, {B|cidr: 10.0.0.0/8}, word]\n    b: {A|windash|contains: ' -enc'}\n    condition: 1 of them and all of b*",
		"a: {A|wide|base64offset|contains: IEX}\n    condition: a",
		"a: {A|fieldref: B, T|hour|gte: 3, N|lt: 0x10, M: null}\n    condition: a",
		"a: {A|expand: '%x%', B|exists: true, C|neq: 3}\n    condition: [a, not a]",
		"a: &x {A: 1}\n    b: *x\n    condition: a and b",
	} {
		f.Add([]byte(head+seed), "one two –enc 10.1.2.3")
	}
	f.Add([]byte("action: global\ntitle: x\n---\naction: repeat\n---\naction: reset"), "")
	f.Add([]byte("title: c\ncorrelation: {type: temporal_ordered, rules: [a, b], timespan: 5m, group-by: [k]}"), "a")
	f.Add([]byte("title: c\ncorrelation: {type: value_count, rules: a, timespan: 1M, condition: {field: x, gte: 1}}"), "a")
	options := sigma.Options{
		Placeholders: map[string][]string{"x": {"1", "2*"}},
		Verbatim:     func(string) bool { return true },
	}
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		if len(data) > 1<<14 || len(text) > 1<<12 {
			t.Skip("large input finds nothing that small input does not")
		}
		docs, _ := sigma.Parse(data)
		e := event{fields: map[string]string{"A": text, "B": text, "N": text, "T": text}, text: text}
		for _, d := range docs {
			if d.Correlation != nil {
				var hits []sigma.Hit
				for i, rule := range d.Correlation.Rules {
					hits = append(hits, sigma.Hit{Rule: rule, At: int64(i) * int64(time.Minute), Value: text})
				}
				d.Correlation.Evaluate(hits)
				continue
			}
			m, err := sigma.Compile(d.Rule, options)
			if err != nil {
				continue
			}
			matched := m.Match(e)
			if m.Explain(e).Matched != matched {
				t.Error("Match and Explain disagree")
			}
			if values, ok := m.Values("A"); ok && matched && !slices.ContainsFunc(values, func(v string) bool { return sameValue(text, v) }) {
				t.Errorf("matches %q, which is none of %q", text, values)
			}
			if required, ok := m.Required(); ok && matched && !holdsOne(text, required) {
				t.Errorf("matches %q, which holds none of %q", text, required)
			}
		}
	})
}

// sameValue reports whether a field's text is a value that Values names.
func sameValue(text, value string) bool {
	if strings.EqualFold(text, value) {
		return true
	}
	want, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return false
	}
	if n, err := strconv.ParseInt(text, 0, 64); err == nil {
		return float64(n) == want
	}
	got, err := strconv.ParseFloat(text, 64)
	return err == nil && got == want
}
