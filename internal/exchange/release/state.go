package release

import (
	"slices"

	"github.com/athar-forensics/athar"
)

// state says what a build alone tells about a flaw. Where exact is false the
// revision does not follow the security updates, and only the cumulative
// update is safe.
func (f *Flaw) state(l *line, b Build, exact bool) athar.ExposureState {
	if l == nil {
		return athar.ExposureOpen
	}
	fix, ok := f.Fixed[l.key]
	switch {
	case !ok && slices.Contains(f.Unfixed, l.key):
		return athar.Vulnerable
	case !ok && slices.Contains(f.Unaffected, l.key):
		return athar.NotAffected
	case !ok && l.supported != 0 && f.Published > l.supported:
		// Nobody looked any more: that the line is not listed says nothing.
		return athar.ExposureOpen
	case !ok:
		return athar.NotAffected
	}
	s := l.reach(carried{fix, f.Standalone}, b, exact)
	if p, ok := f.Probably[l.key]; ok && s == athar.Vulnerable && l.reach(carried{p, f.Standalone}, b, exact) != athar.Vulnerable {
		return athar.ExposureOpen
	}
	if s == athar.Fixed && f.Needs != "" {
		if d, ok := f.Default[l.key]; ok && l.reach(carried{d, f.Standalone}, b, exact) == athar.Fixed {
			return athar.Fixed
		}
		return athar.ExposureOpen
	}
	return s
}

// reach says whether a build holds an update. An update is made for a few
// cumulative updates only, its carriers: newer ones were cut with its fixes in
// them, all others never got it.
func (l *line) reach(update carried, b Build, exact bool) athar.ExposureState {
	carriers := l.carriers[update]
	oldest, newest := &l.rows[carriers[0]], &l.rows[carriers[len(carriers)-1]]
	lo, hi := l.cu(b)
	listed := lo < hi
	if b.compareCU(newest.Build) > 0 {
		switch {
		case listed, newest.SU == "", lo == len(l.rows), l.rows[lo-1].Build.compareCU(newest.Build) > 0:
			return athar.Fixed
		}
		// An unlisted build right above the newest carrier may have been cut
		// before or after the update.
		return athar.ExposureOpen
	}
	if b.compareCU(oldest.Build) < 0 {
		return athar.Vulnerable
	}
	if !listed {
		return athar.ExposureOpen
	}
	for _, i := range carriers {
		if lo <= i && i < hi {
			return l.holds(i, b, exact)
		}
	}
	return athar.Vulnerable
}

// holds says whether a build of a carrier's own cumulative update has the update.
func (l *line) holds(carrier int, b Build, exact bool) athar.ExposureState {
	r := &l.rows[carrier]
	switch {
	case r.SU == "":
		return athar.Fixed
	case !exact:
		return athar.ExposureOpen
	case b.Compare(r.Build) >= 0:
		now, _ := l.at(b)
		if now != r && now.standalone {
			// It raised the revision and brought its own fixes only.
			return athar.ExposureOpen
		}
		return athar.Fixed
	case r.probably != Build{} && b.Compare(r.probably) >= 0:
		return athar.ExposureOpen
	}
	return athar.Vulnerable
}
