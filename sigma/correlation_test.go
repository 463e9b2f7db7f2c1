package sigma_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/athar-forensics/athar/sigma"
)

func correlation(tb testing.TB, block string) *sigma.Correlation {
	tb.Helper()
	docs, err := sigma.Parse([]byte("title: c\nid: c-1\ncorrelation:\n    " + strings.ReplaceAll(strings.TrimSpace(block), "\n", "\n    ")))
	if err != nil {
		tb.Fatal(err)
	}
	return docs[0].Correlation
}

// hits reads "rule@second/key=value" items; the reference is the position.
func hits(tb testing.TB, text string) []sigma.Hit {
	tb.Helper()
	var list []sigma.Hit
	for i, item := range strings.Fields(text) {
		item, value, _ := strings.Cut(item, "=")
		item, key, _ := strings.Cut(item, "/")
		rule, at, _ := strings.Cut(item, "@")
		var seconds int64
		if _, err := fmt.Sscan(at, &seconds); err != nil {
			tb.Fatalf("%q: %v", item, err)
		}
		h := sigma.Hit{Rule: rule, At: seconds * int64(time.Second), Value: value, Ref: i}
		if key != "" {
			h.Key = strings.Split(key, ",")
		}
		list = append(list, h)
	}
	return list
}

func show(matches []sigma.Match) string {
	var parts []string
	for _, m := range matches {
		parts = append(parts, fmt.Sprintf("%d-%d%v%v", m.First/int64(time.Second), m.Last/int64(time.Second), m.Key, m.Refs))
	}
	return strings.Join(parts, " ")
}

func TestEvaluate(t *testing.T) {
	const (
		three   = "type: event_count\nrules: [a, b]\ngroup-by: [k]\ntimespan: 10s\ncondition: {gte: 3}"
		values  = "type: value_count\nrules: [a]\ngroup-by: [k]\ntimespan: 10s\ncondition: {field: User, gt: 1}"
		few     = "type: event_count\nrules: [a]\ngroup-by: [k]\ntimespan: 10s\ncondition: {gte: 2, lt: 4}"
		near    = "type: temporal\nrules: [a, b, c]\ngroup-by: [k]\ntimespan: 10s"
		ordered = "type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [k]\ntimespan: 10s"
	)
	tests := []struct{ name, block, hits, want string }{
		{"enough", three, "a@1 b@5 a@11", "1-11[][0 1 2]"},
		{"too far apart", three, "a@1 b@5 a@12", ""},
		{"the window moves", three, "a@1 b@5 a@12 a@13", "5-13[][1 2 3]"},
		{"no hit is in two matches", three, "a@1 a@2 a@3 a@4 a@5 a@6 a@7", "1-3[][0 1 2] 4-6[][3 4 5]"},
		{"other rules do not count", three, "a@1 x@2 a@3", ""},
		{"groups count by themselves", three, "a@1/x a@2/y a@3/x a@4/y a@5/y", "2-5[y][1 3 4]"},
		{"keys are not glued together", three, "a@1/x,yz a@2/xy,z a@3/x,yz", ""},
		{"any order", three, "a@11 b@5 a@1", "1-11[][2 1 0]"},

		{"different values", values, "a@1=u a@2=u a@3=v", "2-3[][1 2]"},
		{"one value", values, "a@1=u a@2=u a@3=u", ""},
		{"values that left the window", values, "a@1=u a@20=v", ""},
		{"hits without the value", values, "a@1=u a@2", ""},

		{"exactly so many", few, "a@1 a@2 a@3", "1-3[][0 1 2]"},
		{"too many", few, "a@1 a@2 a@3 a@4", ""},
		{"spans follow each other", few, "a@1 a@2 a@12 a@13", "1-2[][0 1] 12-13[][2 3]"},

		{"together in any order", near, "c@1 a@2 b@3", "1-3[][0 1 2]"},
		{"one is missing", near, "c@1 a@2 a@3", ""},
		{"as short as can be", near, "a@1 a@5 b@6 a@7 c@8", "6-8[][2 3 4]"},
		{"too far apart for all", near, "a@1 b@6 c@12", ""},
		{"twice", near, "a@1 b@2 c@3 c@4 b@5 a@6", "1-3[][0 1 2] 4-6[][3 4 5]"},

		{"in order", ordered, "a@1 b@2 c@3", "1-3[][0 1 2]"},
		{"out of order", ordered, "a@1 c@2 b@3", ""},
		{"at one time", ordered, "c@1 b@1 a@1", "1-1[][2 1 0]"},
		{"the latest beginning", ordered, "a@1 a@4 b@5 a@6 c@14", "4-14[][1 2 4]"},
		{"a beginning that is too old", ordered, "a@1 b@5 c@12", ""},
		{"one after the other", ordered, "a@1 b@2 c@3 a@4 b@5 c@6", "1-3[][0 1 2] 4-6[][3 4 5]"},
		{"a rule twice", "type: temporal_ordered\nrules: [a, b, a]\ntimespan: 10s", "a@1 b@2 a@3", "1-3[][0 1 2]"},
		{"groups in order", ordered, "a@1/x b@2/y c@3/x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(correlation(t, tt.block).Evaluate(hits(t, tt.hits))); got != tt.want {
				t.Errorf("matches %q, want %q", got, tt.want)
			}
		})
	}
}

// Times are what the evidence says, and may be absurd.
func TestEvaluateExtremeTimes(t *testing.T) {
	c := correlation(t, "type: temporal\nrules: [a, b]\ntimespan: 1y")
	got := c.Evaluate([]sigma.Hit{{Rule: "a", At: math.MinInt64}, {Rule: "b", At: math.MaxInt64}})
	if len(got) != 0 {
		t.Errorf("hits at both ends of time came together: %+v", got)
	}
}

// The order in which hits come changes nothing.
func TestEvaluateIsDeterministic(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, kind := range []string{"temporal", "temporal_ordered", "event_count", "value_count"} {
		block := "type: " + kind + "\nrules: [a, b, c]\ngroup-by: [k]\ntimespan: 20s"
		if strings.HasSuffix(kind, "_count") {
			block += "\ncondition: {field: v, gte: 3}"
		}
		c := correlation(t, block)
		list := make([]sigma.Hit, 300)
		for i := range list {
			list[i] = sigma.Hit{Rule: string(rune('a' + rng.IntN(3))), At: rng.Int64N(400) * int64(time.Second), Key: []string{string(rune('x' + rng.IntN(2)))}, Value: fmt.Sprint(rng.IntN(5)), Ref: i}
		}
		want := c.Evaluate(list)
		if len(want) == 0 {
			t.Errorf("%s: nothing matched", kind)
		}
		used := map[int]bool{}
		for _, m := range want {
			if m.Last-m.First > c.Timespan.Nanoseconds() {
				t.Errorf("%s: match longer than the timespan: %+v", kind, m)
			}
			for _, ref := range m.Refs {
				if used[ref] {
					t.Errorf("%s: hit %d is in two matches", kind, ref)
				}
				used[ref] = true
			}
		}
		for range 5 {
			shuffled := slices.Clone(list)
			rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			if diff := cmp.Diff(want, c.Evaluate(shuffled)); diff != "" {
				t.Fatalf("%s: matches differ (-first +shuffled):\n%s", kind, diff)
			}
		}
	}
}

func TestParseCorrelation(t *testing.T) {
	c := correlation(t, `
type: value_count
rules: failed
group-by: [address]
timespan: 15m
condition:
    field: [User, Domain]
    gte: 10
    lt: 100
aliases:
    address:
        failed: IpAddress
generate: true
`)
	want := sigma.CountCondition{Fields: []string{"User", "Domain"}, Bounds: []sigma.Bound{{Op: "gte", Value: 10}, {Op: "lt", Value: 100}}}
	if diff := cmp.Diff(want, c.Condition); diff != "" {
		t.Errorf("condition (-want +got):\n%s", diff)
	}
	if c.Timespan != 15*time.Minute || !c.Generate || c.Rules[0] != "failed" {
		t.Errorf("correlation: %+v", c)
	}
	if a, b := c.Field("address", "failed"), c.Field("User", "failed"); a != "IpAddress" || b != "User" {
		t.Errorf("Field: %q, %q", a, b)
	}
}

func TestCountCondition(t *testing.T) {
	for op, want := range map[string][3]bool{
		"gt": {false, false, true}, "gte": {false, true, true}, "lt": {true, false, false},
		"lte": {true, true, false}, "eq": {false, true, false}, "neq": {true, false, true},
	} {
		c := sigma.CountCondition{Bounds: []sigma.Bound{{Op: op, Value: 5}}}
		if got := [3]bool{c.Holds(4), c.Holds(5), c.Holds(6)}; got != want {
			t.Errorf("%s 5 of 4, 5 and 6: %v", op, got)
		}
	}
}

func TestCorrelationCustom(t *testing.T) {
	docs, err := sigma.Parse([]byte("title: c\ncorrelation: {type: temporal, rules: [a], timespan: 1m}\nathar: {stage: controlled}"))
	if err != nil {
		t.Fatal(err)
	}
	var block struct {
		Stage string `yaml:"stage"`
	}
	c := docs[0].Correlation
	if err := c.Decode("athar", &block); err != nil || block.Stage != "controlled" || !slices.Equal(c.Custom(), []string{"athar"}) {
		t.Errorf("Decode: %+v, %v; custom keys %q", block, err, c.Custom())
	}
}

func TestParseCorrelationFaults(t *testing.T) {
	tests := []struct{ name, block, want string }{
		{"no type", "rules: [a]\ntimespan: 1h", "has no type"},
		{"unknown type", "type: magic\nrules: [a]\ntimespan: 1h", `type "magic" is not known`},
		{"no rules", "type: temporal\ntimespan: 1h", "names no rules"},
		{"no timespan", "type: temporal\nrules: [a]", "has no timespan"},
		{"bad timespan", "type: temporal\nrules: [a]\ntimespan: 1x", `line 6, column 15: c-1: timespan "1x"`},
		{"endless timespan", "type: temporal\nrules: [a]\ntimespan: 9999999999y", "timespan"},
		{"no condition", "type: event_count\nrules: [a]\ntimespan: 1h", "event_count needs a condition"},
		{"no bound", "type: value_count\nrules: [a]\ntimespan: 1h\ncondition: {field: a}", "has no bound"},
		{"no field", "type: value_count\nrules: [a]\ntimespan: 1h\ncondition: {gte: 1}", "needs a field"},
		{"unknown bound", "type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {over: 1}", `unknown key "over"`},
		{"no number", "type: event_count\nrules: [a]\ntimespan: 1h\ncondition: {gte: many}", "gte takes a number"},
		{"condition of temporal", "type: temporal\nrules: [a]\ntimespan: 1h\ncondition: {gte: 2}", "too few rules"},
		{"part of a sequence", "type: temporal_ordered\nrules: [a, b]\ntimespan: 1h\ncondition: {lt: 2}", "takes gt or gte"},
		{"two fields of a sum", "type: value_sum\nrules: [a]\ntimespan: 1h\ncondition: {field: [a, b], gt: 2}", "takes one field"},
		{"no percentile", "type: value_avg\nrules: [a]\ntimespan: 1h\ncondition: {field: a, percentile: 2, gt: 2}", "takes no percentile"},
		{"bad percentile", "type: value_percentile\nrules: [a]\ntimespan: 1h\ncondition: {field: a, percentile: 200, gt: 2}", "from 0 to 100"},
		{"unknown key", "type: temporal\nrules: [a]\ntimespan: 1h\nwindow: 1", `unknown key "window"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sigma.Parse([]byte("title: c\nid: c-1\ncorrelation:\n    " + strings.ReplaceAll(tt.block, "\n", "\n    ")))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q wanted, got %v", tt.want, err)
			}
		})
	}
}

func TestInOrder(t *testing.T) {
	named := func(name string, rules ...string) *sigma.Correlation {
		return &sigma.Correlation{Name: name, Title: name, Rules: rules}
	}
	a, b, c := named("a", "b", "rule"), named("b", "c"), named("c", "rule")
	got, err := sigma.InOrder([]*sigma.Correlation{a, c, b})
	if err != nil || !slices.Equal(got, []*sigma.Correlation{c, b, a}) {
		t.Errorf("order: %v, %v", got, err)
	}
	c.Rules = []string{"a"}
	if _, err := sigma.InOrder([]*sigma.Correlation{a, b, c}); err == nil || !strings.Contains(err.Error(), "a → b → c → a") {
		t.Errorf("circle: %v", err)
	}
}
