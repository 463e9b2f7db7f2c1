package hunt

import (
	"context"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/tenant"
)

// The detectors of what an intruder's address did at a tenant.
const (
	tenantTried   = "tenant-tried"
	tenantEntered = "tenant-entered"
)

// why an address is an intruder's, as findings show it.
const (
	bySpray  = "tried passwords on many accounts"
	byServer = "attacked an Exchange server of this evidence"
)

// followIntruders reads the tenants' records again for what addresses did that
// are known as intruders': by their attempts at many accounts, or by an attack on
// a server that the same evidence shows.
func (h *Hunter) followIntruders(ctx context.Context, set *evidence.Set, found *athar.Case) error {
	traces := found.Traces()
	intruders := h.intruders(traces)
	if len(intruders) == 0 {
		return nil
	}
	return h.readAgain(ctx, set, traces, func(t *athar.Trace) bool { return t.Kind.Tenant() },
		func(r *reading, t *athar.Trace) { h.follow(r, t, intruders) })
}

// intruders returns why each address is one. An address that several users get in
// from is left out, whatever else it did: it is likely the victim's own.
func (h *Hunter) intruders(traces []*athar.Trace) map[string]string {
	clients := map[string]*athar.Client{} // over all tenants and files
	for _, t := range traces {
		for _, c := range t.Clients {
			if old := clients[c.IP]; old != nil {
				old.Merge(c)
				continue
			}
			clients[c.IP] = &c
		}
	}
	if len(clients) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, t := range traces {
		for i := range t.Sightings {
			s := &t.Sightings[i]
			rule := h.know.Library.Rule(s.Rule)
			if rule == nil || rule.Stage < athar.Attempted || s.Quiet || t.Kind.Tenant() {
				continue
			}
			for _, ip := range s.IP {
				out[ip] = byServer
			}
		}
	}
	for ip, c := range clients {
		if tenant.Spray(*c) {
			out[ip] = bySpray
		}
		if tenant.Own(*c) {
			delete(out, ip)
		}
	}
	for ip := range out {
		if !tenant.Outside(ip) {
			delete(out, ip)
		}
	}
	return out
}

// follow reads one file for what intruders did.
func (h *Hunter) follow(r *reading, t *athar.Trace, intruders map[string]string) {
	if r.a.Form != artefact.Audit {
		return
	}
	r.plan = h.plan(r.a.Kind)
	r.eachAudit(func() {
		if why := intruders[r.rec.Get("c-ip")]; why != "" && h.opt.counts(r.rec.Time) && !h.opt.ahead(r.rec.Time) {
			r.rec.Derive("intruder", why)
			r.intruded()
		}
	}, func(int64, int64) {})
	r.seen.into(t)
}

// intruded tells what an intruder's record amounts to.
func (r *reading) intruded() {
	switch {
	case tenant.Let(&r.rec):
		r.tell(tenantEntered)
	case tenant.Refused(&r.rec):
		r.tell(tenantTried)
	}
	told := map[string]bool{}
	for _, rule := range r.plan.rules {
		if name := rule.Meta.Intruder; name != "" && !told[name] && rule.Matcher.Match(&r.rec) {
			told[name] = true
			r.rec.Derive("did", rule.Sigma.Title)
			r.tell(name)
		}
	}
}

func (r *reading) tell(detector string) {
	if rule := r.h.know.Library.Detector(detector); rule != nil {
		r.seen.add(sight(&r.rec, rule, false))
	}
}
