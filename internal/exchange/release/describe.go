package release

import (
	"cmp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// At says how every known flaw stands with a build, sorted by From and CVE.
// Where at is given, only the flaws known to be exploited by that day count.
//
// From is when the flaw began to matter, and unknown (sorted last) where the
// build is not vulnerable: a build alone does not say when it was installed.
func (c *Catalogue) At(b Build, exact bool, at athar.Time) []athar.Exposure {
	l := c.line(b)
	all := []athar.Exposure{}
	for i := range c.flaws {
		f := &c.flaws[i]
		if at != 0 && (f.ExploitedSince == 0 || f.ExploitedSince > at) {
			continue
		}
		e := athar.Exposure{
			CVE: f.CVE, Name: f.Name, State: f.state(l, b, exact),
			FixedBy: f.fixedBy(l), ExploitedSince: f.ExploitedSince,
		}
		if e.State == athar.Vulnerable {
			e.From = f.since(l)
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b athar.Exposure) int {
		return cmp.Or(compareBool(a.From == 0, b.From == 0), cmp.Compare(a.From, b.From), strings.Compare(a.CVE, b.CVE))
	})
	return all
}

// Description is what `athar exposure --json` writes. Product and Release are
// null for a build of no known product.
type Description struct {
	Build    string           `json:"build"`
	Product  *string          `json:"product"`
	Release  *string          `json:"release"`
	Exposure []athar.Exposure `json:"exposure"`
}

// Describe names a build and says what it is open to, by a day or, where at is
// 0, by all that is known. The build is taken to be exact.
func Describe(c *Catalogue, b Build, at athar.Time) Description {
	d := Description{Build: b.String(), Exposure: c.At(b, true, at)}
	r, ok := c.Identify(b)
	if r.Product != "" {
		d.Product = &r.Product
	}
	if ok {
		name := r.String()
		d.Release = &name
	}
	return d
}
