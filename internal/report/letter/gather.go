package letter

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// gather collects times, addresses and indicators from attempted upwards.
func (v *view) gather(a *athar.Assessment, p *i18n.Printer) {
	seen := map[string]*attacker{}
	for _, systems := range [][]athar.Server{a.Servers, a.Tenants} {
		for i := range systems {
			for j := range systems[i].Findings {
				v.finding(&systems[i].Findings[j], seen, p)
			}
		}
	}
	for _, at := range seen {
		v.Addresses = append(v.Addresses, *at)
	}
	slices.SortFunc(v.Addresses, func(a, b attacker) int {
		return cmp.Or(cmp.Compare(unknownLast(a.First), unknownLast(b.First)), strings.Compare(a.Address, b.Address))
	})
	v.Addresses = v.Addresses[:min(len(v.Addresses), maxValues)]
	for _, list := range []*[]string{&v.Files, &v.Hashes, &v.CVE, &v.Techniques} {
		slices.Sort(*list)
	}
}

func unknownLast(t athar.Time) uint64 {
	if t == 0 {
		return 1 << 63
	}
	return uint64(t)
}

func (v *view) finding(f *athar.Finding, seen map[string]*attacker, p *i18n.Printer) {
	if f.Stage < athar.Attempted {
		return
	}
	end := max(f.Time, f.Until)
	if f.Time != 0 && (v.First == 0 || f.Time < v.First) {
		v.First = f.Time
	}
	v.Last = max(v.Last, end)
	v.CVE = add(v.CVE, f.CVE...)
	v.Techniques = add(v.Techniques, f.Technique...)
	if f.Stage >= athar.Implanted {
		v.Files = add(v.Files, f.File...)
		if f.Source.Kind == athar.KindFile && f.Source.SHA256 != "" {
			v.Hashes = add(v.Hashes, f.Source.SHA256)
		}
	}
	for _, text := range f.IP {
		ip, err := netip.ParseAddr(text)
		if err != nil || !ip.IsGlobalUnicast() || ip.IsPrivate() {
			continue
		}
		at := seen[text]
		if at == nil {
			at = &attacker{Address: text}
			seen[text] = at
		}
		at.Count += max(f.Count, 1)
		if f.Time != 0 && (at.First == 0 || f.Time < at.First) {
			at.First = f.Time
			at.Record = inert.Text(strings.ReplaceAll(f.Raw, "\n", " "), maxRecord)
		}
		at.Last = max(at.Last, end)
		at.Titles = add(at.Titles[:min(len(at.Titles), 3)], p.Text(f.Title))
	}
}

// add adds what is not there yet, up to maxValues.
func add(list []string, values ...string) []string {
	for _, s := range values {
		if s != "" && len(list) < maxValues && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
