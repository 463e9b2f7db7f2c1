package assess

import (
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// Options bound an assessment.
type Options struct {
	// Since and Until are the bounds that the scan was given; time outside them
	// is uncovered. Zero is open.
	Since, Until athar.Time
}

type assessor struct {
	know   Knowledge
	opt    Options
	traces []*athar.Trace
	end    athar.Time // of the present server's evidence
	// machines are the accounts of the Exchange servers of the case.
	machines map[string]bool
}

// Assess computes what a case says of every server. The scan's own figures
// (roots, seconds) and the time are the caller's to fill in.
func Assess(c *athar.Case, know Knowledge, opt Options) *athar.Assessment {
	a := &assessor{know: know, opt: opt, traces: c.Traces()}
	out := &athar.Assessment{
		Schema: athar.Schema, Servers: []athar.Server{}, Tenants: []athar.Server{},
		Mentioned: []athar.Mentioned{}, Links: []athar.Link{},
	}
	hosts, cloud := a.hosts(), a.tenants()
	a.machines = machinesOf(hosts)
	joinAcross(hosts)
	all := slices.Concat(hosts, cloud)
	for _, h := range all {
		a.join(h)
		a.joinIndicators(h)
	}
	across := a.correlateAll(all)
	servers, tenants := a.forServers(), a.forTenants()
	var drafts []*draft
	for _, h := range hosts {
		drafts = append(drafts, servers.draft(h, across[h]))
	}
	servers.leaving(drafts)
	for _, d := range drafts {
		out.Servers = append(out.Servers, servers.judged(d))
	}
	for _, h := range cloud {
		out.Tenants = append(out.Tenants, tenants.judged(tenants.draft(h, across[h])))
	}
	out.Links = links(out.Servers, out.Tenants)
	out.Mentioned = a.mentioned(hosts)
	out.Scan = a.scan(c, all)
	return out
}

// draft is a server whose findings are known, and whose verdict is not.
type draft struct {
	h    *host
	p    product
	s    athar.Server
	left []departure
	read []takenBy
}

// draft gathers a server's findings.
func (a *assessor) draft(h *host, across []athar.Finding) *draft {
	a.end = h.end
	p := a.product(h)
	a.ofLine(h, p)
	a.inUse(h)
	a.alike(h)
	a.shut(h, p)
	composite := append(a.correlate(h), across...)
	findings := append(a.findings(h, p), composite...)
	findings = append(findings, a.gone(h)...)
	findings = append(findings, a.sprayed(h)...)
	a.tie(findings)
	sortFindings(findings)
	number(findings)
	a.follow(findings)
	a.raise(findings)
	d := &draft{h: h, p: p, s: athar.Server{
		Name: h.name, Aliases: aliases(h), Product: p.shown, Findings: findings,
		Mailboxes: []athar.Mailbox{}, Clusters: []athar.Cluster{},
	}}
	a.readings(d)
	return d
}

// judged computes the verdict on one server.
func (a *assessor) judged(d *draft) athar.Server {
	a.end = d.h.end
	h, s := d.h, &d.s
	sortFindings(s.Findings)
	s.Coverage, s.Activity = a.coverage(h), h.activity()
	v := &verdict{a: a, h: h, s: s, history: a.history(h, d.p)}
	s.Exposure = v.history
	v.thefts = v.measure()
	v.departed(d.left)
	v.readOut(d.read)
	v.incidents()
	v.answers()
	v.stage()
	v.mailboxes()
	s.Clusters = a.clusters(s)
	s.Headline = a.headline(s)
	s.Actions = a.actions(s)
	return *s
}

// rule finds what a finding rests on, nil for none.
func (a *assessor) rule(name string) *campaign.Rule {
	if r := a.know.Library.Rule(name); r != nil {
		return r
	}
	return a.indicatorRule(name)
}

func (a *assessor) stage(s *seen) athar.Stage {
	if r := a.rule(s.Rule); r != nil {
		return r.Stage
	}
	return athar.NoStage
}

// aliases are the full names under which records name the server.
func aliases(h *host) []string {
	return sortedKeys(h.aliases)
}
