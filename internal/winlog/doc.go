// Package winlog makes records of Windows events, whatever file they come from:
// an event log, a legacy one, or an export as JSON. A record answers to the
// names that Sigma rules use, and nothing of an event is rendered before a rule
// asks for it.
//
// The texts that Windows shows for events are localized, and their tables stay
// on the machine that wrote the log: only the values below them are read.
package winlog
