package netclass

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
)

// Bounds of one list.
const (
	maxEntries  = 2_000_000
	maxListLine = 4 << 10
	maxWord     = 80 // bytes of a class or a name
)

// entry is what a list says of a network.
type entry struct{ class, name string }

// list holds networks by their prefix. An address is looked up under each length of
// prefix that occurs, the longest first.
type list struct {
	source  string
	of      map[netip.Prefix]entry
	lengths [2][]int // of IPv4 and IPv6, the longest first
}

// readList reads a text of one address or network a line, or a table whose columns
// are network, class and name. Where no class stands beside it, the file's name is
// the class: "tor-exits.txt". Lines that begin with # or ; are remarks, and a first
// line that is no network is a header.
func readList(in io.Reader, name string) (*list, error) {
	l := &list{source: filepath.Base(name), of: map[netip.Prefix]entry{}}
	class := word(strings.TrimSuffix(l.source, filepath.Ext(l.source)))
	scan := bufio.NewScanner(in)
	scan.Buffer(nil, maxListLine)
	bad, number := 0, 0
	for scan.Scan() {
		number++
		line := strings.TrimSpace(strings.TrimPrefix(scan.Text(), "\ufeff"))
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		prefix, e, ok := parseLine(line, class)
		if !ok {
			bad++
			continue
		}
		if len(l.of) >= maxEntries {
			return nil, fmt.Errorf("it has more than %d networks: choose those that matter", maxEntries)
		}
		l.of[prefix] = e
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", number+1, err)
	}
	if len(l.of) == 0 {
		return nil, errors.New("it holds no address or network: one a line, or network,class,name")
	}
	if bad > 1 && bad > len(l.of) { // one is a header
		return nil, fmt.Errorf("%d of its lines are no address or network, and %d are: is it a list of these?", bad, len(l.of))
	}
	l.sort()
	return l, nil
}

// parseLine reads one line of a list.
func parseLine(line, class string) (netip.Prefix, entry, bool) {
	e := entry{class: class}
	// The Tor project's own list: "ExitAddress 192.0.2.7 2021-03-03 03:03:03".
	if rest, ok := strings.CutPrefix(line, "ExitAddress "); ok {
		line, e.class = rest, "tor"
	}
	comma := ','
	if strings.Count(line, ";") > strings.Count(line, ",") {
		comma = ';'
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = comma, -1, true, true
	fields, err := r.Read()
	if err != nil || len(fields) == 0 {
		return netip.Prefix{}, e, false
	}
	first, _, _ := strings.Cut(strings.TrimSpace(fields[0]), " ")
	if len(fields) > 1 && word(fields[1]) != "" {
		e.class = word(fields[1])
	}
	if len(fields) > 2 {
		e.name = word(fields[2])
	}
	p, err := netip.ParsePrefix(first)
	if err != nil {
		addr, err := netip.ParseAddr(first)
		if err != nil {
			return p, e, false
		}
		addr = addr.Unmap().WithZone("")
		p = netip.PrefixFrom(addr, addr.BitLen())
	}
	return p.Masked(), e, p.IsValid()
}

func (l *list) sort() {
	var have [2]map[int]bool
	have[0], have[1] = map[int]bool{}, map[int]bool{}
	for p := range l.of {
		have[family(p.Addr())][p.Bits()] = true
	}
	for i, lengths := range have {
		for n := range lengths {
			l.lengths[i] = append(l.lengths[i], n)
		}
		slices.Sort(l.lengths[i])
		slices.Reverse(l.lengths[i])
	}
}

func family(a netip.Addr) int {
	if a.Is4() {
		return 0
	}
	return 1
}

// lookup finds the smallest network that an address is in.
func (l *list) lookup(a netip.Addr) (class []string, network netip.Prefix, name string, ok bool) {
	for _, bits := range l.lengths[family(a)] {
		p, err := a.Prefix(bits)
		if err != nil {
			continue
		}
		if e, ok := l.of[p]; ok {
			if e.class != "" {
				class = []string{e.class}
			}
			return class, p, e.name, true
		}
	}
	return nil, netip.Prefix{}, "", false
}

// word is a class or a name as it is shown: trimmed and not longer than a line.
func word(s string) string {
	s = strings.ToValidUTF8(strings.TrimSpace(s), "")
	for len(s) > maxWord {
		s = strings.ToValidUTF8(s[:maxWord], "")
	}
	return s
}
