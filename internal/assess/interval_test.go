package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The moments of the model: small enough to ask of each whether a set has it.
const modelEnd = 24

// anyIntervals draws intervals as callers give them: unsorted, overlapping,
// empty, turned round, open.
func anyIntervals(t *rapid.T, label string) []athar.Interval {
	n := rapid.IntRange(0, 6).Draw(t, label+" count")
	out := make([]athar.Interval, n)
	for i := range out {
		out[i].From = athar.Time(rapid.IntRange(0, modelEnd).Draw(t, label+" from"))
		out[i].Until = athar.Time(rapid.IntRange(0, modelEnd).Draw(t, label+" until"))
	}
	return out
}

// has reports whether a set holds the moment between at and at+1.
func has(set []athar.Interval, at athar.Time) bool {
	for _, v := range set {
		if v.From <= at && at < v.Until {
			return true
		}
	}
	return false
}

// tidy reports whether a set is sorted, and no interval is empty or touches the next.
func tidy(s stretches) bool {
	for i, v := range s {
		if v.Until <= v.From || i > 0 && v.From <= s[i-1].Until {
			return false
		}
	}
	return true
}

func TestStretchesAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rawA, rawB := anyIntervals(t, "a"), anyIntervals(t, "b")
		before := append([]athar.Interval{}, rawA...)
		a, b := union(rawA), union(rawB)
		both, less, all := a.and(b), a.minus(b), union(append(append([]athar.Interval{}, a...), b...))
		for name, s := range map[string]stretches{"a": a, "a and b": both, "a minus b": less, "a or b": all} {
			if !tidy(s) {
				t.Fatalf("%s is %v", name, s)
			}
		}
		for at := athar.Time(0); at < modelEnd; at++ {
			inA, inB := has(rawA, at), has(rawB, at)
			if has(a, at) != inA || has(both, at) != (inA && inB) || has(less, at) != (inA && !inB) || has(all, at) != (inA || inB) {
				t.Fatalf("moment %d of %v and %v", at, rawA, rawB)
			}
		}
		if diff := cmp.Diff(before, rawA); diff != "" {
			t.Fatalf("union changed what it was given: %s", diff)
		}
		if diff := cmp.Diff(a, union(a)); diff != "" {
			t.Fatalf("union of a union: %s", diff)
		}
	})
}

func TestOver(t *testing.T) {
	got := stretches{{From: 0, Until: 5}, {From: 10, Until: 12}, {From: 20, Until: 24}}.over(4)
	if diff := cmp.Diff(stretches{{From: 0, Until: 5}, {From: 20, Until: 24}}, got); diff != "" {
		t.Error(diff)
	}
}
