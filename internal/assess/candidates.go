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
		var pro []athar.Text
		best := ""
		for k := range actor.Signals {
			s := &actor.Signals[k]
			for _, v := range signalled(s, traits, members) {
				pro = append(pro, a.reasonFor(s, v))
				best = stronger(best, s.Worth)
			}
		}
		if best == "" {
			continue
		}
		got := athar.Candidate{Actor: actor.Name}
		got.For, got.ForText = inOrder(pro)
		got.Against, got.AgainstText = inOrder(a.against(actor, c, traits, members, best))
		out = append(out, got)
	}
	return out
}

// inOrder sorts sentences and drops repeated ones, and gives the English alone beside.
func inOrder(all []athar.Text) (english []string, both []athar.Text) {
	slices.SortStableFunc(all, func(x, y athar.Text) int { return strings.Compare(x.En, y.En) })
	both = list(slices.Compact(all))
	english = []string{}
	for _, t := range both {
		english = append(english, t.En)
	}
	return english, both
}

// reasonFor says what a value is worth, and who says so. The value is the evidence's,
// and is filled in last: braces in it name nothing.
func (a *assessor) reasonFor(s *campaign.Signal, value string) athar.Text {
	r := a.know.Reasons
	t, worth := r.Signals[s.Kind], r.Worths[s.Worth]
	say := func(text, worth string) string {
		return strings.NewReplacer("{worth}", worth, "{source}", s.Source, "{value}", value).Replace(text)
	}
	return athar.Text{En: say(t.En, worth.En), Ar: say(t.Ar, worth.Ar)}
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
func (a *assessor) against(actor *campaign.Actor, c *athar.Cluster, traits []trait, members []int, best string) []athar.Text {
	r := a.know.Reasons
	var out []athar.Text
	if actor.Since != 0 && c.First != 0 && c.First < actor.Since {
		out = append(out, fill(r.Before, "value", day(c.First), "known", day(actor.Since)))
	}
	if actor.Until != 0 && c.First > actor.Until+athar.Day {
		out = append(out, fill(r.After, "value", day(c.First), "known", day(actor.Until)))
	}
	for _, i := range members {
		if f := traits[i].f; f.Campaign != campaign.Persistence && !slices.Contains(actor.Campaigns, f.Campaign) {
			out = append(out, fill(r.Door, "value", f.Campaign))
		}
	}
	if best == "weak" {
		out = append(out, r.OnlyWeak)
	}
	if len(c.IP) == 0 {
		out = append(out, r.NoAddress)
	}
	return out
}
