package assess

import (
	"cmp"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

const (
	// readerDays is how many days of bulk reading make a past: backups, archives and
	// synchronisation read each day much as the day before.
	readerDays = 7
	// readerFollows is how long after an intruder's step as an account what that
	// account reads otherwise than before is taken for the intruder's.
	readerFollows = 7 * athar.Day
)

// scripted are agents of tools with which people read mail by programs of their own.
var scripted = regexp.MustCompile(`(?i)python|curl/|go-http|java/|okhttp|powershell|ruby|wget|libwww`)

// reader is an hour in which an account read mail in bulk.
type reader struct {
	athar.Reader
	src athar.Source
}

// readerKey is the same for copies of one log that were taken while it grew: they
// begin an hour with the same record.
type readerKey struct {
	account string
	hour    athar.Time
	hash    uint64
	nth     int
}

// read takes an hour of a file; of copies the longest counts.
func (h *host) read(t *athar.Trace, one athar.Reader) {
	key := readerKey{one.Account, one.Hour, one.First.Hash, one.First.Nth}
	if old, known := h.readers[key]; known && old.Requests >= one.Requests {
		return
	}
	if h.readers == nil {
		h.readers = map[readerKey]reader{}
	}
	h.readers[key] = reader{one, sourceOf(t, &one.First)}
}

// way is how an account reads: from where and with what. Its hours are in order.
type way struct {
	account, ip, agent string
	hours              []reader
}

func (w *way) first() athar.Time { return w.hours[0].First.Time }
func (w *way) last() athar.Time  { return w.hours[len(w.hours)-1].Last }

// ways parts a server's readers, by account.
func (h *host) ways() map[string][]*way {
	of := map[[3]string]*way{}
	out := map[string][]*way{}
	for _, r := range slices.SortedFunc(maps.Values(h.readers), func(a, b reader) int {
		return cmp.Or(cmp.Compare(a.First.Time, b.First.Time), cmp.Compare(a.Account, b.Account), cmp.Compare(a.IP(), b.IP()), cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.src.Path, b.src.Path))
	}) {
		key := [3]string{r.Account, r.IP(), family(r.Agent)}
		w := of[key]
		if w == nil {
			w = &way{account: r.Account, ip: r.IP(), agent: key[2]}
			of[key] = w
			out[r.Account] = append(out[r.Account], w)
		}
		w.hours = append(w.hours, r)
	}
	return out
}

var digits = regexp.MustCompile(`[0-9][0-9._]*`)

// family is an agent without its versions: an update makes no other program.
func family(agent string) string { return digits.ReplaceAllString(strings.ToLower(agent), "#") }

// past is what an account did before a moment.
type past struct {
	days, hours map[athar.Time]bool
	ips, agents map[string]bool
}

// pastOf is what an account read before, but for one way.
func pastOf(all []*way, but *way) past {
	p := past{map[athar.Time]bool{}, map[athar.Time]bool{}, map[string]bool{}, map[string]bool{}}
	for _, w := range all {
		if w == but {
			continue
		}
		for _, r := range w.hours {
			if r.Hour >= but.first() {
				break
			}
			p.days[r.Hour/athar.Day] = true
			p.hours[r.Hour%athar.Day/athar.Hour] = true
			p.ips[w.ip], p.agents[w.agent] = true, true
		}
	}
	return p
}

// unlike reports whether a way of reading has nothing of an account's past: neither
// its address nor its agent nor, but for an hour, its time of the day.
func (p past) unlike(w *way) bool {
	if len(p.days) < readerDays || p.ips[w.ip] || p.agents[w.agent] {
		return false
	}
	for _, r := range w.hours {
		hour := r.Hour % athar.Day / athar.Hour
		if p.hours[hour] || p.hours[(hour+1)%24] || p.hours[(hour+23)%24] {
			return false
		}
	}
	return true
}

// days counts the days on which a way was gone.
func (w *way) days() int {
	seen := map[athar.Time]bool{}
	for _, r := range w.hours {
		seen[r.Hour/athar.Day] = true
	}
	return len(seen)
}

// readings tells of accounts that read mail in bulk otherwise than they used to, and
// of scripts that do so from outside. Both are leads; where an intruder used the
// address or the account, the mail was taken.
func (a *assessor) readings(d *draft) {
	all := d.h.ways()
	for _, account := range sortedKeys(all) {
		for _, w := range all[account] {
			p := pastOf(all[account], w)
			name := ""
			switch {
			case p.unlike(w):
				name = athar.ReadUnlikePast
			case scripted.MatchString(w.hours[0].Agent) && w.days() < readerDays && len(outside([]string{w.ip})) > 0:
				name = athar.ReadByScript
			}
			step := intruded(d.s.Findings, w, name != "")
			if step != nil && (name != "" || w.first() >= step.Time-athar.Day) {
				name = athar.ReadByIntruder
			} else if name == "" {
				continue
			} else {
				step = nil
			}
			a.tellReading(d, w, name, len(p.days), step)
		}
	}
	sortFindings(d.s.Findings)
}

// intruded finds an intruder's step from the same public address, with the same agent
// or where the account reads otherwise than it used to, or then as the same account.
func intruded(findings []athar.Finding, w *way, odd bool) *athar.Finding {
	ip, _ := netip.ParseAddr(w.ip)
	who := plainAccount(w.account)
	for i := range findings {
		f := &findings[i]
		if f.Stage < athar.Accessed || f.Time == 0 || f.Rule == athar.ReadByIntruder {
			continue
		}
		near := w.first() <= f.Until+readerFollows && f.Time <= w.last()+readerFollows
		// Many people can come from one public address; with one agent, few.
		if near && ip.IsValid() && !ip.Unmap().IsPrivate() && slices.Contains(f.IP, w.ip) && (odd || w.agent == family(agentOf(f))) {
			return f
		}
		if odd && near && f.Time <= w.last() && who != "" && slices.Contains(actors(f, false), who) {
			return f
		}
	}
	return nil
}

// agentOf is the agent that a finding's first record names.
func agentOf(f *athar.Finding) string {
	for _, field := range []string{"cs-user-agent", "UserAgent", "ClientInfo"} {
		if agent := strings.ReplaceAll(f.Evidence[field], "+", " "); agent != "" {
			return agent
		}
	}
	return ""
}

// tellReading adds a way of reading to a server's findings, and what an intruder
// read to the mailboxes.
func (a *assessor) tellReading(d *draft, w *way, name string, days int, step *athar.Finding) {
	rule := a.know.Library.Detector(name)
	whole := make([]*seen, len(w.hours))
	var bytes, requests int64
	boxes := map[string]int64{}
	unmeasured := false
	for i, r := range w.hours {
		whole[i] = &seen{Sighting: r.First, src: r.src}
		bytes, requests, unmeasured = bytes+r.Bytes, requests+r.Requests, unmeasured || r.Unmeasured
		for box, n := range r.Mailboxes {
			boxes[box] += n
		}
	}
	f := a.finding(d.h, rule, burst{whole: whole, until: w.last(), count: int(requests)})
	if f.Campaign == "" {
		f.Campaign = campaign.Persistence
	}
	for k, v := range map[string]string{
		"AuthenticatedUser": w.account, "ClientIpAddress": w.ip, "UserAgent": w.hours[0].Agent, "past_days": strconv.Itoa(days),
		"requests": strconv.FormatInt(requests, 10), "bytes": strconv.FormatInt(bytes, 10), "mailboxes": strconv.Itoa(len(boxes)),
	} {
		f.Evidence[k] = v
	}
	if step != nil {
		f.Campaign, f.CVE = step.Campaign, slices.Clone(step.CVE)
		f.Evidence["tied_to"] = step.ID
	}
	f.ID = identify(d.h.name+"\x00"+w.account+"\x00"+w.ip+"\x00"+w.agent, &f)
	d.s.Findings = append(d.s.Findings, f)
	if step != nil {
		d.read = append(d.read, takenBy{finding: f.ID, from: w.first(), until: w.last(), boxes: boxes, unmeasured: unmeasured})
	}
}

// takenBy is the mail that one finding's account read.
type takenBy struct {
	finding     string
	from, until athar.Time
	boxes       map[string]int64
	unmeasured  bool
}

// readOut adds what an intruder read with somebody's account to the mailboxes.
func (v *verdict) readOut(all []takenBy) {
	for _, r := range all {
		for _, box := range sortedKeys(r.boxes) {
			t := v.thefts[box]
			if t == nil {
				t = &theft{first: r.from, because: map[string]bool{}}
				v.thefts[box] = t
			}
			t.first, t.last = min(t.first, r.from), max(t.last, r.until)
			t.bytes += r.boxes[box]
			t.reads = true
			t.unmeasured = t.unmeasured || r.unmeasured
			t.because[r.finding] = true
		}
	}
}
