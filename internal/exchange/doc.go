// Package exchange reads Exchange's own logs and the small languages inside
// their columns: ECP event data and cmdlet text, cmdlet parameters, the
// X-Rps-CAT token, anchor mailboxes, server-locale dates, the setup log and the
// phrases of the offline address book generator.
//
// The leaf parsers are pure functions on text. All of it was written by, or
// through, whoever sent the request, so each of them takes linear time, has
// a limit on what it reads ([MaxText]) and on what it yields, never panics,
// and keeps what it cannot parse rather than dropping it.
package exchange

// MaxText is the most of one value that the leaf parsers read, in bytes.
// Exchange itself cuts its log values far below. Longer text is cut there: a
// caller that has to account for it compares the length with MaxText.
const MaxText = 1 << 20

// bounded cuts s at MaxText.
func bounded(s string) string {
	if len(s) > MaxText {
		return s[:MaxText]
	}
	return s
}
