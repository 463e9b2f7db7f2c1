package hunt

import (
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// feeds returns what correlations need of a rule's matches, false where none
// rests on it.
func (h *Hunter) feeds(rule string) (campaign.Needs, bool) {
	r := h.know.Library.Rule(rule)
	if r == nil || !r.Feeds() {
		return campaign.Needs{}, false
	}
	return r.Needs(), true
}

// needed is a sighting's value of a field as correlations see it: addresses in one
// spelling.
func needed(v *athar.Sighting, field string) string {
	if field == "c-ip" && len(v.IP) > 0 {
		return v.IP[0]
	}
	return v.Fields[field]
}

// fill takes from a record what correlations need, and nothing else.
func fill(s *athar.Sighting, rec *athar.Record, needs campaign.Needs) {
	for _, field := range slices.Concat(needs.Group, needs.Count) {
		if field == "c-ip" {
			s.IP = addresses(rec.Get(field))
		}
		if v := rec.Get(field); v != "" {
			if s.Fields == nil {
				s.Fields = map[string]string{}
			}
			s.Fields[field] = clip(v, maxValue)
		}
	}
}

// groupOf joins the values by which correlations group a record, without ambiguity.
func groupOf(v *athar.Sighting, fields []string) string {
	if len(fields) == 0 {
		return ""
	}
	var b strings.Builder
	for _, f := range fields {
		value := strings.ToLower(needed(v, f))
		b.WriteString(strconv.Itoa(len(value)))
		b.WriteByte(':')
		b.WriteString(value)
	}
	return b.String()
}

// feed keeps of an echo's last record what correlations need, and where it stands.
// The address of a client is kept whether they need it or not: by it the two logs
// of one web request are told to be of one.
func feed(e *athar.Echoes, v *athar.Sighting, needs campaign.Needs) {
	n := len(e.Lines)
	e.Lines, e.Events = append(e.Lines, v.Line), append(e.Events, v.Event)
	if e.Values == nil {
		e.Values = map[string][]string{}
	}
	for _, field := range slices.Concat(needs.Group, needs.Count, []string{"c-ip"}) {
		column, value := e.Values[field], needed(v, field)
		if value == "" || len(column) > n {
			continue // a column ends with its last value
		}
		for len(column) < n {
			column = append(column, "")
		}
		e.Values[field] = append(column, value)
	}
}
