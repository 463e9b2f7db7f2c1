package sample

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// Fleet is the i-th case of a made-up fleet: one server each, most of them only
// exposed, some probed, a fifth entered (as the prosecutors' numbers of 2026
// have it), of these some sharing an address, a key or an hour.
func Fleet(i int) *athar.Assessment {
	a := Assessment()
	a.Tenants, a.Links = nil, nil
	name := fmt.Sprintf("MAIL%05d", i)
	if i%5 != 0 {
		a.Servers = []athar.Server{quiet(name, []athar.Stage{athar.Exposed, athar.Exposed, athar.Probed, athar.Attempted, athar.Clear, athar.Unknown}[i/5%6])}
		if s := &a.Servers[0]; s.Stage != athar.Clear && s.Stage != athar.Unknown {
			s.Answers.Exposed.Answer = athar.Yes
		}
		return a
	}
	a = Large(60)
	a.Tenants, a.Links = nil, nil
	s := a.Servers[0]
	s.Name, s.Stage = name, athar.Accessed+athar.Stage(i/5%6)
	s.Clusters[0].ShellKey = []string{fmt.Sprintf("key%d", i%40)}
	for j := range s.Findings {
		s.Findings[j].IP = []string{fmt.Sprintf("203.0.113.%d", i%200), fmt.Sprintf("198.51.100.%d", j%250)}
		s.Findings[j].Stage = min(s.Findings[j].Stage, s.Stage)
	}
	a.Servers = []athar.Server{s}
	return a
}
