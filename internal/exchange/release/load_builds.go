package release

import (
	"cmp"
	"errors"
	"fmt"
)

var buildColumns = []string{"product", "cu", "update", "build", "released", "kb", "standalone", "probably_from"}

func (c *Catalogue) addBuild(rec map[string]string) error {
	l := c.lineOf(rec["product"])
	if l == nil {
		return fmt.Errorf("product %q is not in %s", rec["product"], productsFile)
	}
	r := row{Release: Release{Product: l.name, CU: rec["cu"], SU: rec["update"], KB: rec["kb"]}}
	var err error
	if r.Build, err = ParseBuild(rec["build"]); err != nil {
		return err
	}
	if r.Released, err = day("released", rec["released"]); err != nil {
		return err
	}
	switch rec["standalone"] {
	case "":
	case "yes":
		r.standalone = true
	default:
		return fmt.Errorf("standalone %q: expected yes or nothing", rec["standalone"])
	}
	if p := rec["probably_from"]; p != "" {
		if r.probably, err = ParseBuild(p); err != nil {
			return err
		}
		if r.probably.compareCU(r.Build) != 0 || r.probably.Compare(r.Build) >= 0 {
			return fmt.Errorf("probably_from %s must be an earlier revision of %s", p, r.Build)
		}
	}
	if err := l.accepts(&r); err != nil {
		return err
	}
	if c.line(r.Build) != l {
		return fmt.Errorf("build %s is not of product %s", r.Build, l.key)
	}
	l.rows = append(l.rows, r)
	l.named[r.Release.String()] = true
	return nil
}

// accepts checks a row against those before it: builds ascend, and an update
// follows the cumulative update that it is made for.
func (l *line) accepts(r *row) error {
	if r.CU == "" {
		return errors.New("cu must not be empty")
	}
	if l.named[r.Release.String()] {
		return fmt.Errorf("%s %s is here twice", l.key, r.Release)
	}
	var last row
	if n := len(l.rows); n > 0 {
		last = l.rows[n-1]
	}
	sameCU := last.Build.compareCU(r.Build) == 0
	switch {
	case last.Build.Compare(r.Build) >= 0:
		return fmt.Errorf("build %s does not ascend: it follows %s", r.Build, last.Build)
	case r.SU != "" && (!sameCU || last.CU != r.CU):
		return fmt.Errorf("update %s must follow the line of %s, with its first three numbers", r.SU, r.CU)
	case r.SU == "" && sameCU:
		return fmt.Errorf("%s has the first three numbers of %s", r.CU, last.CU)
	}
	return nil
}

// index finds for each name of an update the rows that carry it.
func (l *line) index() {
	l.carriers = map[carried][]int{}
	for i := range l.rows {
		r := &l.rows[i]
		name := cmp.Or(r.SU, r.CU)
		if !r.standalone {
			l.carriers[carried{name, false}] = append(l.carriers[carried{name, false}], i)
		}
		l.carriers[carried{name, true}] = append(l.carriers[carried{name, true}], i)
	}
}
