package assess

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// tenantRead is the detector of what an intruder's address opened in a tenant.
const tenantRead = "tenant-read"

// tenantMailboxes lists whose mail an intruder's address opened. The records
// count messages and no bytes. A Sync of a folder may have taken all of it, and
// names none.
func (h *host) tenantMailboxes(findings []athar.Finding) []athar.Mailbox {
	all := map[string]*athar.Mailbox{}
	for _, s := range h.sights {
		name := s.Fields["mailbox"]
		if s.Rule != tenantRead || name == "" {
			continue
		}
		m := all[name]
		if m == nil {
			m = &athar.Mailbox{Mailbox: name, Certainty: "evidenced", Items: new(int64), First: s.Time, Because: []string{}}
			all[name] = m
		}
		if n, err := strconv.ParseInt(s.Fields["items"], 10, 64); err == nil && n > 0 && n <= maxMeasured && m.Items != nil {
			*m.Items += n
		}
		m.Last = max(m.Last, s.Time)
	}
	for i := range findings {
		f := &findings[i]
		if m := all[strings.ToLower(f.Evidence["mailbox"])]; m != nil && f.Rule == tenantRead && !slices.Contains(m.Because, f.ID) {
			m.Because = append(m.Because, f.ID)
		}
	}
	out := []athar.Mailbox{}
	for _, name := range sortedKeys(all) {
		m := all[name]
		sort.Strings(m.Because)
		switch {
		case *m.Items == 0:
			m.Items, m.Band = nil, "partial"
		case *m.Items >= bulkItems:
			m.Band = "bulk"
		default:
			m.Band = "partial"
		}
		out = append(out, *m)
	}
	return out
}
