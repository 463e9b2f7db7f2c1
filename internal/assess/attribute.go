package assess

import (
	"net/netip"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// place is a folder or archive of a collection, with the servers that records
// below it name as their own.
type place struct {
	up    *place
	name  string
	label string // name, told apart from other places of the same name
	names map[string]bool
	files map[string]bool // hashes, where the place stands for a server that nothing names
}

// atlas knows which server a piece of evidence is of.
type atlas struct {
	places map[string]*place
	own    map[*athar.Trace][]string // see ownNames
}

// newAtlas reads the servers that records name themselves.
func newAtlas(traces []*athar.Trace) *atlas {
	a := &atlas{places: map[string]*place{}, own: make(map[*athar.Trace][]string, len(traces))}
	for _, t := range traces {
		a.own[t] = ownNames(t)
		for _, name := range a.own[t] {
			for p := a.place(t); p != nil; p = p.up {
				p.names[name] = true
			}
		}
	}
	for _, t := range traces {
		if p, nameless := a.standIn(t); nameless {
			p.files[t.SHA256] = true
		}
	}
	a.tellApart()
	return a
}

// ownNames returns the short names of the computers whose own records a trace holds.
func ownNames(t *athar.Trace) []string {
	set := map[string]bool{}
	for _, s := range t.Spans {
		if n := shortName(s.Server); n != "" {
			set[n] = true
		}
	}
	for _, s := range t.Setups {
		if n := shortName(s.Server); n != "" {
			set[n] = true
		}
	}
	if n := shortName(t.Computer); n != "" {
		set[n] = true
	}
	return sortedKeys(set)
}

// shortName is a host's first label in capitals.
func shortName(server string) string {
	server = strings.TrimSpace(server)
	if _, err := netip.ParseAddr(server); err == nil {
		return server
	}
	label, _, _ := strings.Cut(server, ".")
	return strings.ToUpper(label)
}

// place returns the folder or archive that holds a trace's file.
func (a *atlas) place(t *athar.Trace) *place {
	p := a.at(t.Root+"\x00", nil, t.Home)
	dir := path.Dir(strings.ReplaceAll(t.Path, "!/", "!//"))
	if dir == "." {
		return p
	}
	key := t.Root + "\x00"
	for _, part := range strings.Split(dir, "/") {
		if part == "" {
			continue
		}
		key += part + "/"
		p = a.at(key, p, part)
	}
	return p
}

func (a *atlas) at(key string, up *place, name string) *place {
	p := a.places[key]
	if p == nil {
		name = strings.TrimSuffix(name, "!")
		p = &place{up: up, name: name, label: name, names: map[string]bool{}, files: map[string]bool{}}
		a.places[key] = p
	}
	return p
}

// server returns the server that a record belongs to: the one it names, else the
// one that its file names, else that of the nearest folder or archive in which
// exactly one names itself, else the folder.
func (a *atlas) server(t *athar.Trace, named string) string {
	if n := shortName(named); n != "" {
		return n
	}
	if own := a.own[t]; len(own) == 1 {
		return own[0]
	}
	p, nameless := a.standIn(t)
	if !nameless {
		return sortedKeys(p.names)[0]
	}
	return p.label
}

// standIn finds the nearest place in which exactly one server names itself. Where
// there is none it is nameless: the topmost place above the file in which no
// server does.
func (a *atlas) standIn(t *athar.Trace) (p *place, nameless bool) {
	p = a.place(t)
	for q := p; q != nil; q = q.up {
		switch len(q.names) {
		case 0:
			p = q
		case 1:
			return q, false
		default:
			return p, true
		}
	}
	return p, true
}

// tellApart settles the names of places that stand for servers. Whole collections
// that hold the same files, and folders of one name that do, are one server: the
// same evidence given twice. Other places of one name are not: they are called
// by their path, and where that is the same too, by a number.
func (a *atlas) tellApart() {
	first := map[string]*place{}   // content → the first place with it
	share := map[string][]*place{} // name → the places of that name
	content := map[*place]string{}
	keys := sortedKeys(a.places)
	sort.SliceStable(keys, func(i, j int) bool { return a.places[keys[i]].name < a.places[keys[j]].name })
	for _, key := range keys {
		p := a.places[key]
		if len(p.files) == 0 {
			continue
		}
		content[p] = strings.Join(sortedKeys(p.files), " ")
		if same := p.alike(content[p]); first[same] == nil {
			first[same] = p
			share[p.name] = append(share[p.name], p)
		}
	}
	for _, name := range sortedKeys(share) {
		distinguish(share[name], content)
	}
	for p, files := range content {
		p.label = first[p.alike(files)].label
	}
}

// alike is the same for places that are one server: whole collections are by
// their files alone, folders by their name too.
func (p *place) alike(files string) string {
	if p.up == nil {
		return files
	}
	return p.name + "\x00" + files
}

// distinguish names places of one name. Numbers follow the content, so that they
// do not depend on where the evidence lies.
func distinguish(places []*place, content map[*place]string) {
	if len(places) < 2 {
		return
	}
	sort.SliceStable(places, func(i, j int) bool { return content[places[i]] < content[places[j]] })
	taken := map[string]int{}
	for _, p := range places {
		p.label = p.name
		for q := p.up; q != nil; q = q.up {
			p.label = q.name + "/" + p.label
		}
		if taken[p.label]++; taken[p.label] > 1 {
			p.label += " (" + strconv.Itoa(taken[p.label]) + ")"
		}
	}
}

func sortedKeys[V any](set map[string]V) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
