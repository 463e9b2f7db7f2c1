package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// A tale is one story that is told with many seeds: the server's name, the hours,
// the addresses, agents, accounts, keys and amounts are drawn.
type tale struct {
	name string
	// sort says what it is of its campaign: what happened, a try that failed, or
	// something healthy that looks like it.
	sort     taleSort
	campaign string
	// stage is what the campaign reaches, and rule one that has to say so; empty for
	// whichever.
	stage athar.Stage
	rule  string
	// beside are campaigns that this one came in by or went on to.
	beside []string
	build  string
	from   athar.Time
	// foreign servers are none of Exchange.
	foreign bool
	tell    func(*draw)
}

type taleSort string

const (
	happened taleSort = "what happened"
	failed   taleSort = "a try that failed"
	alike    taleSort = "a healthy look-alike"
)

// draw is a story in the making, and what was drawn for it.
type draw struct {
	*rand.Rand
	t      *testing.T
	host   *forge.Host
	events *forge.WindowsEvents // made when asked for
	seed   uint64
	from   athar.Time // of the server's life
	at     athar.Time // of the step
	who    forge.Visitor
	people []string // mailboxes, in an order of their own; the administrator is none
	key    string
	page   string
}

// admin is the administrator's address, drop the intruder's own.
const (
	admin = "admin.noor@example.test"
	drop  = "collect@example.com"
)

var (
	drawnNames  = []string{"MAIL01", "EXCH-02", "SRVMAIL", "MX1", "EX2019A"}
	drawnAgents = []string{
		"python-requests/2.25.1", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.103 Safari/537.36",
		"curl/7.81.0", "Go-http-client/1.1", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.5195.54 Safari/537.36",
	}
	drawnPages = []string{"/owa/auth/%s.aspx", "/aspnet_client/%s.aspx", "/aspnet_client/system_web/%s.aspx", "/ecp/auth/%s.aspx"}
)

const drawnLetters = "abcdefghijklmnopqrstuvwxyz"

func (d *draw) word(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = drawnLetters[d.IntN(len(drawnLetters))]
	}
	return string(b)
}

func drawn[T any](d *draw, from []T) T { return from[d.IntN(len(from))] }

// newDraw draws a server and its intruder, and tells the server's first days.
func newDraw(t *testing.T, x *tale, seed uint64) (*draw, *story) {
	t.Helper()
	s := newStory(t, seed)
	d := &draw{Rand: rand.New(rand.NewPCG(seed, uint64(len(x.name)))), t: t, seed: seed}
	d.from = x.from + athar.Time(d.IntN(5*24*60))*athar.Minute
	d.at = d.from + athar.Day + athar.Time(d.IntN(20*60))*athar.Minute
	d.who = forge.Visitor{Address: fmt.Sprint("203.0.113.", 11+d.IntN(200)), Agent: drawn(d, drawnAgents)}
	d.people = []string{"amal", "bashir", "carla", "dunya", "erik", "farah", "george", "huda", "ingrid", "jamil"}
	d.Shuffle(len(d.people), func(i, j int) { d.people[i], d.people[j] = d.people[j], d.people[i] })
	for i, p := range d.people {
		d.people[i] = p + "@example.test"
	}
	d.key, d.page = d.word(6+d.IntN(6)), fmt.Sprintf(drawn(d, drawnPages), d.word(4+d.IntN(5)))
	d.host = s.server(drawn(d, drawnNames), x.build)
	if !x.foreign {
		d.host.Installed(d.from)
		d.host.WebRoot(d.from + 10*athar.Minute)
		quiet(d.host, d.from+20*athar.Minute, d.from+3*athar.Day)
	}
	return d, s
}

// logs are the server's event logs, healthy for a day around the step.
func (d *draw) logs() *forge.WindowsEvents {
	if d.events == nil {
		d.events = forge.NewWindowsEvents(d.seed, d.host.Name)
		d.events.Healthy(d.at-6*athar.Hour, d.at+6*athar.Hour)
	}
	return d.events
}

func (d *draw) signedIn(status int) forge.SignedIn {
	return forge.SignedIn{At: d.at, From: d.who, Account: d.people[0], Status: status}
}

func (d *draw) shell() forge.Shell { return forge.Shell{URL: d.page, Key: d.key} }

func (d *draw) proxyLogon() forge.ProxyLogon {
	return forge.ProxyLogon{At: d.at, From: d.who, Shell: d.shell(), Victim: d.people[0], Answered: d.IntN(2) == 0}
}

func (d *draw) proxyShell(cookie bool) forge.ProxyShell {
	return forge.ProxyShell{
		At: d.at, From: d.who, Domain: d.word(7) + ".example", Victim: d.people[0], Cookie: cookie, User: d.IntN(2) == 0,
		Shell: forge.Shell{URL: d.page, Key: d.key, Wrap: drawn(d, []forge.Wrap{forge.MailboxExport, forge.CertificateRequest})},
	}
}

// Every story, with its seeds: the campaign is where it has to be, and no other
// campaign is told of.
func TestStories(t *testing.T) {
	t.Parallel()
	for i := range tales {
		x := &tales[i]
		t.Run(strings.Join([]string{x.campaign, string(x.sort), x.name}, "/"), func(t *testing.T) {
			t.Parallel()
			for seed := range seeds(t) {
				d, s := newDraw(t, x, 5000+100*uint64(i)+seed)
				x.tell(d)
				if d.events != nil {
					if err := d.events.Installed(d.host); err != nil {
						t.Fatal(err)
					}
				}
				x.judge(t, seed, scan(t, s.pack()).only())
				if t.Failed() {
					return
				}
			}
		})
	}
}

// judge holds a verdict to what a tale was about.
func (x *tale) judge(t *testing.T, seed uint64, srv *athar.Server) {
	t.Helper()
	for i := range srv.Incidents {
		in := &srv.Incidents[i]
		switch {
		case in.Campaign == x.campaign && x.stage != athar.NoStage && in.Stage != x.stage:
			t.Errorf("seed %d: %s is at %v, want %v\n%s", seed, x.campaign, in.Stage, x.stage, told(srv))
		case in.Campaign == x.campaign && x.stage == athar.NoStage && in.Stage >= athar.Attempted,
			in.Campaign != x.campaign && in.Stage >= athar.Attempted && !slices.Contains(x.beside, in.Campaign):
			t.Errorf("seed %d: %s is at %v\n%s", seed, in.Campaign, in.Stage, told(srv))
		}
	}
	if x.stage != athar.NoStage && !slices.ContainsFunc(srv.Incidents, func(in athar.Incident) bool { return in.Campaign == x.campaign }) {
		t.Errorf("seed %d: nothing is said of %s\n%s", seed, x.campaign, told(srv))
	}
	if x.rule != "" && !slices.ContainsFunc(srv.Findings, func(f athar.Finding) bool { return f.Rule == x.rule }) {
		t.Errorf("seed %d: %s says nothing\n%s", seed, x.rule, told(srv))
	}
	if x.sort == alike {
		nothingFrom(t, srv, athar.Attempted)
	}
}

// Every stage that a campaign's knowledge can give has a story, and every campaign
// a try that failed and a healthy look-alike.
func TestStoriesAreWhole(t *testing.T) {
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	type want struct {
		campaign, what string
	}
	wants := map[want]bool{}
	need := func(campaign string, stage athar.Stage) {
		if stage >= athar.Attempted {
			wants[want{campaign, stage.String()}] = true
		}
	}
	for _, r := range slices.Concat(know.Library.Rules, know.Library.Detectors()) {
		need(r.Campaign, r.Stage)
		if r.Meta.Tied != nil {
			if stage, _, err := r.Meta.Tied.Bounds(); err == nil {
				need(r.Campaign, stage)
			}
		}
	}
	for _, c := range know.Library.Correlations {
		need(c.Campaign, c.Stage)
	}
	for _, c := range know.Library.Campaigns {
		for _, what := range []taleSort{happened, failed, alike} {
			wants[want{c.ID, string(what)}] = true
		}
	}
	have := map[want]bool{}
	note := func(campaign string, sort taleSort, stage athar.Stage) {
		have[want{campaign, string(sort)}] = true
		if sort == happened {
			have[want{campaign, stage.String()}] = true
		}
		if sort == failed && stage == athar.Attempted {
			have[want{campaign, stage.String()}] = true
		}
	}
	for _, x := range tales {
		note(x.campaign, x.sort, x.stage)
	}
	for _, x := range tenantTales {
		note("m365", x.sort, x.stage)
	}
	for w := range wants {
		if !have[w] {
			t.Errorf("%s has no story: %s", w.campaign, w.what)
		}
	}
}
