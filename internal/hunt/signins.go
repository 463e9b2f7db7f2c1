package hunt

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/exchange"
)

// signInRefused stands in rows of IIS for a password that was wrong: unauthorised by
// logon, ERROR_LOGON_FAILURE. Handshakes that only begin a sign-in have another number.
const signInRefused = " 401 1 1326 "

// Bounds of what is kept of refused sign-ins.
const (
	maxTries   = 50_000 // of one hour
	maxOfAgent = 1_000  // of them that are kept of one agent: enough to tell a spray
	maxSprayed = 8_000  // of one file, in hours that may be a spray's
	maxLetIn   = 20_000
)

var (
	refusedRule = &campaign.Rule{Name: athar.RefusedRow, Meta: campaign.Meta{Evidence: []string{"cs-user-agent", "cs-uri-stem"}}}
	letInRule   = &campaign.Rule{Name: athar.LetInRow, Meta: campaign.Meta{Evidence: []string{"cs-user-agent", "cs-uri-stem"}}}
)

// signIns gathers wrong passwords by agent, an hour at a time. People mistype all
// day; what is kept are hours in which one agent tried so many users, a few times
// each, that it may be a spray. Whether it was, who got in from there says: that is
// looked for a second time.
type signIns struct {
	hour    athar.Time
	byAgent map[string]map[[2]string]*tried // by user and address
	n       int
	found   []athar.Sighting
	over    int64
}

// tried is a user's wrong passwords from one address.
type tried struct {
	first athar.Sighting
	n     int
}

// signIn notes a refused sign-in.
func (r *reading) signIn() {
	user := loginOf(&r.rec)
	ip := addresses(r.rec.Get("c-ip"))
	if user == "" || len(ip) == 0 {
		return
	}
	s := &r.signIns
	if hour := r.rec.Time - r.rec.Time%athar.Hour; hour != s.hour {
		s.settle()
		s.hour = hour
	}
	agent := clip(r.rec.Get("cs-user-agent"), maxValue)
	if s.byAgent == nil {
		s.byAgent = map[string]map[[2]string]*tried{}
	}
	if s.byAgent[agent] == nil {
		s.byAgent[agent] = map[[2]string]*tried{}
	}
	key := [2]string{user, ip[0]}
	if t := s.byAgent[agent][key]; t != nil {
		t.n++
		return
	}
	if s.n++; s.n > maxTries {
		s.over++
		return
	}
	first := sight(&r.rec, refusedRule, true)
	first.Subject, first.Account = user, []string{user}
	s.byAgent[agent][key] = &tried{first, 1}
}

// settle ends an hour: what may be a spray of it is kept, in the log's order.
func (s *signIns) settle() {
	var kept []athar.Sighting
	for _, tries := range s.byAgent {
		of := map[string]int{}
		for key, t := range tries {
			of[key[0]] += t.n
		}
		few := 0
		for _, n := range of {
			if n <= athar.SprayTries {
				few++
			}
		}
		if few < athar.SprayUsers {
			continue
		}
		var mine []athar.Sighting
		for key, t := range tries {
			if of[key[0]] <= athar.SprayTries {
				t.first.Fields["tries"] = strconv.Itoa(t.n)
				mine = append(mine, t.first)
			}
		}
		kept = append(kept, s.first(mine, maxOfAgent)...)
	}
	s.found = append(s.found, s.first(kept, maxSprayed-len(s.found))...)
	s.byAgent, s.n = nil, 0
}

// first keeps so many sightings, the first of the log, and counts the others.
func (s *signIns) first(all []athar.Sighting, room int) []athar.Sighting {
	slices.SortFunc(all, func(a, b athar.Sighting) int { return int(a.Line - b.Line) })
	room = min(len(all), room)
	s.over += int64(len(all) - room)
	return all[:room]
}

func (s *signIns) into(t *athar.Trace) {
	s.settle()
	t.Sightings = append(t.Sightings, s.found...)
	if s.over > 0 {
		lose(t, "more refused sign-ins than are kept of one file, beyond: "+strconv.FormatInt(s.over, 10), 0, 0)
	}
}

// loginOf is whom a request signs in as, without the domain and in lower case: by
// the log's own column, or where that is empty by what a phone says in its query.
func loginOf(rec *athar.Record) string {
	name := rec.Get("cs-username")
	if name == "" {
		for part := range strings.SplitSeq(rec.Get(exchange.FieldClientQuery), "&") {
			if key, value, _ := strings.Cut(part, "="); strings.EqualFold(key, "user") {
				name, _ = url.QueryUnescape(value)
			}
		}
	}
	name = strings.ToLower(name)
	name = name[strings.LastIndexAny(name, `\/`)+1:]
	name, _, _ = strings.Cut(name, "@")
	return clip(name, 256)
}

// signers are the addresses and users of hours that may be a spray's.
type signers struct {
	texts map[string]bool // as they stand in rows
	ips   map[string]bool
	users map[string]bool
	hours map[athar.Time]bool
}

// signedIn adds to the keys who may have tried passwords, and whom. Where there is no
// room for one, nobody can say whether he got in, and he is marked.
func (k *keys) signedIn(s *athar.Sighting) {
	if k.signers.texts == nil {
		k.signers = signers{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[athar.Time]bool{}}
	}
	for _, text := range append(slices.Clone(s.IP), s.Account...) {
		if len(text) < 3 {
			continue // shorter names stand in most rows
		}
		if k.want(k.signers.texts, text); !k.signers.texts[text] {
			s.Fields[athar.Unasked] = "true"
			return
		}
	}
	for _, ip := range s.IP {
		k.signers.ips[ip] = true
	}
	k.signers.users[s.Subject] = true
	hour := s.Time - s.Time%athar.Hour
	if k.signers.hours[hour] {
		return
	}
	k.signers.hours[hour] = true
	for at := hour - athar.SprayBefore; at <= hour+athar.SprayAfter; at += athar.Hour {
		k.hours[at] = true
	}
}

// letIn notes who got in from an address, or where a user got in, of those in
// question, once each.
func (r *reading) letIn(k *keys) {
	if len(k.signers.ips) == 0 || r.rec.Kind != athar.KindIIS || r.rec.Get(exchange.FieldSide) == "back" {
		return
	}
	if status := r.rec.Get("sc-status"); len(status) != 3 || status[0] != '2' || r.rec.Get("cs-username") == "" {
		return
	}
	user, ip := loginOf(&r.rec), addresses(r.rec.Get("c-ip"))
	if len(ip) == 0 || !k.signers.ips[ip[0]] && !k.signers.users[user] {
		return
	}
	key := user + "\x00" + ip[0] + "\x00" + r.rec.Get("cs-user-agent")
	if r.letInBefore[key] || len(r.letInBefore) >= maxLetIn {
		return
	}
	if r.letInBefore == nil {
		r.letInBefore = map[string]bool{}
	}
	r.letInBefore[key] = true
	s := sight(&r.rec, letInRule, true)
	s.Subject, s.Account = user, []string{user}
	r.seen.add(s)
}
