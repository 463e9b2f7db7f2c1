package assess

import (
	"sort"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// burst is a run of records without a gap of half an hour.
type burst struct {
	whole []*seen
	until athar.Time
	count int
}

// bursts parts sightings, in time order, and adds the echoes that fall into each.
func bursts(all []*seen, echoes []*echo) []burst {
	sort.SliceStable(echoes, func(i, j int) bool { return echoes[i].time < echoes[j].time })
	var out []burst
	for _, s := range all {
		n := len(out)
		if n == 0 || s.Time == 0 || s.Time-out[n-1].until >= athar.BurstGap {
			out = append(out, burst{until: s.Time})
			n++
		}
		b := &out[n-1]
		b.whole = append(b.whole, s)
		b.count++
		b.until = max(b.until, s.Time)
		echoes = b.absorb(echoes)
	}
	return out
}

// runs parts a rule's sightings into its findings: bursts, and for a fact about
// the server one run of all.
func runs(rule *campaign.Rule, all []*seen, echoes []*echo) []burst {
	parts := bursts(all, echoes)
	if !rule.Meta.Once || len(parts) < 2 {
		return parts
	}
	for _, b := range parts[1:] {
		parts[0].whole = append(parts[0].whole, b.whole...)
		parts[0].count += b.count
		parts[0].until = max(parts[0].until, b.until)
	}
	return parts[:1]
}

// absorb takes the echoes that follow the burst without a gap. IIS and the front
// end echo the same requests, so the larger of the two counts.
func (b *burst) absorb(echoes []*echo) []*echo {
	web, other := map[athar.Kind]int{}, 0
	i := 0
	for ; i < len(echoes) && echoes[i].time-b.until < athar.BurstGap; i++ {
		b.until = max(b.until, echoes[i].time)
		if k := echoes[i].kind; k == athar.KindIIS || k.FrontEnd() {
			web[k]++
		} else {
			other++
		}
	}
	most := 0
	for _, n := range web {
		most = max(most, n)
	}
	b.count += most + other
	return echoes[i:]
}
