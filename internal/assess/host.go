package assess

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// host is the evidence of one server.
type host struct {
	name     string
	aliases  map[string]bool
	exchange bool
	tenant   bool // a Microsoft 365 tenant and no server
	traces   []*athar.Trace
	sights   []*seen
	echoes   []echo
	spans    map[athar.Kind][]span
	moments  []athar.Time // when the spans begin and end, in order
	builds   []build
	setups   []setup
	webRoot  bool // known pages of Exchange lie in the evidence, so foreign ones would too
	end      athar.Time
	readers  map[readerKey]reader
	zones    []athar.Zone
	dark     []athar.Dark // hours whose files could not be read
	refusals []athar.Refusal
	anyName  stretches        // when any name at all was answered alike
	blurred  []athar.Interval // when visits to pages showed nothing, as any name was answered
}

// seen is a sighting with its place in the evidence.
type seen struct {
	athar.Sighting
	src      athar.Source
	also     []athar.Source // the same request in other logs
	blind    bool           // its file lacks columns that tell how far a request got
	absorbed bool           // told by another sighting or by a correlation
	reads    bool           // the back end logged that the request read mail,
	mailbox  string         // from this mailbox,
	items    int64          // and so many items
	campaign string         // of the rule by which it was told before, where its detector has none
	twin     bool           // another log's sighting of the same request is by the same rule
}

// echo is a record of which only rule, subject and time were kept, and what
// correlations need of it.
type echo struct {
	*run
	time athar.Time
	hash uint64
	fed  *seen // as correlations see it, nil where none does
}

// run is what echoes have in common that a trace keeps together. There can be
// hundreds of thousands of echoes, and few runs.
type run struct {
	rule, subject string
	kind          athar.Kind
	quiet         bool
}

// span is an hour's records of one source.
type span struct {
	athar.Span
	covers bool // the file can show what detection looks for, on the site that clients reach
}

type build struct {
	athar.BuildSeen
	src athar.Source
}

type setup struct {
	athar.SetupEvent
	src athar.Source
}

// covers reports whether a file can rule something out: it has the columns, and
// is of the site that clients reach. A web log without a trace of Exchange is of
// another site.
func covers(t *athar.Trace) bool {
	return len(t.Blind) == 0 && !t.BackEnd && (t.Kind != athar.KindIIS || t.Exchange)
}

// hosts parts the traces among servers. A file that was given twice is taken
// once: under its smallest path.
func (a *assessor) hosts() []*host {
	atlas := newAtlas(serverTraces(a.traces))
	all := map[string]*host{}
	taken := map[string]bool{}
	of := func(t *athar.Trace, named string) *host {
		name := atlas.server(t, named)
		h := all[name]
		if h == nil {
			h = &host{name: name, aliases: map[string]bool{}, spans: map[athar.Kind][]span{}}
			all[name] = h
		}
		if strings.Contains(named, ".") {
			h.aliases[strings.ToLower(named)] = true
		}
		return h
	}
	for _, t := range a.traces {
		if t.Kind.Tenant() {
			continue
		}
		home := of(t, "")
		key := copyKey(t, home, atlas.own[t])
		home.dark = append(home.dark, t.Dark...)
		if t.Kind == "" || taken[key] {
			continue
		}
		taken[key] = true
		home.end = max(home.end, t.Beyond)
		touched := map[*host]bool{}
		for _, s := range t.Spans {
			h := of(t, s.Server)
			touched[h] = true
			kind := t.Kind
			if s.Kind != "" {
				kind = s.Kind
			}
			h.spans[kind] = append(h.spans[kind], span{s, covers(t)})
			h.end = max(h.end, s.Last)
		}
		for i := range t.Sightings {
			s := t.Sightings[i]
			h := of(t, s.Server)
			touched[h] = true
			h.sights = append(h.sights, &seen{Sighting: s, src: sourceOf(t, &s), blind: len(t.Blind) > 0})
		}
		for _, e := range t.Echoes {
			h := of(t, e.Server)
			h.echoes = unfold(h.echoes, t, &e)
		}
		for _, z := range t.Zones {
			h := of(t, z.Server)
			h.zones = append(h.zones, z)
		}
		for _, one := range t.Readers {
			of(t, one.First.Server).read(t, one)
		}
		for _, b := range t.Builds {
			h := of(t, b.Server)
			h.builds = append(h.builds, build{b, lineOf(t, "", b.Line)})
		}
		for _, r := range t.Refusals {
			h := of(t, r.Server)
			h.refusals = append(h.refusals, r)
		}
		for _, s := range t.Setups {
			h := of(t, s.Server)
			h.setups = append(h.setups, setup{s, lineOf(t, "", s.Line)})
		}
		if len(touched) == 0 {
			touched[home] = true
		}
		for h := range touched {
			h.traces = append(h.traces, t)
			h.exchange = h.exchange || t.Exchange
		}
		if t.Kind == athar.KindFile {
			p := a.know.Pages.Place(t.Path)
			home.webRoot = home.webRoot || p.Closed && !p.Foreign
			home.exchange = home.exchange || p.Closed
		}
	}
	out := make([]*host, 0, len(all))
	for _, h := range all {
		// A folder that only holds what named servers left over is no server.
		if len(h.traces) == 0 && len(all) > 1 {
			continue
		}
		out = append(out, h)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	for _, h := range out {
		h.dedupe()
		h.exported()
		h.moments = momentsOf(h.spans)
	}
	return out
}

// copyKey is the same for copies of one file. Equal pages in two places are no
// copies: each of them was put there. A file of several servers is of all of
// them, wherever it lies.
func copyKey(t *athar.Trace, home *host, own []string) string {
	key := home.name
	if len(own) > 1 {
		key = strings.Join(own, ",")
	}
	key += " " + t.SHA256
	if t.Kind == athar.KindFile && len(t.Sightings) > 0 {
		key += " " + t.Sightings[0].Subject
	}
	return key
}

// sourceOf is where a sighting can be looked up. An event is found by its number.
func sourceOf(t *athar.Trace, s *athar.Sighting) athar.Source {
	src := lineOf(t, s.Kind, s.Line)
	if s.Event > 0 {
		src.Line, src.Record = 0, s.Event
	}
	return src
}

func lineOf(t *athar.Trace, kind athar.Kind, line int64) athar.Source {
	if kind == "" {
		kind = t.Kind
	}
	return athar.Source{Path: t.Path, SHA256: t.SHA256, Kind: kind, Line: line}
}

// dedupe takes a record that two copies of a log hold once.
func (h *host) dedupe() {
	type key struct {
		rule string
		kind athar.Kind
		hash uint64
		nth  int
		path string // pages are told apart by their place
	}
	// Of echoes only what they are of and the record's hash are compared. What is
	// whole in one copy of a log may be an echo in another.
	type echoKey struct {
		of   int32
		hash uint64
	}
	type of struct {
		rule string
		kind athar.Kind
	}
	have, echoed, number := map[key]bool{}, map[echoKey]bool{}, map[of]int32{}
	numberOf := func(rule string, kind athar.Kind) int32 {
		n, ok := number[of{rule, kind}]
		if !ok {
			n = int32(len(number))
			number[of{rule, kind}] = n
		}
		return n
	}
	kept := h.sights[:0]
	for _, s := range h.sights {
		k := key{s.Rule, s.src.Kind, s.Hash, s.Nth, ""}
		if s.src.Kind == athar.KindFile {
			k.path = s.Subject
		}
		if !have[k] {
			have[k] = true
			kept = append(kept, s)
		}
		echoed[echoKey{numberOf(s.Rule, s.src.Kind), s.EchoHash()}] = true
	}
	h.sights = kept
	echoes := h.echoes[:0]
	for _, e := range h.echoes {
		k := echoKey{numberOf(e.rule, e.kind), e.hash}
		if !echoed[k] {
			echoed[k] = true
			echoes = append(echoes, e)
		}
	}
	h.echoes = echoes
	sort.SliceStable(h.sights, func(i, j int) bool { return h.sights[i].before(h.sights[j]) })
}

// before orders sightings by time, and where that is equal by what they are.
func (s *seen) before(o *seen) bool {
	if s.Time != o.Time {
		return s.Time < o.Time
	}
	if s.Rule != o.Rule {
		return s.Rule < o.Rule
	}
	if s.Raw != o.Raw {
		return s.Raw < o.Raw
	}
	if s.Nth != o.Nth {
		return s.Nth < o.Nth
	}
	if s.Hash != o.Hash {
		return s.Hash < o.Hash
	}
	if s.src.SHA256 != o.src.SHA256 {
		return s.src.SHA256 < o.src.SHA256
	}
	if s.src.Line != o.src.Line {
		return s.src.Line < o.src.Line
	}
	return s.src.Record < o.src.Record
}
