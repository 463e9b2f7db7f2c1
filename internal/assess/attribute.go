package assess

import (
	"path"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// place is a folder or archive of a collection, with the servers that records
// below it name as their own.
type place struct {
	up    *place
	name  string
	names map[string]bool
}

// atlas knows which server a piece of evidence is of.
type atlas struct {
	places map[string]*place
	homes  map[string]string // unnamed collections that hold the same evidence → one name
}

// newAtlas reads the servers that records name themselves.
func newAtlas(traces []*athar.Trace) *atlas {
	a := &atlas{places: map[string]*place{}}
	for _, t := range traces {
		for _, name := range ownNames(t) {
			for p := a.place(t); p != nil; p = p.up {
				p.names[name] = true
			}
		}
	}
	a.sameEvidence(traces)
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
	return sortedKeys(set)
}

// shortName is a host's first label in capitals.
func shortName(server string) string {
	label, _, _ := strings.Cut(strings.TrimSpace(server), ".")
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
		p = &place{up: up, name: strings.TrimSuffix(name, "!"), names: map[string]bool{}}
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
	if own := ownNames(t); len(own) == 1 {
		return own[0]
	}
	p := a.place(t)
	var empty *place
	for q := p; q != nil; q = q.up {
		if len(q.names) == 1 {
			return sortedKeys(q.names)[0]
		}
		if len(q.names) == 0 {
			empty = q
		}
	}
	if empty == nil {
		empty = p
	}
	if empty.up == nil {
		if same := a.homes[t.Home]; same != "" {
			return same
		}
	}
	return empty.name
}

// sameEvidence finds collections that nothing names and that hold the same
// files: the same evidence given twice is one server.
func (a *atlas) sameEvidence(traces []*athar.Trace) {
	files := map[string]map[string]bool{} // home → hashes
	for _, t := range traces {
		if root := a.at(t.Root+"\x00", nil, t.Home); len(root.names) > 0 {
			continue
		}
		if files[t.Home] == nil {
			files[t.Home] = map[string]bool{}
		}
		files[t.Home][t.SHA256] = true
	}
	byContent := map[string]string{}
	a.homes = map[string]string{}
	homes := make([]string, 0, len(files))
	for h := range files {
		homes = append(homes, h)
	}
	sort.Strings(homes)
	for _, h := range homes {
		content := strings.Join(sortedKeys(files[h]), " ")
		if first, ok := byContent[content]; ok {
			a.homes[h] = first
			continue
		}
		byContent[content] = h
	}
}

func sortedKeys(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
