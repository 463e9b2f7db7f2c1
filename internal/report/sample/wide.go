package sample

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// Wide makes every list of a case n entries long, but for the findings: servers,
// mailboxes, clusters, gaps, unread files, rules. Entries keep the shape of the
// first.
func Wide(a *athar.Assessment, n int) *athar.Assessment {
	s := &a.Servers[0]
	for i := range n {
		s.Mailboxes = append(s.Mailboxes, s.Mailboxes[0])
		s.Clusters = append(s.Clusters, s.Clusters[0])
		s.Actions = append(s.Actions[:min(len(s.Actions), 60)], s.Actions[0])
		s.Aliases = append(s.Aliases, fmt.Sprintf("host%d.contoso.example", i))
		s.Coverage[1].Gaps = append(s.Coverage[1].Gaps, s.Coverage[1].Gaps[0])
		s.Answers.StillThere.Uncovered = append(s.Answers.StillThere.Uncovered, s.Coverage[1].Gaps[0])
		a.Servers = append(a.Servers[:min(len(a.Servers), n/4)], quiet(fmt.Sprintf("EDGE%05d", i), athar.Probed))
		s = &a.Servers[0]
		a.Mentioned = append(a.Mentioned, a.Mentioned[0])
		a.Scan.Skipped = append(a.Scan.Skipped, a.Scan.Skipped[0])
		a.Scan.Rules.Failed = append(a.Scan.Rules.Failed, a.Scan.Rules.Failed[0])
		a.Scan.Rules.Unreachable = append(a.Scan.Rules.Unreachable, fmt.Sprintf("rule-%d", i))
		a.Links = append(a.Links, a.Links[0])
		a.Scan.Ignored[fmt.Sprintf("kind-%d", i)] = 1
	}
	return a
}
