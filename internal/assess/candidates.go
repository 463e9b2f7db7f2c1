package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// candidates compares a cluster with what is public of known groups. A group is
// named only with its reasons, and with what speaks against it; most clusters have
// no name, and that is a finding too.
func (a *assessor) candidates(c *athar.Cluster, traits []trait, members []int) []athar.Candidate {
	out := []athar.Candidate{}
	for i := range a.know.Actors {
		actor := &a.know.Actors[i]
		got := athar.Candidate{Actor: actor.Name, For: []string{}, Against: []string{}}
		best := ""
		for k := range actor.Signals {
			s := &actor.Signals[k]
			for _, v := range signalled(s, traits, members) {
				got.For = keep(got.For, reasonFor(s, v))
				best = stronger(best, s.Worth)
			}
		}
		if best == "" {
			continue
		}
		got.Against = list(against(actor, c, traits, members, best))
		out = append(out, got)
	}
	return out
}

func reasonFor(s *campaign.Signal, value string) string {
	return map[string]string{
		"address": "address ", "name": "page name ", "key": "shell key ", "agent": "user agent ", "place": "place in an order ",
	}[s.Kind] + value + " (" + s.Worth + "; " + s.Source + ")"
}

var worths = []string{"", "weak", "medium", "strong"}

func stronger(a, b string) string {
	return worths[max(slices.Index(worths, a), slices.Index(worths, b))]
}

// signalled are the values of a cluster that a signal describes, in its days.
func signalled(s *campaign.Signal, traits []trait, members []int) []string {
	var out []string
	for _, i := range members {
		t := &traits[i]
		if at := t.f.Time; s.Opened != 0 && (at == 0 || at < s.Opened) || s.Expired != 0 && (at == 0 || at >= s.Expired) {
			continue
		}
		var values []string
		switch s.Kind {
		case "address":
			values = t.ip
		case "name":
			values = t.pages
		case "key":
			values = t.keys
		case "agent":
			values = t.agents
		case "place":
			values = append(append(values, t.f.URL...), t.f.Evidence["cs-uri-query"], t.f.Evidence["client-query"])
			values = append(values, t.f.File...)
		}
		for _, v := range values {
			if v != "" && s.Fits(strings.ToLower(v)) {
				out = keep(out, v)
			}
		}
	}
	return out
}

// against lists what speaks against a group.
func against(actor *campaign.Actor, c *athar.Cluster, traits []trait, members []int, best string) []string {
	var out []string
	if actor.Since != 0 && c.First != 0 && c.First < actor.Since {
		out = append(out, "began on "+day(c.First)+", before the group was first seen at this ("+day(actor.Since)+")")
	}
	if actor.Until != 0 && c.First > actor.Until+athar.Day {
		out = append(out, "began on "+day(c.First)+", after the group was last seen at this ("+day(actor.Until)+")")
	}
	for _, i := range members {
		if f := traits[i].f; f.Campaign != campaign.Persistence && !slices.Contains(actor.Campaigns, f.Campaign) {
			out = keep(out, "came by "+f.Campaign+", by which the group is not known to come")
		}
	}
	if best == "weak" {
		out = append(out, "only weak signals: names and leased addresses are shared between groups")
	}
	if len(c.IP) == 0 {
		out = append(out, "no address is known to compare")
	}
	return out
}
