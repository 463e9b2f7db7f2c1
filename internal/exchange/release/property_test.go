package release

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/athar-forensics/athar"
)

// builds draws a listed build, or one beside it.
func builds(t *rapid.T, c *Catalogue, product string) Build {
	var of []Build
	for _, r := range c.Releases() {
		if r.Product == product {
			of = append(of, r.Build)
		}
	}
	b := rapid.SampledFrom(of).Draw(t, "build")
	b[2] += rapid.SampledFrom([]int{0, 0, 0, 0, 1}).Draw(t, "beside the update")
	b[3] += rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "beside the revision")
	return b
}

func drawTime(t *rapid.T, label string) athar.Time {
	first, last := athar.Date(2019, 1, 1), athar.Date(2026, 11, 1)
	return first + athar.Time(rapid.Int64Range(0, int64((last-first)/athar.Day)).Draw(t, label))*athar.Day
}

func query(t *rapid.T, c *Catalogue) Query {
	product := rapid.SampledFrom(c.lines).Draw(t, "product").name
	var q Query
	for range rapid.IntRange(0, 8).Draw(t, "sightings") {
		exact := rapid.Bool().Draw(t, "exact")
		q.Sightings = append(q.Sightings, Sighting{
			At: drawTime(t, "at"), Build: builds(t, c, product), Exact: exact,
			Update: exact && rapid.Bool().Draw(t, "update"),
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "proofs") {
		f := rapid.SampledFrom(c.flaws).Draw(t, "flaw")
		q.Proofs = append(q.Proofs, Proof{CVE: f.CVE, At: drawTime(t, "proof")})
	}
	q.All = rapid.Bool().Draw(t, "all")
	return q
}

func byFlaw(all []athar.Exposure) map[string][]athar.Exposure {
	m := map[string][]athar.Exposure{}
	for _, e := range all {
		m[e.CVE] = append(m[e.CVE], e)
	}
	return m
}

// regresses says that a newer cumulative update was seen without the fix.
func regresses(c *Catalogue, f Flaw, q Query) bool {
	fixed := false
	for _, s := range c.sift(q) {
		state := f.state(s.line, s.Build, s.Exact)
		if fixed && state == athar.Vulnerable {
			return true
		}
		fixed = fixed || closed(state)
	}
	return false
}

func TestHistoryProperties(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		q := query(t, c)
		if rapid.Bool().Draw(t, "installed known") {
			q.Installed = drawTime(t, "installed")
		}
		all := c.History(q)
		if !slices.IsSortedFunc(all, func(a, b athar.Exposure) int { return int(a.From - b.From) }) {
			t.Fatal("not sorted by time")
		}
		for cve, e := range byFlaw(all) {
			f, _ := c.Flaw(cve)
			wasFixed := false
			for i := range e {
				switch {
				case e[i].From == 0:
					t.Fatalf("%s starts nowhere: %+v", cve, e)
				case e[i].From < max(f.ExploitedSince, q.Installed):
					t.Fatalf("%s starts before it matters: %+v", cve, e)
				case i == len(e)-1 && e[i].Until != 0:
					t.Fatalf("%s has no present state: %+v", cve, e)
				case i < len(e)-1 && (e[i].Until != e[i+1].From || e[i].Until <= e[i].From):
					t.Fatalf("%s overlaps or has a gap: %+v", cve, e)
				case i < len(e)-1 && e[i].State == e[i+1].State:
					t.Fatalf("%s says the same twice: %+v", cve, e)
				case wasFixed && e[i].State == athar.Vulnerable && !regresses(c, f, q):
					t.Fatalf("%s goes from fixed to vulnerable: %+v", cve, e)
				}
				wasFixed = wasFixed || e[i].State == athar.Fixed
			}
			for _, p := range q.Proofs {
				if p.CVE == cve && p.At > e[0].From && p.At >= q.Installed && e[0].State != athar.Vulnerable {
					t.Fatalf("%s is proved and starts as %s: %+v", cve, e[0].State, e)
				}
			}
		}
	})
}

// One more exact sighting may make an open stretch before it unknown, never fixed.
func TestSightingNeverFixesThePast(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		q := query(t, c)
		before := byFlaw(c.History(q))
		more := Sighting{At: drawTime(t, "more at"), Exact: true, Update: rapid.Bool().Draw(t, "more update")}
		if len(q.Sightings) > 0 {
			l := c.line(q.Sightings[0].Build)
			more.Build = builds(t, c, l.name)
		} else {
			more.Build = builds(t, c, "Exchange Server 2016")
		}
		q.Sightings = append(q.Sightings, more)
		after := byFlaw(c.History(q))
		for cve, was := range before {
			for _, b := range was {
				if b.State != athar.Vulnerable {
					continue
				}
				for _, a := range after[cve] {
					from := max(a.From, b.From)
					until := more.At
					for _, end := range []athar.Time{a.Until, b.Until} {
						if end != 0 {
							until = min(until, end)
						}
					}
					if a.State == athar.Fixed && from < until {
						t.Fatalf("%s was vulnerable and is fixed from %s to %s, before %v at %s", cve, from, until, more.Build, more.At)
					}
				}
			}
		}
	})
}

// The order in which the evidence was read decides nothing.
func TestHistoryOrder(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		q := query(t, c)
		want := c.History(q)
		q.Sightings = rapid.Permutation(q.Sightings).Draw(t, "order")
		q.Sightings = append(q.Sightings, q.Sightings...)
		q.Proofs = rapid.Permutation(q.Proofs).Draw(t, "order of proofs")
		if got := c.History(q); !slices.Equal(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
	})
}
