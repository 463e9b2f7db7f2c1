package release

import (
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// Catalogue is what is known of builds and flaws. It does not change after Load
// and may be used by many goroutines.
type Catalogue struct {
	lines []line
	flaws []Flaw // sorted by CVE
}

// Release is a build with its names.
type Release struct {
	// Product is the name of the line, "Exchange Server 2016".
	Product string
	// CU is "CU19", "RTM", "SP3 RU32"; SU the security or hotfix update on top
	// of it, "Mar21SU", empty for the cumulative update alone.
	CU, SU string
	// Build is the listed build, which is below the one asked for where that
	// one is not listed.
	Build    Build
	Released athar.Time
	KB       string
	// Listed says that the build asked for is this very one.
	Listed bool
}

// String returns "CU19 Mar21SU".
func (r Release) String() string {
	return strings.TrimSpace(r.CU + " " + r.SU)
}

// line is one product line with its builds.
type line struct {
	key, name string
	// versions are the first two numbers of its builds; from is the first
	// third number where another line shares them.
	versions  [][2]int
	from      int
	released  athar.Time
	supported athar.Time        // end of support, 0 where it goes on
	rows      []row             // ascending
	named     map[string]bool   // the names of the rows
	carriers  map[carried][]int // the rows that carry an update
}

// carried is the name of an update, with or without the packages of it that
// hold a few of its fixes only.
type carried struct {
	update     string
	standalone bool
}

// row is one line of builds.csv.
type row struct {
	Release
	standalone bool
	probably   Build
}

// line finds the product line of a build: nil where there is none.
func (c *Catalogue) line(b Build) *line {
	var found *line
	for i := range c.lines {
		l := &c.lines[i]
		if slices.Contains(l.versions, [2]int{b[0], b[1]}) && b[2] >= l.from {
			if found == nil || l.from > found.from {
				found = l
			}
		}
	}
	return found
}

// cu returns the bounds of the rows that share the first three numbers with a
// build. Where there are none, both are the place where they would be.
func (l *line) cu(b Build) (lo, hi int) {
	lo = sort.Search(len(l.rows), func(i int) bool { return l.rows[i].Build.compareCU(b) >= 0 })
	hi = lo + sort.Search(len(l.rows)-lo, func(i int) bool { return l.rows[lo+i].Build.compareCU(b) > 0 })
	return lo, hi
}

// at finds the row that a build is, or that is nearest below it: within its
// cumulative update where that is listed, else whatever was released before.
func (l *line) at(b Build) (*row, bool) {
	lo, hi := l.cu(b)
	i := lo - 1
	for j := lo; j < hi; j++ {
		if j == lo || l.rows[j].Build.Compare(b) <= 0 {
			i = j
		}
	}
	if i < 0 {
		return nil, false
	}
	return &l.rows[i], true
}

// Identify names a build. One that is not listed gets the names of the nearest
// listed one below it, and Listed is false. It reports false for a build of no
// product line that is known, and for one older than the first of its line.
func (c *Catalogue) Identify(b Build) (Release, bool) {
	l := c.line(b)
	if l == nil {
		return Release{}, false
	}
	r, ok := l.at(b)
	if !ok {
		return Release{Product: l.name}, false
	}
	found := r.Release
	found.Listed = found.Build == b
	return found, true
}

// Releases returns every listed build, oldest first within each product.
func (c *Catalogue) Releases() []Release {
	var all []Release
	for i := range c.lines {
		for _, r := range c.lines[i].rows {
			r.Listed = true
			all = append(all, r.Release)
		}
	}
	return all
}

// SupportedUntil is the end of support of a build's product line, 0 where it goes
// on or the line is not known.
func (c *Catalogue) SupportedUntil(b Build) athar.Time {
	if l := c.line(b); l != nil {
		return l.supported
	}
	return 0
}
