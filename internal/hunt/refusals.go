package hunt

import (
	"maps"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
)

// maxRefusals bounds the hours in which one file's servers refused pages: seven
// years of one sort.
const maxRefusals = 1 << 16

// refusals are the hours in which pages that are none of Exchange's were refused.
// They tell a server that answers any name alike from one that has the page.
type refusals map[athar.Refusal]bool

func (r *refusals) add(server, script string, t athar.Time) {
	if *r == nil {
		*r = refusals{}
	}
	at := athar.Refusal{Server: server, Sort: exchange.SortOf(script), Hour: t - t%athar.Hour}
	if len(*r) >= maxRefusals {
		at.Server, at.Hour = "", 0 // more than can be kept: it refused all the time
	}
	(*r)[at] = true
}

func (r *refusals) into(t *athar.Trace) {
	t.Refusals = slices.SortedFunc(maps.Keys(*r), func(a, b athar.Refusal) int {
		if a.Hour != b.Hour {
			return int(min(max(a.Hour-b.Hour, -1), 1))
		}
		return strings.Compare(a.Server+"\x00"+a.Sort, b.Server+"\x00"+b.Sort)
	})
}

// refuses reports whether an answer says that there is no page for the asker. The
// demand for HTTPS (403.4, or a redirect on port 80) and errors of the server's own
// say nothing of the page.
func refuses(status, substatus, port string) bool {
	switch status {
	case "301", "302", "303", "307", "308":
		return port != "80"
	case "403":
		return substatus != "4"
	case "401", "404", "405", "410":
		return true
	}
	return false
}
