package assess

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// exported lists the mailboxes that an intruder had written to a file: whole ones,
// unless the request itself names a part. Their size stands in no log.
func (v *verdict) exported() []athar.Mailbox {
	of := map[string]*athar.Mailbox{}
	for i := range v.s.Findings {
		f := &v.s.Findings[i]
		name := f.Evidence["param.mailbox"]
		if name == "" || f.Stage < athar.Accessed || !strings.EqualFold(f.Evidence["cmdlet"], "New-MailboxExportRequest") || f.Evidence["outcome"] == "failed" {
			continue
		}
		if f.Evidence["param.includefolders"] != "" || f.Evidence["param.contentfilter"] != "" {
			continue // a part, as ProxyShell takes the draft that carries its shell
		}
		m := of[name]
		if m == nil {
			m = &athar.Mailbox{Mailbox: name, Certainty: "evidenced", Band: "full", First: f.Time, Because: []string{}}
			of[name] = m
		}
		m.Because = keep(m.Because, f.ID)
		m.Last = max(m.Last, f.Until)
	}
	out := make([]athar.Mailbox, 0, len(of))
	for _, name := range sortedKeys(of) {
		out = append(out, *of[name])
	}
	return out
}
