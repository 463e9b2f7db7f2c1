package assess

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange/release"
)

// What the mitigation service says that it did, and the cmdlet that forbids it.
const (
	serviceApplied = "mitigation-service-applied"
	serviceBlocked = "mitigation-service-blocked"
)

var (
	// mitigationID is the number of a mitigation, M1 or M2.1: the parts of one are
	// applied together.
	mitigationID = regexp.MustCompile(`\bM0*([1-9][0-9]?)(?:\.[0-9]+)*\b`)
	// undone are words of an event that takes a mitigation away. Events are in the
	// server's language, and those of the service in English.
	undone = regexp.MustCompile(`(?i)remov|revers|rever[ts]|roll|block|delet|no longer|not applied|unapplied`)
)

// serviced are the times in which mitigations of Exchange's mitigation service stood.
// Its events name them ("M1"), those that take one away say so, and an administrator
// who blocks one takes it away by hand. That the service was switched off or could not
// reach Microsoft takes nothing away. A mitigation that it names is no proof that its rule
// works; where the web server's configuration was read, that decides.
func serviced(h *host) []standing {
	type turn struct {
		at  athar.Time
		id  string
		on  bool
		src athar.Source
	}
	var turns []turn
	for _, s := range h.sights {
		if s.Time == 0 || s.Rule != serviceApplied && s.Rule != serviceBlocked || !h.isNamed(s.Fields["param.identity"]) {
			continue
		}
		var text strings.Builder
		for _, field := range sortedKeys(s.Fields) {
			if field != "Provider_Name" {
				text.WriteString(s.Fields[field] + " ")
			}
		}
		on := s.Rule == serviceApplied && !undone.MatchString(text.String())
		for _, id := range mitigationID.FindAllStringSubmatch(text.String(), 32) {
			turns = append(turns, turn{s.Time, id[1], on, s.src})
		}
	}
	slices.SortStableFunc(turns, func(x, y turn) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.src.Line+x.src.Record, y.src.Line+y.src.Record), strings.Compare(x.id, y.id))
	})
	var out []standing
	open := map[string]int{} // by id: its place in out
	for _, t := range turns {
		if t.on {
			if _, stands := open[t.id]; !stands {
				open[t.id] = len(out)
				out = append(out, standing{athar.Interval{From: t.at}, "EEMS M" + t.id, stopsAs(t.id)})
			}
			continue
		}
		if i, stands := open[t.id]; stands {
			out[i].Until = t.at
			delete(open, t.id)
		}
	}
	return slices.DeleteFunc(out, func(m standing) bool { return m.Until != 0 && m.Until <= m.From })
}

// isNamed reports whether a cmdlet that names a server can mean this one.
func (h *host) isNamed(server string) bool {
	label, _, _ := strings.Cut(strings.Trim(server, `"' `), ".")
	return label == "" || strings.EqualFold(label, h.name)
}

// stopsAs tells the flaws that a mitigation of the service stops: those whose list of
// rules has one with its number, "EEMS M1".
func stopsAs(id string) func(release.Flaw) bool {
	return func(f release.Flaw) bool {
		return slices.ContainsFunc(f.MitigatedBy, func(part string) bool {
			number, ok := strings.CutPrefix(part, "EEMS M")
			if !ok {
				return false
			}
			end := strings.IndexFunc(number, func(r rune) bool { return r < '0' || r > '9' })
			if end < 0 {
				end = len(number)
			}
			return number[:end] == id
		})
	}
}
