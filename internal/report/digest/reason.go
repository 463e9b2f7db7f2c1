package digest

import (
	"cmp"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// answers puts the five answers into words.
func (ix *findings) answers(p *i18n.Printer) []Answer {
	a := &ix.server.Answers
	replies := map[string]athar.Answer{
		"exposed": a.Exposed, "attacked": a.Attacked, "entered": a.Entered, "taken": a.Taken, "still_there": a.StillThere,
	}
	var out []Answer
	for _, name := range i18n.Questions() {
		answer := replies[name]
		var reason string
		if name == "exposed" {
			reason = exposedReason(ix.server, answer, p)
		} else {
			reason = ix.reason(name, answer, p)
		}
		out = append(out, Answer{Name: name, Answer: answer, Reason: reason})
	}
	return out
}

// reason says why a question other than exposed has its answer.
func (ix *findings) reason(name string, a athar.Answer, p *i18n.Printer) string {
	switch a.Answer {
	case athar.No:
		return p.T("reason." + name + ".no")
	case athar.Yes:
		if name == "taken" {
			if s := mailboxReason(ix.server, p); s != "" {
				return s
			}
		}
		return ix.because(name, a, p)
	}
	return uncoveredReason(a, p, "reason.unsure")
}

// because names one finding behind an answer: where the question is when it
// began, the earliest, and otherwise the one that proves most.
func (ix *findings) because(name string, a athar.Answer, p *i18n.Printer) string {
	var cited []*athar.Finding
	for _, id := range a.Because {
		if f := ix.byID[id]; f != nil {
			cited = append(cited, f)
		}
	}
	if len(cited) == 0 {
		return p.T("reason.yes")
	}
	order := better
	if name == "attacked" || name == "entered" {
		order = earlier
	}
	best := slices.MinFunc(cited, order)
	reason := p.Text(best.Title)
	if best.Time != 0 {
		reason = p.T("reason.at", "Title", reason, "When", best.Time)
	}
	return andMore(reason, len(cited)-1, p)
}

// mailboxReason measures what is evidenced; a possible theft is no reason for a yes.
func mailboxReason(s *athar.Server, p *i18n.Printer) string {
	count, total := 0, int64(0)
	for _, m := range s.Mailboxes {
		if m.Certainty != "evidenced" || m.Band == "enumerated" {
			continue
		}
		count++
		if m.Bytes != nil && *m.Bytes > 0 {
			total += *m.Bytes
		}
	}
	switch {
	case count == 0:
		return ""
	case total <= 0:
		return p.T("reason.mailboxes", "Count", count)
	}
	return p.T("reason.mailboxes.bytes", "Count", count, "Bytes", p.Bytes(total))
}

// exposedReason names the flaws that were open and known to be used.
func exposedReason(s *athar.Server, a athar.Answer, p *i18n.Printer) string {
	switch a.Answer {
	case athar.No:
		return p.T("reason.exposed.no")
	case athar.Yes:
		var cves []string
		var open athar.Interval
		end := evidenceEnd(s)
		for i, e := range s.Exposure {
			// A flaw that the world met after the evidence ends counts for nothing.
			if e.State != athar.Vulnerable || e.ExploitedSince == 0 || end != 0 && e.ExploitedSince >= end {
				continue
			}
			if len(cves) == 0 || (open.From != 0 && e.From < open.From) {
				open.From = e.From
			}
			if len(cves) == 0 || (open.Until != 0 && (e.Until == 0 || e.Until > open.Until)) {
				open.Until = e.Until
			}
			if !slices.Contains(cves, s.Exposure[i].CVE) {
				cves = append(cves, e.CVE)
			}
		}
		if len(cves) == 0 {
			return p.T("reason.yes")
		}
		return p.T("reason.exposed.yes", "CVE", andMore(cves[0], len(cves)-1, p), "When", open)
	}
	if s.Product == nil || s.Product.Build == "" {
		if tenantOnly(s) {
			return p.T("reason.exposed.tenant")
		}
		return p.T("reason.exposed.build")
	}
	return uncoveredReason(a, p, "reason.exposed.unsure")
}

// evidenceEnd is the time of the last record of any source, 0 where none has one.
func evidenceEnd(s *athar.Server) athar.Time {
	var end athar.Time
	for i := range s.Coverage {
		end = max(end, s.Coverage[i].Last)
	}
	return end
}

// uncoveredReason names the longest time that nobody can speak for.
func uncoveredReason(a athar.Answer, p *i18n.Printer, otherwise string) string {
	if len(a.Uncovered) == 0 {
		return p.T(otherwise)
	}
	longest := slices.MaxFunc(a.Uncovered, byLength)
	return andMore(p.T("reason.uncovered", "When", longest), len(a.Uncovered)-1, p)
}

func byLength(a, b athar.Interval) int { return cmp.Compare(length(a), length(b)) }

// length of an interval; one with an open end is the longest.
func length(i athar.Interval) athar.Time {
	if i.From == 0 || i.Until == 0 {
		return 1<<63 - 1
	}
	return i.Until - i.From
}

func andMore(s string, n int, p *i18n.Printer) string {
	if n <= 0 {
		return s
	}
	return s + " " + p.T("more", "Count", n)
}

// tenantOnly reports whether all that was read is of a Microsoft 365 tenant.
func tenantOnly(s *athar.Server) bool {
	for _, c := range s.Coverage {
		if !c.Source.Tenant() {
			return false
		}
	}
	return len(s.Coverage) > 0
}
