package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
)

// How near two steps have to be to be one intruder's. An address is leased and an
// agent is a tool's default, so neither joins steps alone; both together do within
// half a day, and an address within one chain of the same campaign.
const (
	sessionGap = 12 * athar.Hour   // same address and agent
	chainGap   = 10 * athar.Minute // same address and campaign
	accountGap = athar.Hour        // same account of somebody else
	nearby     = 2 * athar.Minute  // a step without an address beside one with
	keyLeast   = 5                 // shorter keys are defaults of tools, or chance
)

// commonKeys are passwords with which public web shells are shipped.
var commonKeys = map[string]bool{
	"password": true, "shell": true, "chopper": true, "antsword": true, "orange": true, "unsafe": true, "request": true, "command": true, "admin": true,
}

// trait is what of a finding can tell intruders apart.
type trait struct {
	f        *athar.Finding
	ip       []string
	agents   []string
	keys     []string
	shown    string   // the shell's key, worth joining or not
	pages    []string // of shells that this step planted, ordered or is
	accounts []string
	canaries []string
}

// clusters groups the findings from "attempted" on by who can have made them:
// what joins is a shell (its page, its key), a session, an account used within the
// hour. Probes are not clustered.
func (a *assessor) clusters(s *athar.Server) []athar.Cluster {
	var traits []trait
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Stage >= athar.Attempted {
			traits = append(traits, a.traitOf(f))
		}
	}
	g := newGroups(len(traits))
	g.byValue(traits, func(t *trait) []string { return t.pages })
	g.byValue(traits, func(t *trait) []string { return t.keys })
	g.byValue(traits, func(t *trait) []string { return t.canaries })
	g.byTime(traits, sessionGap, func(t *trait) []string { return pairs(t.ip, t.agents) })
	g.byTime(traits, chainGap, func(t *trait) []string { return pairs(outside(t.ip), []string{t.f.Campaign}) })
	g.byTime(traits, accountGap, func(t *trait) []string { return t.accounts })
	g.loose(traits)
	var out []athar.Cluster
	for _, members := range g.sets() {
		out = append(out, a.cluster(s, traits, members))
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].First != out[j].First {
			return out[i].First < out[j].First
		}
		return out[i].ID < out[j].ID
	})
	return list(out)
}

func (a *assessor) traitOf(f *athar.Finding) trait {
	t := trait{f: f}
	for _, ip := range f.IP {
		addr, err := netip.ParseAddr(ip)
		if err != nil || addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsUnspecified() {
			continue // the server speaking to itself
		}
		t.ip = append(t.ip, ip)
	}
	for _, field := range []string{"cs-user-agent", "UserAgent", "ClientInfo"} {
		if agent := strings.ReplaceAll(f.Evidence[field], "+", " "); agent != "" && agent != "-" {
			t.agents = keep(t.agents, agent)
		}
	}
	t.shown = f.Evidence["key"]
	for _, field := range []string{"param.externalurl", "param.internalurl"} {
		if t.shown == "" { // the script that a cmdlet put into a virtual directory
			t.shown = exchange.ShellKey(f.Evidence[field])
		}
	}
	if len(t.shown) >= keyLeast && !commonKeys[strings.ToLower(t.shown)] {
		t.keys = append(t.keys, t.shown)
	}
	for _, who := range actors(f, false) {
		t.accounts = keep(t.accounts, who)
	}
	// A visit to a page proves nothing of who put it there.
	if f.Stage >= athar.Implanted && f.Rule != webshellReached {
		for _, file := range f.File {
			t.pages = keep(t.pages, a.know.Pages.Place(file).URL)
		}
		t.pages = keep(t.pages, strings.ToLower(f.Evidence["script"]))
		if f.Source.Kind == athar.KindFile && len(f.URL) > 0 {
			t.pages = keep(t.pages, strings.ToLower(f.URL[0]))
		}
	}
	for _, text := range append([]string{f.Evidence["AnchorMailbox"], f.Evidence["url"]}, f.URL...) {
		t.canaries = keep(t.canaries, canaryOf(text))
	}
	return t
}

// canaryOf is the value that a session of the control panel carries in all its
// addresses, empty where there is none.
func canaryOf(address string) string {
	const name = "msexchecpcanary="
	i := strings.Index(strings.ToLower(address), name)
	if i < 0 {
		return ""
	}
	value := address[i+len(name):]
	if end := strings.IndexAny(value, "&#;,' "); end >= 0 {
		value = value[:end]
	}
	if len(value) < 8 {
		return ""
	}
	return value
}

// outside are the public ones of addresses. A private one is a balancer's or a
// proxy's as likely as a client's: it takes more than the moment to join by it.
func outside(ips []string) []string {
	var out []string
	for _, ip := range ips {
		if addr, err := netip.ParseAddr(ip); err == nil && !addr.Unmap().IsPrivate() {
			out = append(out, ip)
		}
	}
	return out
}

func pairs(a, b []string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+"\x00"+y)
		}
	}
	return out
}

// cluster is what a group of findings amounts to.
func (a *assessor) cluster(s *athar.Server, traits []trait, members []int) athar.Cluster {
	var c athar.Cluster
	for _, i := range members {
		t := &traits[i]
		c.Findings = append(c.Findings, t.f.ID)
		c.IP, c.UserAgent = append(c.IP, t.ip...), append(c.UserAgent, t.agents...)
		if t.shown != "" {
			c.ShellKey = append(c.ShellKey, t.shown)
		}
		if t.f.Time == 0 {
			continue
		}
		if c.First == 0 || t.f.Time < c.First {
			c.First = t.f.Time
		}
		c.Last = max(c.Last, t.f.Until)
	}
	c.Findings, c.IP, c.UserAgent, c.ShellKey = set(c.Findings), set(c.IP), set(c.UserAgent), set(c.ShellKey)
	sum := sha256.Sum256([]byte(s.Name + "\x00" + c.Findings[0]))
	c.ID = hex.EncodeToString(sum[:6])
	c.Candidates = a.candidates(&c, traits, members)
	return c
}

// set sorts values and drops repeated ones. Of thousands, one by one would cost
// their square.
func set(values []string) []string {
	slices.Sort(values)
	return list(slices.Compact(values))
}

// groups is a union of sets of findings, by their number.
type groups struct{ parent []int }

func newGroups(n int) *groups {
	g := &groups{make([]int, n)}
	for i := range g.parent {
		g.parent[i] = i
	}
	return g
}

func (g *groups) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// join makes two findings one intruder's; the earlier one leads.
func (g *groups) join(i, j int) {
	i, j = g.root(i), g.root(j)
	g.parent[max(i, j)] = min(i, j)
}

// byValue joins findings that share a value.
func (g *groups) byValue(traits []trait, of func(*trait) []string) {
	first := map[string]int{}
	for i := range traits {
		for _, v := range of(&traits[i]) {
			if j, ok := first[v]; ok {
				g.join(i, j)
			} else {
				first[v] = i
			}
		}
	}
}

// byTime joins findings that share a value and follow each other within a gap.
func (g *groups) byTime(traits []trait, gap athar.Time, of func(*trait) []string) {
	last := map[string]int{}
	for i := range traits {
		if traits[i].f.Time == 0 {
			continue
		}
		for _, v := range of(&traits[i]) {
			j, ok := last[v]
			if ok && traits[i].f.Time-traits[j].f.Until <= gap {
				g.join(i, j)
			}
			if !ok || traits[i].f.Until >= traits[j].f.Until {
				last[v] = i
			}
		}
	}
}

// looseMost is the most findings of a server among which steps without an address
// are placed: more are floods, and their neighbours tell nothing.
const looseMost = 5_000

// loose joins steps that neither address nor anything else has placed (a cmdlet, a
// virtual directory) to the group of the same campaign that was at work then, if
// that is one only.
func (g *groups) loose(traits []trait) {
	if len(traits) > looseMost {
		return
	}
	size := map[int]int{}
	for i := range traits {
		size[g.root(i)]++
	}
	for i := range traits {
		t := &traits[i]
		if page := t.f.Source.Kind == athar.KindFile; len(t.ip) > 0 || size[g.root(i)] > 1 && !page || t.f.Time == 0 {
			continue
		}
		var near []int
		for j := range traits {
			o := &traits[j]
			if len(o.ip) == 0 || o.f.Time == 0 || o.f.Campaign != t.f.Campaign || o.f.Time > t.f.Until+nearby || t.f.Time > o.f.Until+nearby {
				continue
			}
			if r := g.root(j); !slices.Contains(near, r) {
				near = append(near, r)
			}
		}
		if len(near) == 1 {
			g.join(i, near[0])
		}
	}
}

// sets lists the groups, each with its findings in order.
func (g *groups) sets() [][]int {
	of := map[int][]int{}
	var roots []int
	for i := range g.parent {
		r := g.root(i)
		if of[r] == nil {
			roots = append(roots, r)
		}
		of[r] = append(of[r], i)
	}
	out := make([][]int, 0, len(roots))
	for _, r := range roots {
		out = append(out, of[r])
	}
	return out
}
