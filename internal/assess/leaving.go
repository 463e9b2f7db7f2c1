package assess

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// longStanding is how long before a rule was set mail must have gone where it sends
// it, for the rule to be one that was there already and was only written anew.
const longStanding = athar.Hour

// outlet is where mail is sent by what an intruder planted.
type outlet struct {
	plant     *athar.Finding
	mailboxes []string // whose mail it is, where the rule names one
}

// sent is one message that went there.
type sent struct {
	left    *seen // the row that shows that it was delivered
	bytes   int64
	known   bool // its size is stated
	mailbox string
}

// leaving adds to each server's findings the mail that went where a planted rule
// sends it. Servers of one organisation hand mail to each other: what was planted on
// one is looked for in the logs of all, and a message is counted where it left last.
func (a *assessor) leaving(drafts []*draft) {
	outlets := a.outletsOf(drafts)
	if len(outlets) == 0 {
		return
	}
	last := map[string]*draft{} // by message: the server on which it left
	for _, d := range drafts {
		for _, s := range d.h.sights {
			if s.Rule == athar.MailSentOn && leftBy(s) != 0 {
				if old := last[messageOf(s)]; old == nil || d.h.name < old.h.name {
					last[messageOf(s)] = d
				}
			}
		}
	}
	for _, d := range drafts {
		for _, name := range sortedKeys(outlets) {
			a.leavingBy(d, name, outlets[name], func(message string) bool { return last[message] == d })
		}
	}
}

// outletsOf are the addresses and connectors of findings that are an intruder's
// work: what administrators set is none of these.
func (a *assessor) outletsOf(drafts []*draft) map[string]*outlet {
	out := map[string]*outlet{}
	for _, d := range drafts {
		for i := range d.s.Findings {
			f := &d.s.Findings[i]
			if f.Stage < athar.Accessed || f.Time == 0 {
				continue
			}
			sends, connects := a.sends(f.Rule)
			for _, name := range athar.Outlets(f.Evidence, sends, connects) {
				o := out[name]
				if o == nil {
					o = &outlet{plant: f}
					out[name] = o
				}
				if f.Time < o.plant.Time {
					o.plant = f
				}
				for _, box := range []string{f.Evidence["param.mailbox"], f.Evidence["param.identity"]} {
					if strings.Contains(box, "@") {
						o.mailboxes = keep(o.mailboxes, strings.ToLower(box))
					}
				}
			}
		}
	}
	return out
}

// sends are the fields of a rule's findings that name outlets. A correlation's
// findings show those of the rules that it rests on.
func (a *assessor) sends(rule string) (sends, connects []string) {
	names := []string{rule}
	for _, c := range a.know.Library.Correlations {
		if c.Name == rule {
			names = c.Sigma.Rules
		}
	}
	for _, name := range names {
		if r := a.rule(name); r != nil {
			sends, connects = append(sends, r.Meta.Sends...), append(connects, r.Meta.Connects...)
		}
	}
	return sends, connects
}

// leavingBy adds the finding of one outlet to a server, and what left by it to the
// mailboxes.
func (a *assessor) leavingBy(d *draft, name string, o *outlet, here func(message string) bool) {
	var rows []*seen
	for _, s := range d.h.sights {
		if s.Rule != athar.MailSentOn || s.Subject != name {
			continue
		}
		if s.Time < o.plant.Time-longStanding {
			return // it went there before
		}
		if s.Time >= o.plant.Time-idSlack {
			rows = append(rows, s)
		}
	}
	messages := map[string]*sent{}
	owner := map[string]string{} // by message, as the rows of its redirection say
	turned := map[string]bool{}
	for _, s := range rows {
		turned[messageOf(s)] = turned[messageOf(s)] || isTurned(s)
	}
	for _, s := range rows {
		// Within the house people write to each other: only what was turned counts.
		if leftBy(s) == delivered && !turned[messageOf(s)] {
			continue
		}
		if box := strings.ToLower(s.Fields["related-recipient-address"]); strings.Contains(box, "@") && owner[messageOf(s)] == "" {
			owner[messageOf(s)], _, _ = strings.Cut(box, ";")
		}
		if message := messageOf(s); leftBy(s) != 0 && here(message) {
			m := messages[message]
			if m == nil || leftBy(s) > leftBy(m.left) {
				m = &sent{left: s}
				messages[message] = m
			}
			if n, ok := s.measured("total-bytes"); ok {
				m.bytes, m.known = max(m.bytes, n), true
			}
		}
	}
	if len(messages) == 0 {
		return
	}
	a.tellLeaving(d, name, o, messages, owner)
}

// tellLeaving makes the finding and the entries of the mailboxes.
func (a *assessor) tellLeaving(d *draft, name string, o *outlet, messages map[string]*sent, owner map[string]string) {
	var whole []*seen
	var bytes int64
	boxes := map[string]bool{}
	for _, message := range sortedKeys(messages) {
		m := messages[message]
		m.mailbox = o.mailboxOf(m.left, owner[message], name)
		if m.mailbox != "" {
			boxes[m.mailbox] = true
		}
		whole = append(whole, m.left)
		bytes += m.bytes
	}
	sort.SliceStable(whole, func(i, j int) bool { return whole[i].before(whole[j]) })
	rule := a.know.Library.Detector(athar.MailSentOn)
	f := a.finding(d.h, rule, burst{whole: whole, until: whole[len(whole)-1].Time, count: len(whole)})
	f.Campaign = o.plant.Campaign
	f.CVE = slices.Clone(o.plant.CVE)
	for k, v := range map[string]string{
		"sent_to": name, "planted_by": o.plant.ID, "messages": strconv.Itoa(len(whole)),
		"bytes": strconv.FormatInt(bytes, 10), "mailboxes": strings.Join(sortedKeys(boxes), " "),
	} {
		f.Evidence[k] = v
	}
	f.ID = identify(d.h.name+"\x00"+name, &f)
	for _, box := range sortedKeys(boxes) {
		f.Account = keep(f.Account, box)
	}
	d.s.Findings = append(d.s.Findings, f)
	d.left = append(d.left, departure{finding: f.ID, messages: messages})
}

// departure is the mail that one finding is about.
type departure struct {
	finding  string
	messages map[string]*sent
}

// departed adds what left by planted rules to what is evidenced of each mailbox.
func (v *verdict) departed(all []departure) {
	for _, d := range all {
		for _, name := range sortedKeys(d.messages) {
			m := d.messages[name]
			if m.mailbox == "" {
				continue
			}
			t := v.thefts[m.mailbox]
			if t == nil {
				t = &theft{first: m.left.Time, because: map[string]bool{}}
				v.thefts[m.mailbox] = t
			}
			t.first, t.last = min(t.first, m.left.Time), max(t.last, m.left.Time)
			t.items++
			t.bytes += m.bytes
			t.reads = true
			t.unmeasured = t.unmeasured || !m.known
			t.because[d.finding] = true
		}
	}
}

// mailboxOf says whose mail a message was: whom a row of its redirection names, else
// the one mailbox that the rule is of, else whoever sent it from here, or was to
// have it.
func (o *outlet) mailboxOf(s *seen, owner, name string) string {
	sender := strings.ToLower(s.Fields["sender-address"])
	if owner != "" && owner != name {
		return owner
	}
	if len(o.mailboxes) == 1 || slices.Contains(o.mailboxes, sender) {
		if len(o.mailboxes) == 1 {
			return o.mailboxes[0]
		}
		return sender
	}
	if !strings.EqualFold(s.Fields["directionality"], "Originating") {
		for _, recipient := range strings.Split(strings.ToLower(s.Fields["recipient-address"]), ";") {
			if recipient = strings.TrimSpace(recipient); recipient != name && strings.Contains(recipient, "@") {
				return recipient
			}
		}
	}
	if !strings.Contains(sender, "@") {
		return "" // a report of non-delivery: whose mail it was is not said
	}
	return sender
}

// messageOf names a message in all logs that tell of it.
func messageOf(s *seen) string {
	for _, f := range []string{"network-message-id", "message-id"} {
		if id := strings.ToLower(s.Fields[f]); id != "" {
			return id
		}
	}
	return strconv.FormatUint(s.Hash, 16)
}

// leftBy weighs how a row shows that a message was delivered: 0 where it shows that
// it was taken in, handed on or refused.
func leftBy(s *seen) int {
	switch strings.ToUpper(s.Fields["event-id"]) {
	case "SENDEXTERNAL":
		return 3
	case "SEND":
		return 2
	case "DELIVER":
		return delivered
	}
	return 0
}

// delivered is a message that was laid into a mailbox of the house.
const delivered = 1

// isTurned reports whether a row is of a message that a rule or setting sent on.
func isTurned(s *seen) bool {
	switch strings.ToUpper(s.Fields["source"]) {
	case "MAILBOXRULE", "AGENT":
		return true
	}
	return strings.EqualFold(s.Fields["event-id"], "REDIRECT")
}
