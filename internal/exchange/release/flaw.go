package release

import (
	"cmp"
	"slices"
	"sort"

	"github.com/athar-forensics/athar"
)

// Flaw is one CVE. Products are the keys of products.csv: "2010" to "2019", "SE".
type Flaw struct {
	CVE  string
	Name string
	// Published is the day of the CVE record.
	Published athar.Time
	// Fixed names per product the update with the fix, Probably an earlier one
	// of which sources disagree.
	Fixed, Probably map[string]string
	// Unfixed products have the flaw and no fix; Unaffected ones are named by
	// the vendor as free of it.
	Unfixed, Unaffected []string
	// Standalone says that the packages made for cumulative updates out of
	// support hold this fix too.
	Standalone bool
	// Needs says what must be set besides the update; Unless what undoes it.
	Needs, Unless string
	// Default names per product the update from which on setup makes that
	// setting by itself.
	Default map[string]string
	// MitigatedBy are parts of the names of rewrite rules that stop its known
	// requests.
	MitigatedBy []string
	// ExploitedSince is the first known use, or the day by which use was
	// known; 0 where none is.
	ExploitedSince athar.Time
	// KEV is the day of entry in CISA's catalogue.
	KEV        athar.Time
	Ransomware bool
	Sources    []string
}

// Flaws returns every known flaw, sorted by CVE. The maps and slices in them
// are shared and must not be written.
func (c *Catalogue) Flaws() []Flaw {
	return slices.Clone(c.flaws)
}

// Flaw finds one by its CVE identifier.
func (c *Catalogue) Flaw(cve string) (Flaw, bool) {
	i := sort.Search(len(c.flaws), func(i int) bool { return c.flaws[i].CVE >= cve })
	if i == len(c.flaws) || c.flaws[i].CVE != cve {
		return Flaw{}, false
	}
	return c.flaws[i], true
}

// fixedBy names what closes the flaw on a product line: "Mar21SU", "Apr25HU +
// dedicated hybrid app"; empty where nothing does. Where the line is not known
// it is what closes the flaw on all of them, if that is one and the same.
func (f *Flaw) fixedBy(l *line) string {
	by := ""
	if l != nil {
		by = f.Fixed[l.key]
	} else if len(f.Unfixed) == 0 {
		for i, key := range sortedKeys(f.Fixed) {
			if i > 0 && f.Fixed[key] != by {
				return ""
			}
			by = f.Fixed[key]
		}
	}
	if by != "" && f.Needs != "" {
		by += " + " + f.Needs
	}
	return by
}

// affects says whether the flaw is listed for a product line.
func (f *Flaw) affects(l *line) bool {
	return f.Fixed[l.key] != "" || slices.Contains(f.Unfixed, l.key)
}

// since is the first moment at which it matters that the line has the flaw:
// its first known use or else any time, but not before the product existed.
func (f *Flaw) since(l *line) athar.Time {
	if l == nil {
		return cmp.Or(f.ExploitedSince, f.Published)
	}
	return max(f.ExploitedSince, l.released)
}
