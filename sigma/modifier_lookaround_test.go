package sigma_test

import (
	"strings"
	"testing"
)

// An expression that takes time without bound costs the value it was run on.
func TestLookaroundGivesUp(t *testing.T) {
	m, err := compileSource("title: t\nlogsource: {category: test}\ndetection: {s: {A|re: '^(a+)+(?!b)$'}, condition: s}\n")
	if err != nil {
		t.Fatal(err)
	}
	if m.Match(eventOf(map[string]string{"A": strings.Repeat("a", 5000) + "!"})) {
		t.Error("it matches")
	}
	if n := m.GaveUp(); n != 1 {
		t.Errorf("gave up %d times, want once", n)
	}
	if !m.Match(eventOf(map[string]string{"A": "aaa"})) {
		t.Error("it does not match what it is for")
	}
}
