package i18n

import (
	"fmt"
	"time"

	"github.com/athar-forensics/athar"
)

// Time writes a moment to the minute, "2021-03-04 02:11 UTC", in every
// language: responders copy it into other tools, and a zone that is not named
// is a zone that will be guessed. An unknown time is said to be unknown.
func (p *Printer) Time(t athar.Time) string {
	if t == 0 {
		return p.T("time.unknown")
	}
	return t.Std().Format("2006-01-02 15:04 UTC")
}

// Exact writes a moment to the second, for the responder's parts.
func (p *Printer) Exact(t athar.Time) string {
	if t == 0 {
		return p.T("time.unknown")
	}
	return t.Std().Format("2006-01-02 15:04:05 UTC")
}

// Date writes the day of a moment, in UTC.
func (p *Printer) Date(t athar.Time) string {
	if t == 0 {
		return p.T("time.unknown")
	}
	return t.Std().Format(time.DateOnly)
}

// Interval writes a stretch of time: to the day where it is longer than two
// days, to the minute below that. An unknown end stays open.
func (p *Printer) Interval(i athar.Interval) string {
	write := p.Time
	if i.From == 0 || i.Until == 0 || i.Until-i.From > 2*athar.Day {
		write = p.Date
	}
	switch {
	case i.From == 0 && i.Until == 0:
		return p.T("interval.always")
	case i.From == 0:
		return p.T("interval.until", "Until", write(i.Until))
	case i.Until == 0:
		return p.T("interval.from", "From", write(i.From))
	case i.From == i.Until:
		return write(i.From)
	}
	from, until := write(i.From), write(i.Until)
	if from[:10] == until[:10] && len(from) > 10 {
		from, until = i.From.Std().Format("2006-01-02 15:04"), i.Until.Std().Format("15:04 UTC")
	}
	if from == until {
		return from
	}
	return p.T("interval.both", "From", from, "Until", until)
}

// Elapsed writes a duration for a progress line: "42s", "3m07s", "2h05m".
func (p *Printer) Elapsed(d time.Duration) string {
	s := int64(d.Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	}
	return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
}
