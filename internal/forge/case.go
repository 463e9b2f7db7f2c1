package forge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// Case is a story in the making: servers, and what happened to them.
type Case struct {
	seed  uint64
	hosts []*Host
}

// NewCase begins a story. The same seed and the same calls make the same bytes.
func NewCase(seed uint64) *Case { return &Case{seed: seed} }

// Server adds a server to the story.
func (c *Case) Server(s Server) (*Host, error) {
	s = s.withDefaults()
	if s.Name == "" || strings.ContainsAny(s.Name, `/\:`) {
		return nil, fmt.Errorf("server name %q: want a short host name as in MAIL01", s.Name)
	}
	if len(s.Install) < 4 || s.Install[1:3] != `:\` {
		return nil, fmt.Errorf(`server %s: install path %q: want a drive and a folder as in C:\Exchange`, s.Name, s.Install)
	}
	b, err := parseBuild(s.Build)
	if err != nil {
		return nil, fmt.Errorf("server %s: %w", s.Name, err)
	}
	h := &Host{Server: s, seed: c.seed ^ s.Seed, books: map[string]*logbook{}, files: map[string]File{}, steps: map[string]int{}}
	h.builds = []installed{{0, b}}
	// Servers of one domain share its identifier; mailboxes and databases are the server's own.
	domain := newChance(c.seed, "domain", s.Domain)
	h.domainSID = domain.domainSID()
	own := h.step("own")
	h.database, h.oabVdir, h.oab = own.guid(), own.guid(), own.guid()
	h.linkLocal = fmt.Sprintf("fe80::%x:%x:%x:%x", own.between(0x1000, 0xffff), own.between(0x1000, 0xffff), own.between(0x1000, 0xffff), own.between(0x1000, 0xffff))
	h.people = newPeople(h)
	h.proxy = proxyLayoutOf(s, b)
	c.hosts = append(c.hosts, h)
	return h, nil
}

// Write hands over all files, sorted by path.
func (c *Case) Write(sink Sink) error {
	for _, f := range c.Files() {
		if err := sink.Put(f); err != nil {
			return fmt.Errorf("writing %s: %w", f.Path, err)
		}
	}
	return nil
}

// Files returns all files of the case, sorted by path.
func (c *Case) Files() []File {
	var all []File
	for _, h := range c.hosts {
		for _, name := range slices.Sorted(maps.Keys(h.books)) {
			all = append(all, h.books[name].files(h.place)...)
		}
		for _, name := range slices.Sorted(maps.Keys(h.files)) {
			all = append(all, h.files[name])
		}
	}
	slices.SortStableFunc(all, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// Host is a server in a story. Its methods are the steps of the story.
type Host struct {
	Server
	seed   uint64
	builds []installed
	books  map[string]*logbook
	files  map[string]File
	// steps counts the steps told under each label: each has a stream of its own.
	steps     map[string]int
	people    []person
	proxy     *layout
	domainSID string
	// database is the mailbox database, oabVdir the object of the address
	// book's virtual directory, oab the address book.
	database, oabVdir, oab string
	linkLocal              string
}

// step begins a step of the story: a random stream that no other step shares.
func (h *Host) step(label string) chance {
	h.steps[label]++
	return newChance(h.seed, h.Name, label, fmt.Sprint(h.steps[label]))
}

// place turns a Windows path into one below the collected server's folder.
func (h *Host) place(windows string) string {
	return h.Name + "/" + strings.ReplaceAll(strings.Replace(windows, ":", "", 1), `\`, "/")
}

// buildAt is the build that ran at a time.
func (h *Host) buildAt(at athar.Time) build {
	b := h.builds[0].build
	for _, i := range h.builds {
		if i.at <= at {
			b = i.build
		}
	}
	return b
}

// is2013 says that the server runs Exchange 2013: no update leads out of it.
func (h *Host) is2013() bool { return h.builds[0].build.is2013() }

// headerVersion is the version in log headers: that of the cumulative update
// when it was installed. Security updates often leave it as it was.
func (h *Host) headerVersion(at athar.Time) string {
	now := h.buildAt(at)
	for _, i := range h.builds {
		if i.build[0] == now[0] && i.build[1] == now[1] && i.build[2] == now[2] {
			return i.build.padded()
		}
	}
	return now.padded()
}

// Keep drops the rows of one log outside an interval: retention, a clean-up
// script, a size quota. The folder is as below the installation or the drive,
// with / between its parts: "Logging/Ews", "W3SVC1".
func (h *Host) Keep(folder string, from, until athar.Time) {
	tail := strings.ToLower(strings.ReplaceAll(folder, "/", `\`))
	for _, name := range slices.Sorted(maps.Keys(h.books)) {
		if b := h.books[name]; strings.HasSuffix(strings.ToLower(b.folder), `\`+tail) {
			b.keep(from, until)
		}
	}
}
