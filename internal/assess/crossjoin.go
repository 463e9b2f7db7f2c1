package assess

import "github.com/athar-forensics/athar"

// joinAcross lets a request that came in on one server learn from the row that the
// server of the mailbox wrote of it: which mailbox was asked, and what was read.
// The request stays where it came in, so behind two servers it counts once.
func joinAcross(hosts []*host) {
	if len(hosts) < 2 {
		return
	}
	type told struct {
		s    *seen
		home *host
	}
	rows := map[string][]told{}
	for _, h := range hosts {
		for _, s := range h.sights {
			if s.Rule == athar.JoinRow && s.src.Kind == athar.KindEWS && s.Request != "" {
				rows[s.Request] = append(rows[s.Request], told{s, h})
			}
		}
	}
	if len(rows) == 0 {
		return
	}
	for _, h := range hosts {
		for _, s := range h.sights {
			if !s.src.Kind.FrontEnd() || s.Request == "" || s.Rule == athar.JoinRow {
				continue
			}
			for _, row := range rows[s.Request] {
				if d := row.s.Time - s.Time; row.home != h && d <= idSlack && d >= -idSlack {
					s.learn(row.s)
				}
			}
		}
	}
}
