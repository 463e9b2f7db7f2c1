package forge

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// Long is a long stretch of a healthy server's life: one week is told whole, with
// its nights, its backups and all that only looks like an attack, and the weeks
// after it repeat it with later times and other ids. Requests stay joined over
// all logs.
type Long struct {
	Server Server
	From   athar.Time
	Weeks  int
	// PerHour is the traffic of a working hour, Nightly how many mailboxes the
	// backup reads a night. Monitoring writes some 30 MB a week, each visit an hour 0.4 MB.
	PerHour, Nightly int
	// Events is how many of the last weeks stand in the event logs.
	Events int
	Seed   uint64
}

// Write makes the logs week by week: memory holds one week.
func (l Long) Write(sink Sink) error {
	made := NewCase(l.Seed)
	h, err := made.Server(l.Server)
	if err != nil {
		return err
	}
	until := l.From + 7*athar.Day
	h.Installed(l.From)
	h.WebRoot(l.From + 10*athar.Minute)
	setup := h.books["setup"]
	delete(h.books, "setup") // a server is installed once
	h.Healthy(Traffic{From: l.From + 20*athar.Minute, Until: until, PerHour: l.PerHour, LookAlikes: true})
	if l.Nightly > 0 {
		h.Backup(l.From, until, l.Nightly)
	}
	// Mail in and out, and somebody whose mail has long been sent on, which an
	// administrator sets anew each week.
	h.MailFlow(l.From+athar.Hour, until, 3*athar.Minute)
	leaver := h.people[len(h.people)-1].address
	h.SentOn(SentOn{From: l.From + athar.Hour, Until: until, Way: ByForwarding, To: "successor@example.net", Mailboxes: []string{leaver}, Messages: 200})
	h.Cmdlets(l.From+4*athar.Day+9*athar.Hour, h.administrator().address, []string{"Set-Mailbox", "Identity", leaver, "ForwardingSmtpAddress", "smtp:successor@example.net"})
	if l.Events > 0 {
		end := l.From + athar.Time(l.Weeks)*7*athar.Day
		w := NewWindowsEvents(l.Seed, h.Name)
		w.Healthy(end-athar.Time(l.Events)*7*athar.Day, end)
		if err := w.Installed(h); err != nil {
			return err
		}
	}
	files := setup.files(h.place)
	for _, name := range slices.Sorted(maps.Keys(h.files)) {
		files = append(files, h.files[name])
	}
	for week := range l.Weeks {
		for _, name := range slices.Sorted(maps.Keys(h.books)) {
			files = append(files, h.books[name].later(athar.Time(week)*7*athar.Day, week, h.lasting()).files(h.place)...)
			for _, f := range files {
				if err := sink.Put(f); err != nil {
					return fmt.Errorf("writing %s: %w", f.Path, err)
				}
			}
			files = files[:0]
		}
	}
	return nil
}

// lasting are the identifiers of a server that no request has for its own.
func (h *Host) lasting() map[string]bool {
	all := map[string]bool{h.database: true, h.oabVdir: true, h.oab: true}
	for i := range h.people {
		all[h.people[i].mailbox] = true
	}
	return all
}

var wholeID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// later is the book some weeks on. Ids change alike in all books, so that what
// belongs together still does.
func (b *logbook) later(after athar.Time, week int, lasting map[string]bool) *logbook {
	out := *b
	out.rows = make([]row, len(b.rows))
	mark := fmt.Sprintf("%04x", week)
	for i, r := range b.rows {
		text := bytes.Clone(r.text)
		for _, m := range stampForm.FindAllIndex(text, -1) {
			if at, err := athar.ParseTime(string(text[m[0]:m[1]])); err == nil {
				appendStamp(text[:m[0]], at+after)
			}
		}
		if was := iisStamp(r.at); strings.HasPrefix(string(text), was+" ") {
			copy(text, iisStamp(r.at+after))
		}
		for _, m := range wholeID.FindAllIndex(text, -1) {
			if week > 0 && !lasting[string(text[m[0]:m[1]])] {
				copy(text[m[0]+4:], mark)
			}
		}
		out.rows[i] = row{r.at + after, text}
	}
	return &out
}
