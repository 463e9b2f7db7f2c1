package assess

import (
	"sort"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// tenants parts the traces of Microsoft 365 records among the tenants that they
// name, whatever folder they lie in.
func (a *assessor) tenants() []*host {
	all := map[string]*host{}
	taken := map[string]bool{}
	of := func(id string) *host {
		h := all[id]
		if h == nil {
			h = &host{name: id, tenant: true, aliases: map[string]bool{}, spans: map[athar.Kind][]span{}}
			all[id] = h
		}
		return h
	}
	for _, t := range a.traces {
		if !t.Kind.Tenant() || taken[t.SHA256] {
			continue
		}
		taken[t.SHA256] = true
		touched := map[*host]bool{}
		for _, s := range t.Spans {
			h := of(s.Server)
			touched[h] = true
			h.spans[t.Kind] = append(h.spans[t.Kind], span{s, true})
			h.end = max(h.end, s.Last)
		}
		for i := range t.Sightings {
			s := t.Sightings[i]
			h := of(s.Server)
			touched[h] = true
			h.sights = append(h.sights, &seen{Sighting: s, src: sourceOf(t, &s)})
		}
		for _, e := range t.Echoes {
			h := of(e.Server)
			h.echoes = unfold(h.echoes, t, &e)
		}
		for _, o := range t.Organisations {
			of(o.ID).aliases[o.Name] = true
		}
		for h := range touched {
			h.traces = append(h.traces, t)
		}
	}
	out := make([]*host, 0, len(all))
	for id, h := range all {
		if len(h.traces) == 0 {
			continue
		}
		h.nameTenant(id)
		h.dedupe()
		h.moments = momentsOf(h.spans)
		out = append(out, h)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

// nameTenant calls a tenant by the first of its domains, and by its id where its
// records name none.
func (h *host) nameTenant(id string) {
	if names := sortedKeys(h.aliases); len(names) > 0 {
		h.name = names[0]
		delete(h.aliases, h.name)
		h.aliases[id] = id != ""
	}
	if h.name == "" {
		h.name = "tenant"
	}
	delete(h.aliases, "")
}

// forTenants is the same assessor with what is known of tenants.
func (a *assessor) forTenants() *assessor {
	t := *a
	t.know.Library = a.know.Library.Within(campaign.Tenant)
	t.know.Texts = a.know.TenantTexts
	return &t
}

// forServers is the same assessor with what is known of servers.
func (a *assessor) forServers() *assessor {
	s := *a
	s.know.Library = a.know.Library.Within(campaign.Exchange, campaign.Adjacent)
	return &s
}

// serverTraces leaves out what belongs to tenants: it says nothing of the folder
// that it lies in.
func serverTraces(traces []*athar.Trace) []*athar.Trace {
	var out []*athar.Trace
	for _, t := range traces {
		if !t.Kind.Tenant() {
			out = append(out, t)
		}
	}
	return out
}
