package sigma_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/sigma"
)

// words are what generated rules look for and generated events hold.
var words = []string{
	`\cmd.exe`, `\powershell.exe`, "whoami", "-enc", "net user", "mimikatz", `C:\Windows\`, "lsass", "ſecret", "k", "Über",
	"1", "0x1", "true", "", "a b", `\\`, "sekurlsa", ".aspx", "http://", "Kelvin", "\u212aelvin",
}

var setFields = []string{"Image", "CommandLine", "User", "Hash"}

func word(r *rand.Rand) string { return words[r.IntN(len(words))] }

func generatedRule(r *rand.Rand) string {
	selection := func() string {
		if r.IntN(6) == 0 {
			return fmt.Sprintf("[%q, %q]", word(r)+"x", word(r)+"y")
		}
		modifiers := []string{"", "|contains", "|endswith", "|startswith", "|contains|all", "|re", "|cased", "|neq"}
		return fmt.Sprintf("{%s%s: [%q, %q]}", setFields[r.IntN(4)], modifiers[r.IntN(len(modifiers))], regexpSafe(word(r)), regexpSafe(word(r)))
	}
	conditions := []string{"a and b", "a or b", "a and not b", "1 of *", "a", "not a"}
	return fmt.Sprintf("title: t\nlogsource: {category: test}\ndetection: {a: %s, b: %s, condition: %s}\n",
		selection(), selection(), conditions[r.IntN(len(conditions))])
}

// regexpSafe keeps a word valid where it stands as a regular expression.
func regexpSafe(s string) string { return strings.TrimRight(strings.ReplaceAll(s, `\W`, "W"), `\`) }

func generatedEvent(r *rand.Rand) event {
	fields := map[string]string{}
	for _, f := range setFields {
		if r.IntN(4) > 0 {
			v := ""
			for range r.IntN(4) {
				v += word(r)
			}
			if r.IntN(3) == 0 {
				v = strings.ToUpper(v)
			}
			fields[f] = v
		}
	}
	return eventOf(fields)
}

// A set finds what its matchers find one by one, in any size: small sets are
// evaluated whole, large ones by their literals.
func TestSetAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 5, 40, 300} {
		var all []*sigma.Matcher
		for len(all) < size {
			if m, err := compileSource(generatedRule(r)); err == nil {
				all = append(all, m)
			}
		}
		set := sigma.NewSet(all)
		if set.Len() != size {
			t.Fatalf("%d matchers", set.Len())
		}
		found := 0
		memo := set.NewMemo()
		for range 400 {
			e := generatedEvent(r)
			var want []int
			for i, m := range all {
				if m.Match(e) {
					want = append(want, i)
				}
			}
			got := set.Match(set.Named(e), nil)
			if !slices.Equal(got, want) {
				t.Fatalf("%+v: %v, one by one %v", e, got, want)
			}
			// What is remembered changes nothing, at the second time neither.
			for range 2 {
				if got := set.Remember(memo, set.Named(e), holdsOne(e.Text(), set.Keywords()), nil); !slices.Equal(got, want) {
					t.Fatalf("%+v: %v remembered, one by one %v", e, got, want)
				}
			}
			found += len(got)
		}
		if found == 0 && size > 5 {
			t.Errorf("%d matchers find nothing", size)
		}
	}
}

// What a set has worked on leaves nothing behind for the next event.
func TestSetForgets(t *testing.T) {
	m, err := compileSource("title: t\nlogsource: {category: test}\ndetection: {a: {Image: x}, condition: a}\n")
	if err != nil {
		t.Fatal(err)
	}
	set := sigma.NewSet([]*sigma.Matcher{m})
	for range 3 {
		if got := set.Match(set.Named(eventOf(map[string]string{"Image": "X"})), nil); len(got) != 1 {
			t.Fatal("no match")
		}
		if got := set.Match(set.Named(eventOf(map[string]string{"Other": "x"})), nil); len(got) != 0 {
			t.Fatal("a match of the event before")
		}
	}
}
