package sigma_test

import (
	"testing"
)

// What is known of all events of a sort is decided before any of them is seen.
func TestGiven(t *testing.T) {
	tests := map[string]struct {
		detection string
		known     map[string]string
		never     bool              // no event can match
		match     map[string]string // an event that matches
		not       map[string]string // one that does not
	}{
		"decided for it":     {"{s: {ID: 1, A: x}, condition: s}", map[string]string{"ID": "1"}, false, map[string]string{"A": "x"}, map[string]string{"A": "y"}},
		"decided against it": {"{s: {ID: 1, A: x}, condition: s}", map[string]string{"ID": "2"}, true, nil, nil},
		"all is known":       {"{s: {ID: 1}, condition: s}", map[string]string{"ID": "1"}, false, map[string]string{}, nil},
		"one of two":         {"{s: {ID: 1, A: x}, o: {ID: 2, A: y}, condition: s or o}", map[string]string{"ID": "2"}, false, map[string]string{"A": "y"}, map[string]string{"A": "x"}},
		"negated":            {"{s: {A: x}, f: {ID: 1}, condition: s and not f}", map[string]string{"ID": "1"}, true, nil, nil},
		"negated otherwise":  {"{s: {A: x}, f: {ID: 1}, condition: s and not f}", map[string]string{"ID": "2"}, false, map[string]string{"A": "x"}, map[string]string{"A": "y"}},
		"some, one known":    {"{a1: {ID: 1}, a2: {A: x}, a3: {B: x}, condition: 2 of a*}", map[string]string{"ID": "1"}, false, map[string]string{"B": "x"}, map[string]string{"B": "y"}},
		"some, too few left": {"{a1: {ID: 1}, a2: {ID: 3}, a3: {B: x}, condition: 2 of a*}", map[string]string{"ID": "2"}, true, nil, nil},
		"some, enough known": {"{a1: {ID: 1}, a2: {ID|gt: 0}, a3: {B: x}, condition: 2 of a*}", map[string]string{"ID": "1"}, false, map[string]string{}, nil},
		"some, two left":     {"{a1: {ID: 9}, a2: {A: x}, a3: {B: x}, condition: 2 of a*}", map[string]string{"ID": "1"}, false, map[string]string{"A": "x", "B": "x"}, map[string]string{"A": "x"}},
		"another field":      {"{s: {ID|fieldref: B}, condition: s}", map[string]string{"ID": "1"}, false, map[string]string{"ID": "1", "B": "1"}, map[string]string{"ID": "1", "B": "2"}},
		"keywords":           {"{s: [x], condition: s}", map[string]string{"ID": "1"}, false, map[string]string{"A": "axb"}, map[string]string{"A": "ab"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m, err := compileSource("title: t\nlogsource: {category: test}\ndetection: " + tt.detection + "\n")
			if err != nil {
				t.Fatal(err)
			}
			given := m.Given(tt.known)
			if (given == nil) != tt.never {
				t.Fatalf("never: %v", given == nil)
			}
			if tt.match != nil && !given.Match(eventOf(tt.match)) {
				t.Error("it does not match")
			}
			if tt.not != nil && given.Match(eventOf(tt.not)) {
				t.Error("it matches")
			}
		})
	}
}

func eventOf(fields map[string]string) event {
	e := event{fields: fields}
	for _, v := range fields {
		e.text += v + " "
	}
	return e
}

// A field may have several names; any of them may match, and only where none is
// there the field is missing.
func TestNamed(t *testing.T) {
	names := func(field string) []string {
		if field == "A" {
			return []string{"one", "two"}
		}
		return nil
	}
	tests := map[string]struct {
		selection string
		fields    map[string]string
		want      bool
	}{
		"the first":        {"{A: x}", map[string]string{"one": "x", "two": "y"}, true},
		"the second":       {"{A: x}", map[string]string{"one": "y", "two": "x"}, true},
		"the second alone": {"{A: x}", map[string]string{"two": "x"}, true},
		"none":             {"{A: x}", map[string]string{"one": "y"}, false},
		"its own name":     {"{A: x}", map[string]string{"A": "x"}, false},
		"another field":    {"{B: x}", map[string]string{"B": "x"}, true},
		"null, one there":  {"{A: null}", map[string]string{"two": "x"}, false},
		"null, none there": {"{A: null}", map[string]string{"B": "x"}, true},
		"all, in one":      {"{A|contains|all: [x, y]}", map[string]string{"one": "z", "two": "xy"}, true},
		"neq":              {"{A|neq: x}", map[string]string{"one": "y", "two": "x"}, false},
		"a reference":      {"{B|fieldref: A}", map[string]string{"B": "x", "two": "x"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m, err := compileSource("title: t\nlogsource: {category: test}\ndetection: {s: " + tt.selection + ", condition: s}\n")
			if err != nil {
				t.Fatal(err)
			}
			m = m.Named(names)
			if e := eventOf(tt.fields); m.Match(e) != tt.want || m.Explain(e).Matched != tt.want {
				t.Errorf("%+v", m.Explain(e))
			}
		})
	}
}

func TestNarrowed(t *testing.T) {
	m, err := compileSource("title: t\nlogsource: {category: test}\ndetection: {s: {A: x}, condition: s}\n")
	if err != nil {
		t.Fatal(err)
	}
	n := m.Narrowed("Type", []string{"Delete", "Drop"})
	for typ, want := range map[string]bool{"delete": true, "Drop": true, "Create": false} {
		if n.Match(eventOf(map[string]string{"A": "x", "Type": typ})) != want {
			t.Errorf("%s: %v", typ, !want)
		}
	}
	if !m.Match(eventOf(map[string]string{"A": "x"})) || n.Match(eventOf(map[string]string{"A": "y", "Type": "Drop"})) {
		t.Error("the matcher that was narrowed, or the rule's own condition")
	}
}
