package athar

import (
	"sort"
	"strings"
)

// MailSentOn is the detector of mail that went where a rule or setting sends it.
const MailSentOn = "mail-sent-on"

// TrackedFields are what is kept of a row of message tracking to tell which message
// it is of, whose mailbox that concerns, and whether it left.
var TrackedFields = []string{
	"source", "event-id", "message-id", "network-message-id", "recipient-address", "related-recipient-address",
	"sender-address", "directionality", "total-bytes", "connector-id",
}

// Outlets are the addresses in the fields that name where mail is sent, and the
// names in those that name a connector, in lower case and in order. Exchange writes
// an address bare, with "smtp:" before it, or in brackets behind a name.
func Outlets(fields map[string]string, sends, connects []string) []string {
	set := map[string]bool{}
	for _, f := range sends {
		for _, word := range strings.FieldsFunc(strings.ToLower(fields[f]), func(r rune) bool { return strings.ContainsRune(" \t,;:<>[](){}\"'|", r) }) {
			if local, domain, ok := strings.Cut(word, "@"); ok && local != "" && strings.Contains(domain, ".") && !strings.Contains(domain, "@") {
				set[word] = true
			}
		}
	}
	for _, f := range connects {
		// A short name would be found everywhere.
		if v := strings.ToLower(strings.Trim(fields[f], `"' `)); len(v) >= 3 {
			set[v] = true
		}
	}
	out := make([]string, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	sort.Strings(out)
	return out
}
