package sigma_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/athar-forensics/athar/sigma"
)

const processRule = `
title: Encoded command from a web server
logsource: {category: process_creation, product: windows}
detection:
    selection_parent:
        ParentImage|endswith: \w3wp.exe
    selection_image:
        - Image|endswith: [\cmd.exe, \powershell.exe, \pwsh.exe]
        - OriginalFileName: [Cmd.Exe, PowerShell.EXE]
    selection_line:
        CommandLine|contains|windash: [' -enc ', ' -e ', ' -ec ']
        CommandLine|contains|all: [power, SQBFAFgA]
    selection_event:
        EventID: 4688
    filter_main_known:
        CommandLine|re: 'known-[0-9]+-tool'
    filter_main_null:
        CommandLine: null
    condition: all of selection_* and not 1 of filter_main_*
`

var processEvent = event{fields: map[string]string{
	"EventID":     "4688",
	"ParentImage": `C:\Windows\System32\inetsrv\w3wp.exe`,
	"Image":       `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`,
	"CommandLine": `C:\Windows\System32\WindowsPowerShell\v1.0\PowerShell.exe -nop -w hidden /Enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkA`,
}}

func mustCompile(tb testing.TB, source string) *sigma.Matcher {
	tb.Helper()
	m, err := compileSource(source)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestFields(t *testing.T) {
	want := []string{"CommandLine", "EventID", "Image", "OriginalFileName", "ParentImage"}
	if got := mustCompile(t, processRule).Fields(); !slices.Equal(got, want) {
		t.Errorf("Fields() = %q", got)
	}
}

// counted counts how often each field is asked for.
type counted struct {
	event
	asked map[string]int
}

func (c counted) Lookup(field string) (string, bool) {
	c.asked[field]++
	return c.event.Lookup(field)
}

func TestEachFieldIsFetchedOnce(t *testing.T) {
	e := counted{event: processEvent, asked: map[string]int{}}
	if !mustCompile(t, processRule).Match(e) {
		t.Fatal("the rule does not match")
	}
	for field, n := range e.asked {
		if n != 1 {
			t.Errorf("%s was asked for %d times", field, n)
		}
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	m := mustCompile(t, processRule)
	var e sigma.Event = processEvent
	if n := testing.AllocsPerRun(100, func() { m.Match(e) }); n > 0 {
		t.Errorf("Match allocates %v times an event", n)
	}
}

func TestEvidenceLeavesOutWhatIsNegated(t *testing.T) {
	m := mustCompile(t, `
title: x
logsource: {category: test}
detection:
    a: {A: one}
    b: {B: two}
    c: {C: [three, 'th*']}
    condition: a and not b or c
`)
	x := m.Explain(event{fields: map[string]string{"A": "one", "B": "other", "C": "three"}})
	want := []sigma.FieldValue{{Field: "A", Value: "one"}, {Field: "C", Value: "three"}}
	if diff := cmp.Diff(want, x.Evidence); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
	if got := x.Selections[2].Items[0].Patterns; !slices.Equal(got, []string{"three", "th*"}) {
		t.Errorf("patterns of c: %q", got)
	}
	if x := m.Explain(event{fields: map[string]string{"B": "two"}}); x.Matched || x.Evidence != nil {
		t.Errorf("evidence without a match: %+v", x)
	}
}

func TestMatchersAreShared(t *testing.T) {
	m := mustCompile(t, processRule)
	done := make(chan bool)
	for range 8 {
		go func() {
			ok := true
			for range 500 {
				ok = ok && m.Match(processEvent) && !m.Match(event{})
			}
			done <- ok
		}()
	}
	for range 8 {
		if !<-done {
			t.Error("matchers used at once disturb each other")
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	m := mustCompile(b, processRule)
	other := event{fields: map[string]string{"EventID": "4688", "ParentImage": `C:\Windows\explorer.exe`, "Image": `C:\x.exe`, "CommandLine": "x"}}
	for _, bench := range []struct {
		name  string
		event sigma.Event
	}{{"hit", processEvent}, {"miss", other}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Match(bench.event)
			}
		})
	}
}

func TestValues(t *testing.T) {
	tests := []struct {
		name, detection string
		want            []string
		ok              bool
	}{
		{"numbers", "a: {EventID: [4625, 0x1210, 4625]}\n    condition: a", []string{"4624", "4625"}, true},
		{"texts", "a: {EventID: ['4625', One]}\n    condition: a", []string{"4625", "one"}, true},
		{"the smaller part of an and", "a: {EventID: [1, 2]}\n    b: {EventID: 2}\n    condition: a and b", []string{"2"}, true},
		{"every part of an or", "a: {EventID: 1}\n    b: {EventID: 2, A: x}\n    condition: a or b", []string{"1", "2"}, true},
		{"an or with a part that leaves it open", "a: {EventID: 1}\n    b: {A: x}\n    condition: a or b", nil, false},
		{"a negation", "a: {EventID: 1}\n    b: {A: x}\n    condition: b and not a", nil, false},
		{"neq", "a: {EventID|neq: 1}\n    condition: a", nil, false},
		{"a wildcard", "a: {EventID: '46*'}\n    condition: a", nil, false},
		{"another field", "a: {A: 1}\n    condition: a", nil, false},
		{"many texts", "a: {EventID: [a, b, c, d, e, f, g]}\n    condition: a", []string{"a", "b", "c", "d", "e", "f", "g"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mustCompile(t, "title: x\nlogsource: {category: test}\ndetection:\n    "+tt.detection)
			if got, ok := m.Values("EventID"); ok != tt.ok || !slices.Equal(got, tt.want) {
				t.Errorf("Values = %q, %v; want %q, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// Whoever makes up values for placeholders learns what else is wrong with a rule.
func TestMissing(t *testing.T) {
	docs, err := sigma.Parse([]byte("title: x\nlogsource: {category: test}\ndetection:\n    a: {A|expand: '%who%-%where%'}\n    condition: a"))
	if err != nil {
		t.Fatal(err)
	}
	asked := []string{}
	options := sigma.Options{
		Placeholders: map[string][]string{"where": {"here", "there"}},
		Missing: func(name string) []string {
			asked = append(asked, name)
			return []string{name}
		},
	}
	m, err := sigma.Compile(docs[0].Rule, options)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Match(event{fields: map[string]string{"A": "who-there"}}) || !slices.Equal(asked, []string{"who"}) {
		t.Errorf("asked for %q", asked)
	}
	options.Missing = func(string) []string { return nil }
	if _, err := sigma.Compile(docs[0].Rule, options); err == nil {
		t.Error("a placeholder without a value compiled")
	}
}
