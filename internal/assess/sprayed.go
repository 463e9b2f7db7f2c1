package assess

import (
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// The detectors of sprayed passwords.
const (
	passwordSpray = "password-spray"
	sprayEntered  = "password-spray-entered"
)

const (
	// officeUsers is how many users get in, and one in officeShare of those who are
	// refused at least, from an address that is an office's or a provider's: wrong
	// passwords are people's own there.
	officeUsers = 3
	officeShare = 5
	// stubborn is in how many hours a device asks for one user from one address that
	// has an old password: sprays go on to the next.
	stubborn = 4
	// sprayPast is how much of the server's past it takes to know whose phone is known.
	sprayPast = athar.Day
	// sprayLet is the share of the users in question, one in so many, that may be left
	// without an explanation: an agent that most of them use is no spray's.
	sprayLet = 2
)

// door is what is known of who got in at the server's door.
type door struct {
	at      map[string]map[string]bool // users by address
	refused map[string]map[string]bool // and those who were not let in
	agents  map[string]bool            // user and agent
	tries   map[string]int             // hours with wrong passwords by user, agent and address
	rows    []*seen
}

func (h *host) door() door {
	d := door{at: map[string]map[string]bool{}, refused: map[string]map[string]bool{}, agents: map[string]bool{}, tries: map[string]int{}}
	for _, s := range h.sights {
		users := d.at
		switch s.Rule {
		case athar.RefusedRow:
			users = d.refused
			d.tries[tryOf(s)]++ // one an hour is kept
		case athar.LetInRow:
			d.rows = append(d.rows, s)
			d.agents[s.Subject+"\x00"+s.Fields["cs-user-agent"]] = true
		default:
			continue
		}
		for _, ip := range s.IP {
			if users[ip] == nil {
				users[ip] = map[string]bool{}
			}
			users[ip][s.Subject] = true
		}
	}
	return d
}

// office reports whether an address is one from which people get in.
func (d *door) office(ip string) bool {
	n := len(d.at[ip])
	return n >= officeUsers && n*officeShare > len(d.refused[ip])
}

// tryOf tells who was refused, as what and from where.
func tryOf(s *seen) string {
	return s.Subject + "\x00" + s.Fields["cs-user-agent"] + "\x00" + strings.Join(s.IP, " ")
}

// own reports whether a wrong password was its user's own mistake: he got in from
// the same address or with the same program within days, people do from there, or a
// device of his asks hour after hour.
func (d *door) own(s *seen) bool {
	if d.tries[tryOf(s)] >= stubborn {
		return true
	}
	if d.agents[s.Subject+"\x00"+s.Fields["cs-user-agent"]] {
		return true
	}
	return slices.ContainsFunc(s.IP, func(ip string) bool { return d.at[ip][s.Subject] || d.office(ip) })
}

// sprayed finds hours in which one agent tried the passwords of many users, a few
// times each, from however many addresses, and none of those users was himself: on the
// morning after all passwords were changed thousands mistype, get in at last, and
// their phones were known before. Then it finds who was let in from such an address.
func (a *assessor) sprayed(h *host) []athar.Finding {
	type hourKey struct {
		agent string
		hour  athar.Time
	}
	hours := map[hourKey][]*seen{}
	var keys []hourKey
	for _, s := range h.sights { // in order of time
		if s.Rule != athar.RefusedRow || s.Fields[athar.Unasked] != "" {
			continue
		}
		k := hourKey{s.Fields["cs-user-agent"], s.Time - s.Time%athar.Hour}
		if hours[k] == nil {
			keys = append(keys, k)
		}
		hours[k] = append(hours[k], s)
	}
	if len(keys) == 0 {
		return nil
	}
	d := h.door()
	slices.SortStableFunc(keys, func(x, y hourKey) int { return strings.Compare(x.agent, y.agent) })
	var runs [][]*seen
	var last hourKey
	for _, k := range keys {
		strange := d.strangers(hours[k])
		switch {
		case len(strange) == 0:
			continue
		case len(runs) > 0 && last.agent == k.agent && k.hour-last.hour <= athar.Hour:
			runs[len(runs)-1] = append(runs[len(runs)-1], strange...)
		default:
			runs = append(runs, strange)
		}
		last = k
	}
	var out []athar.Finding
	for _, run := range runs {
		out = append(out, a.spray(h, run))
		out = append(out, a.enteredBy(h, &d, run)...)
	}
	return out
}

// strangers are the tries that are nobody's own mistake, where they make a spray.
func (d *door) strangers(tries []*seen) []*seen {
	var out []*seen
	all, users := map[string]bool{}, map[string]bool{}
	for _, s := range tries {
		all[s.Subject] = true
		if !d.own(s) {
			users[s.Subject] = true
			out = append(out, s)
		}
	}
	if len(users) < athar.SprayUsers || len(users)*sprayLet < len(all) {
		return nil
	}
	return out
}

// spray is the finding of one.
func (a *assessor) spray(h *host, run []*seen) athar.Finding {
	users, addresses, count := map[string]bool{}, map[string]bool{}, 0
	for _, s := range run {
		users[s.Subject] = true
		for _, ip := range s.IP {
			addresses[ip] = true
		}
		n, _ := s.measured("tries")
		count += int(n)
	}
	f := a.finding(h, a.know.Library.Detector(passwordSpray), burst{whole: run, until: run[len(run)-1].Time, count: count})
	f.Evidence["users"], f.Evidence["addresses"] = strconv.Itoa(len(users)), strconv.Itoa(len(addresses))
	if !slices.ContainsFunc(h.spans[athar.KindIIS], func(s span) bool { return s.First <= f.Time-sprayPast }) {
		f.Stage, f.Confidence = athar.NoStage, athar.Doubtful // whose phones are known cannot be told
	}
	return f
}

// enteredBy finds users who were let in by the spray: from one of its addresses and
// with its agent.
func (a *assessor) enteredBy(h *host, d *door, run []*seen) []athar.Finding {
	from, agent := map[string]bool{}, run[0].Fields["cs-user-agent"]
	for _, s := range run {
		for _, ip := range s.IP {
			from[ip] = true
		}
	}
	byUser := map[string][]*seen{}
	for _, s := range d.rows {
		if s.Fields["cs-user-agent"] == agent && len(s.IP) > 0 && from[s.IP[0]] && s.Time >= run[0].Time {
			byUser[s.Subject] = append(byUser[s.Subject], s)
		}
	}
	var out []athar.Finding
	for _, user := range sortedKeys(byUser) {
		rows := byUser[user]
		out = append(out, a.finding(h, a.know.Library.Detector(sprayEntered), burst{whole: rows, until: rows[len(rows)-1].Time, count: len(rows)}))
	}
	return out
}
