package forge

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// The columns of message tracking, from a real log.
var trackingColumns = newLayout("date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id," +
	"internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address," +
	"reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data," +
	"transport-traffic-type,log-id,schema-version")

// message is one mail on its way through the transport service.
type message struct {
	id, network      string
	sender, subject  string
	recipient        string
	size, number     int
	originating      bool
	related          string
	reference, route string // a connector's name
}

// track writes one event of a message.
func (h *Host) track(c chance, at athar.Time, source, event string, m message) {
	book := h.book("message tracking", func() *logbook {
		return &logbook{
			kind: athar.KindMessageTracking, folder: h.Install + `\TransportRoles\Logs\MessageTracking`, name: hourly("MSGTRK"), period: athar.Hour, limit: h.RollBytes,
			head: func(first athar.Time) []byte {
				return exchangeHead(h.headerVersion(first), "Message Tracking Log", first, trackingColumns.header, HeaderNone)
			},
		}
	})
	l := trackingColumns.line()
	l.set("date-time", stamp(at))
	if event == "RECEIVE" {
		l.set("server-hostname", strings.ToUpper(h.Name))
	}
	l.set("source", source)
	l.set("event-id", event)
	l.set("connector-id", m.route)
	l.set("internal-message-id", strconv.Itoa(m.number))
	l.set("message-id", m.id)
	l.set("network-message-id", m.network)
	l.set("recipient-address", m.recipient)
	l.set("total-bytes", strconv.Itoa(m.size))
	l.set("recipient-count", strconv.Itoa(1+strings.Count(m.recipient, ";")))
	l.set("related-recipient-address", m.related)
	l.set("reference", m.reference)
	l.set("message-subject", m.subject)
	l.set("sender-address", m.sender)
	l.set("return-path", m.sender)
	direction := "Incoming"
	if m.originating {
		direction = "Originating"
	}
	l.set("directionality", direction)
	l.set("transport-traffic-type", "Email")
	l.set("log-id", c.guid())
	l.set("schema-version", h.headerVersion(at))
	book.add(at, l.bytes())
}

const outboundConnector = "Outbound to Internet"

// newMessage is a mail to or from somebody of the house.
func (h *Host) newMessage(c chance, from, to string, originating bool) message {
	n := c.between(1, 1<<30)
	return message{
		id: fmt.Sprintf("<%s@%s>", c.guid(), mailDomain(from)), network: c.guid(), sender: from, recipient: to, subject: "Re: " + c.word(9),
		size: c.between(4_000, 900_000), number: n, originating: originating,
	}
}

// comes is a mail from outside that is delivered to somebody.
func (h *Host) comes(c chance, at athar.Time, to string) message {
	m := h.newMessage(c, strings.ToLower(c.word(6))+"@example.org", to, false)
	h.track(c, at, "SMTP", "RECEIVE", m)
	h.track(c, at+ms(c.between(80, 900)), "STOREDRIVER", "DELIVER", m)
	return m
}

// goes is a mail of somebody's that is sent out.
func (h *Host) goes(c chance, at athar.Time, from, to, route string) message {
	m := h.newMessage(c, from, to, true)
	h.track(c, at, "STOREDRIVER", "RECEIVE", m)
	m.route = route
	h.track(c, at+ms(c.between(200, 4000)), "SMTP", "SEND", m)
	return m
}

// MailFlow is ordinary mail in and out.
func (h *Host) MailFlow(from, until, every athar.Time) {
	c := h.step("mail flow")
	for at := from; at < until; at += every/2 + ms(c.between(0, int(every/(athar.Second/1000)))) {
		p := &h.people[c.IntN(len(h.people))]
		if c.once(2) {
			h.comes(c, at, p.address)
		} else {
			h.goes(c, at, p.address, strings.ToLower(c.word(7))+"@example.net", outboundConnector)
		}
	}
}

// Way is how mail is sent on.
type Way int

// The ways: an inbox rule that redirects, a mailbox's forwarding, a transport rule
// that copies, a connector of the intruder's own.
const (
	ByInboxRule Way = iota
	ByForwarding
	ByTransportRule
	ByConnector
)

// SentOn is mail that a rule or setting sends to another place.
type SentOn struct {
	From, Until athar.Time
	Way         Way
	// To is the address, or the connector's name.
	To        string
	Mailboxes []string
	Messages  int
	// Refused is how many further messages the other side did not take.
	Refused int
}

// SentOn tells it and returns what left, by mailbox.
func (h *Host) SentOn(s SentOn) Theft {
	c := h.step("sent on")
	taken := Theft{}
	step := (s.Until - s.From) / athar.Time(s.Messages+s.Refused+1)
	for i := range s.Messages + s.Refused {
		at := s.From + athar.Time(i)*step + ms(c.between(0, 999))
		box := s.Mailboxes[i%len(s.Mailboxes)]
		left := i < s.Messages
		size := h.sendOn(c, at, s, box, left)
		if left {
			taken[box] += int64(size)
		}
	}
	return taken
}

func (h *Host) sendOn(c chance, at athar.Time, s SentOn, box string, left bool) int {
	if s.Way == ByConnector {
		return h.goes(c, at, box, strings.ToLower(c.word(5))+"@example.net", s.To).size
	}
	m := h.comes(c, at, box)
	switch s.Way {
	case ByInboxRule:
		m.reference, m.network, m.recipient, m.number = m.id, c.guid(), s.To, m.number+1
		h.track(c, at+athar.Second, "MAILBOXRULE", "RECEIVE", m)
	case ByForwarding:
		m.related, m.recipient = box, s.To
		h.track(c, at+athar.Second, "ROUTING", "REDIRECT", m)
		m.related = ""
	case ByTransportRule:
		m.recipient = box + ";" + s.To
		h.track(c, at+athar.Second, "AGENT", "RECEIVE", m)
	case ByConnector:
	}
	m.route = outboundConnector
	if !left {
		h.track(c, at+3*athar.Second, "SMTP", "FAIL", m)
		return m.size
	}
	h.track(c, at+ms(c.between(2000, 5000)), "SMTP", "SEND", m)
	return m.size
}

// HandTo makes another server of the house the one by which this one's mail leaves:
// both log the same messages.
func (h *Host) HandTo(other *Host) {
	c := h.step("hand to")
	for _, r := range h.books["message tracking"].rows {
		if strings.Contains(string(r.text), ",SMTP,SEND,") {
			m := message{}
			other.track(c, r.at, "SMTP", "HAREDIRECT", m) // makes the book
			other.books["message tracking"].add(r.at+athar.Second, r.text)
		}
	}
}
