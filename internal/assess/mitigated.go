package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// mitigationRule finds the rules of Microsoft's mitigations in the configuration of
// the web server (2.16).
const mitigationRule = "iis-mitigation"

// mitigate changes the present state of the flaws whose mitigation stands in the
// newest configuration. It does not say since when it stands there, so what was
// before the end of the evidence stays open: a mitigation is no fix, and it rules no
// earlier attack out.
func (a *assessor) mitigate(h *host, history []athar.Exposure) []athar.Exposure {
	var standing []string
	for _, s := range h.sights {
		if s.Rule == mitigationRule && s.Fields["state"] != "history" {
			standing = append(standing, strings.ToLower(s.Fields["name"]))
		}
	}
	history = a.dated(h, history)
	if len(standing) == 0 || h.end == 0 {
		return history
	}
	out := slices.Clone(history)
	for i := range history {
		e := &out[i]
		if e.Until != 0 || e.State != athar.Vulnerable && e.State != athar.ExposureOpen || e.From >= h.end {
			continue
		}
		flaw, ok := a.know.Releases.Flaw(e.CVE)
		if !ok || !slices.ContainsFunc(flaw.MitigatedBy, func(rule string) bool {
			return slices.ContainsFunc(standing, func(name string) bool { return strings.Contains(name, strings.ToLower(rule)) })
		}) {
			continue
		}
		now := *e
		now.State, now.From = athar.Mitigated, h.end
		e.Until = h.end
		out = append(out, now)
	}
	slices.SortStableFunc(out, byBeginning)
	return out
}
