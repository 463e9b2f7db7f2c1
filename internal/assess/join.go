package assess

import (
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// idSlack is how far apart two logs may place one request that they give the same
// id: both write when it ends. An id that a client put into his own query joins
// nothing: the path has to agree as well, and where it does clocks may differ by a
// time zone.
const (
	idSlack   = 2 * athar.Minute
	zoneSlack = 14*athar.Hour + idSlack
)

// joinSlack is how far apart IIS and the front end may log one request: IIS
// writes whole seconds.
const joinSlack = 2 * athar.Second

// join tells which sightings are of one request: IIS and the front end log it
// each, joined by the request's id, or where ids were masked or cut by path,
// answer, sender and second. IIS sees less, so the front end's record tells the
// request, and IIS' is a further source of it.
func (a *assessor) join(h *host) {
	byID := map[string][]*seen{}
	byPath := map[string][]*seen{}
	for _, s := range h.sights {
		if !s.src.Kind.FrontEnd() || s.indicated() {
			continue
		}
		if s.Request != "" {
			byID[s.Request] = append(byID[s.Request], s)
		}
		byPath[requestKey(s)] = append(byPath[requestKey(s)], s)
	}
	told := map[*seen]bool{}   // front-end sightings that an IIS row was joined to, without an id
	paired := map[*seen]bool{} // front-end sightings of which IIS has a row by the same rule
	for _, s := range h.sights {
		if s.src.Kind != athar.KindIIS || strings.HasPrefix(s.Rule, "@") || s.indicated() {
			continue // rows that no rule made are no requests to be told
		}
		inner := s.Fields["side"] == "back"
		front := agreeing(byID[s.Request], s, inner)
		if !inner && (s.Request == "" || len(front) == 0) {
			front = nil
			if near := nearest(byPath[requestKey(s)], s, told); near != nil {
				front = []*seen{near}
				told[near] = true
			}
		}
		for _, f := range front {
			if f.Rule == s.Rule {
				s.twin, paired[f] = true, true
			}
		}
		switch best := a.highest(front); {
		case best != nil && best.blind && a.stage(s) > a.stage(best):
			// A narrow export sees less than IIS does.
			s.take(best)
		case best != nil:
			best.take(s)
		case len(front) > 0 && !front[0].blind && !inner && a.stage(s) >= athar.Accessed:
			// The front end logged this request, and nothing about it is odd.
			s.absorbed = true
		}
	}
	h.pairEchoes(paired)
	for _, s := range h.sights {
		if s.Rule != athar.JoinRow {
			continue
		}
		s.absorbed = true
		inner := s.src.Kind != athar.KindIIS || s.Fields["side"] == "back"
		if best := a.highest(agreeing(byID[s.Request], s, inner)); best != nil && !s.src.Kind.FrontEnd() {
			best.take(s)
			best.learn(s)
		}
	}
}

// reading are the EWS actions that hand out mail, in lower case (4.2).
var reading = map[string]bool{
	"getitem": true, "exportitems": true, "getattachment": true, "syncfolderitems": true,
	"getconversationitems": true, "getstreamingevents": true,
}

// learn takes from the back end's row of a request whose mailbox was asked, and
// how many items were read.
func (s *seen) learn(o *seen) {
	for _, field := range []string{"ActAsUser", "ImpersonatedUser"} {
		if s.mailbox == "" {
			s.mailbox = o.Fields[field]
		}
	}
	if reading[strings.ToLower(o.Fields["SoapAction"])] {
		s.reads = true
		for _, field := range []string{"LocalIdCount", "RemoteIdCount"} {
			n, _ := strconv.ParseInt(o.Fields[field], 10, 32)
			s.items += max(n, 0)
		}
	}
}

// agreeing keeps the front-end rows that can be of the same request as s: at the
// same time, and but for the inner site's rows for the same path.
func agreeing(front []*seen, s *seen, inner bool) []*seen {
	var out []*seen
	for _, f := range front {
		slack := athar.Time(zoneSlack)
		if inner {
			slack = idSlack
		}
		if d := f.Time - s.Time; d > slack || d < -slack || !inner && pathOf(f) != pathOf(s) {
			continue
		}
		out = append(out, f)
	}
	return out
}

// requestKey is what two logs of one request agree on besides time and sender.
func requestKey(s *seen) string {
	return pathOf(s) + " " + s.Fields["sc-status"]
}

func pathOf(s *seen) string {
	if len(s.URL) == 0 {
		return ""
	}
	path, _, _ := strings.Cut(strings.ToLower(s.URL[0]), "?")
	return path
}

// nearest finds the front-end sighting of the same second that is not told yet.
func nearest(front []*seen, s *seen, told map[*seen]bool) *seen {
	i := sort.Search(len(front), func(i int) bool { return front[i].Time >= s.Time-joinSlack })
	for ; i < len(front) && front[i].Time <= s.Time+joinSlack; i++ {
		f := front[i]
		if told[f] || f.Rule == athar.JoinRow || f.Request != "" && s.Request != "" {
			continue
		}
		if len(f.IP) == 0 || len(s.IP) == 0 || f.IP[0] == s.IP[0] {
			return f
		}
	}
	return nil
}

// take makes another sighting of the same request a further source of this one.
func (s *seen) take(o *seen) {
	o.absorbed = true
	if o.src != s.src && !slices.Contains(s.also, o.src) {
		s.also = append(s.also, o.src)
	}
	if o.Fields["side"] != "back" { // there the client is the front end itself
		for _, ip := range o.IP {
			s.IP = keep(s.IP, ip)
		}
	}
	for _, a := range o.Account {
		s.Account = keep(s.Account, a)
	}
	// The map is the trace's, and a trace is what one file says.
	fields := maps.Clone(s.Fields)
	if fields == nil {
		fields = map[string]string{}
	}
	for k, v := range o.Fields {
		if fields[k] == "" {
			fields[k] = v
		}
	}
	s.Fields = fields
	if s.Subject == "" {
		s.Subject = o.Subject
	}
}

// keep adds a value to a sorted set.
func keep(set []string, v string) []string {
	i := sort.SearchStrings(set, v)
	if v == "" || i < len(set) && set[i] == v {
		return set
	}
	out := append(append(append([]string{}, set[:i]...), v), set[i:]...)
	return out
}

// highest picks the sighting whose rule says most.
func (a *assessor) highest(all []*seen) *seen {
	var best *seen
	for _, s := range all {
		if s.Quiet || s.Rule == athar.JoinRow || best != nil && a.stage(s) <= a.stage(best) {
			continue
		}
		best = s
	}
	return best
}
