package netclass

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"

	"github.com/athar-forensics/athar"
)

// Set holds what a user gave. A nil one knows nothing.
type Set struct{ sources []source }

type source interface {
	lookup(netip.Addr) (class []string, network netip.Prefix, name string, ok bool)
}

// marker ends the data of a MaxMind DB file and begins its description.
var marker = []byte("\xab\xcd\xefMaxMind.com")

// Open reads databases and lists, each told by its content.
func Open(files []string) (*Set, error) {
	if len(files) == 0 {
		return nil, nil
	}
	s := &Set{}
	for _, name := range files {
		src, err := open(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s.sources = append(s.sources, src)
	}
	return s, nil
}

func open(name string) (source, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// The description stands within the last 128 KiB (the format's own bound).
	tail := make([]byte, min(info.Size(), 128<<10))
	if _, err := f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
		return nil, err
	}
	if bytes.Contains(tail, marker) {
		d, err := openDatabase(name)
		if err != nil {
			return nil, err
		}
		return d, nil
	}
	l, err := readList(f, name)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Of says what is known of some addresses, in their order. Private ones are of no
// network that others know.
func (s *Set) Of(ips []string) []athar.Origin {
	if s == nil {
		return nil
	}
	var out []athar.Origin
	for _, ip := range ips {
		a, err := netip.ParseAddr(ip)
		if err != nil {
			continue
		}
		if a = a.Unmap().WithZone(""); a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
			continue
		}
		for _, src := range s.sources {
			class, network, name, ok := src.lookup(a)
			if !ok {
				continue
			}
			o := athar.Origin{IP: ip, Class: class, Network: network.String(), Name: name, Source: sourceName(src)}
			if o.Class == nil {
				o.Class = []string{}
			}
			out = append(out, o)
		}
	}
	return out
}

func sourceName(s source) string {
	switch s := s.(type) {
	case *database:
		return s.source
	case *list:
		return s.source
	}
	return ""
}

// Annotate puts beside findings and clusters what is known of their addresses.
func (s *Set) Annotate(a *athar.Assessment) {
	if s == nil {
		return
	}
	for _, systems := range [][]athar.Server{a.Servers, a.Tenants} {
		for i := range systems {
			for j := range systems[i].Findings {
				f := &systems[i].Findings[j]
				f.Origins = s.Of(f.IP)
			}
			for j := range systems[i].Clusters {
				c := &systems[i].Clusters[j]
				c.Origins = s.Of(c.IP)
			}
		}
	}
}
