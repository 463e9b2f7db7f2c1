package hunt

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/winlog"
	"github.com/athar-forensics/athar/sigma"
)

// events returns the rules for Windows events, which are indexed once.
func (h *Hunter) events() *campaign.Events {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.eventRules == nil {
		h.eventRules = h.know.Library.Events()
		h.keywords = newKeywords(h.eventRules.Keywords())
	}
	return h.eventRules
}

// maxNames bounds the channels of one file whose kinds are remembered.
const maxNames = 1 << 12

// eventReader asks about the events of one file, or of one part of it, and keeps
// what they said. Parts are read side by side and put together in their order.
type eventReader struct {
	h     *Hunter
	index *campaign.Events
	rec   athar.Record
	event winlog.Event
	last  campaign.EventSort // the sort before, and its rules
	rules *campaign.EventRules
	known *eventMemory // of rules
	memos map[*campaign.EventRules]*eventMemory
	sorts map[campaign.EventSort]*campaign.EventRules
	// keyless says that no keyword stands in what is being read.
	keyless bool
	kinds   map[string]athar.Kind // by channel, so that names are made once

	indicators eventIndicators

	spans     spans
	sightings []matched
	starts    []start             // of processes whose parents are not named
	began     bool                // the present event is the last of them
	bursts    map[burstKey]*burst // as far as this part goes
	before    map[burstKey]*burst // of the file, where all before this part is counted
	records   int64
	beyond    athar.Time
	ahead     int64 // events dated in the future
	exchange  bool
	zones     []athar.Zone
	hits      []int // places of the rules that match
	rulesHit  []*campaign.Rule
}

// eventMemory is what a worker remembers for the rules of one sort of event.
type eventMemory struct {
	values *sigma.Memo
	fields *winlog.Bound
}

func newEventReader(h *Hunter) *eventReader {
	return &eventReader{h: h, index: h.events(), memos: map[*campaign.EventRules]*eventMemory{}, sorts: map[campaign.EventSort]*campaign.EventRules{}, kinds: map[string]athar.Kind{}, indicators: newEventIndicators(h.know.Intel)}
}

// kind is that of a channel's events in an event log.
func (r *eventReader) kind(channel string) athar.Kind {
	k, ok := r.kinds[channel]
	if !ok {
		k = athar.EventLog(clip(channel, 255))
		if len(r.kinds) < maxNames {
			r.kinds[channel] = k
		}
	}
	return k
}

// take counts the event that was read last, and shows it to the rules for its
// sort. raw is how it stands in the file, asked for once a rule has matched.
func (r *eventReader) take(kind athar.Kind, line int64, raw func() []byte) {
	e := &r.event
	if r.h.opt.ahead(e.Time) {
		r.ahead++
		return
	}
	if !r.h.opt.counts(e.Time) {
		r.beyond = max(r.beyond, e.Time)
		return
	}
	r.records++
	if e.Time != 0 {
		r.spans.addNamed(e.Computer, kind, e.Time)
	}
	r.exchange = r.exchange || e.Exchange()
	r.zone()
	if sort := (campaign.EventSort{Channel: e.Channel, Provider: e.Provider, ID: e.ID}); sort != r.last {
		r.last, r.rules = sort, r.rulesOf(sort)
		r.remember()
	}
	if r.rules == nil && !r.hashed() {
		return
	}
	e.Fill(&r.rec, kind, line)
	r.indicated(raw)
	if r.rules == nil {
		return
	}
	r.started()
	if r.hits = r.ask(); len(r.hits) == 0 {
		return
	}
	r.rulesHit = r.rulesHit[:0]
	for _, i := range r.hits {
		r.rulesHit = append(r.rulesHit, r.rules.Rules[i])
	}
	hash, ok := r.event.Fingerprint()
	if !ok {
		hash = hashOf(raw())
	}
	telling(r.rulesHit, func(rule *campaign.Rule, quiet bool) {
		if !r.aside(rule, hash, raw) {
			r.match(rule, quiet, hash, raw)
		}
	})
}

// ask returns the places of the rules that match.
func (r *eventReader) ask() []int {
	set, keywords := r.rules.Set, !r.keyless || !r.rules.Keyed
	switch k := r.known; {
	case k == nil:
		return set.Remember(nil, set.Named(&r.rec), keywords, r.hits[:0])
	case k.fields.Show(&r.event, &r.rec):
		return set.Remember(k.values, k.fields, keywords, r.hits[:0])
	default:
		return set.Remember(k.values, set.Named(&r.rec), keywords, r.hits[:0])
	}
}

// rulesOf is [campaign.Events.Of] for sorts that this worker met before.
func (r *eventReader) rulesOf(sort campaign.EventSort) *campaign.EventRules {
	rules, ok := r.sorts[sort]
	if !ok {
		rules = r.index.Of(sort)
		if len(r.sorts) < maxNames {
			r.sorts[sort] = rules
		}
	}
	return rules
}

// maxMemos bounds the sorts of events whose values a worker remembers.
const maxMemos = 64

// remember takes out the memory for the present rules.
func (r *eventReader) remember() {
	if r.known = r.memos[r.rules]; r.known == nil && r.rules != nil && len(r.memos) < maxMemos {
		r.known = &eventMemory{r.rules.Set.NewMemo(), winlog.NewBound(r.rules.Set.Names())}
		r.memos[r.rules] = r.known
	}
}

// into puts what was gathered into the reading of the file, and begins anew.
func (r *eventReader) into(to *reading) {
	t := to.t
	for _, s := range r.spans.list() {
		server := to.names.server(t, s.Server, s.Count)
		to.spans.count(server, to.names.kind(s.Kind), s.First, s.Last, s.Count)
	}
	to.spans.over.Count += r.spans.over.Count
	for i := range r.sightings {
		m := &r.sightings[i]
		m.Server, m.Kind = to.names.server(t, m.Server, 0), to.names.kind(m.Kind)
		to.seen.put(m.Sighting, m.echo)
	}
	to.parents.settle(r.starts, func(s athar.Sighting) {
		s.Server, s.Kind = to.names.server(t, s.Server, 0), to.names.kind(s.Kind)
		to.seen.add(s)
	})
	t.Records += r.records
	t.Beyond = max(t.Beyond, r.beyond)
	t.Exchange = t.Exchange || r.exchange
	for _, z := range r.zones {
		z.Server = to.names.server(t, z.Server, 0)
		to.zoned(z)
	}
	if r.ahead > 0 {
		lose(t, "events dated in the future", r.ahead, 0)
	}
	r.h.records.Add(r.records)
	r.spans, r.sightings, r.starts, r.zones = spans{}, r.sightings[:0], r.starts[:0], r.zones[:0]
	clear(r.bursts)
	r.records, r.beyond, r.ahead, r.exchange = 0, 0, 0, false
}

// Bounds of what one file may name. A collector of forwarded events holds many
// computers, and Windows has some 1,200 channels; a forged log can name a new one
// in every event, and each would be a server or a source of the report.
const (
	maxComputers = 1 << 13
	maxChannels  = 1 << 12
)

// otherChannels is the kind of events of channels beyond the bound.
const otherChannels = athar.KindEventLog + "(others)"

// eventNames are the computers and the kinds that a file's events name.
type eventNames struct {
	servers map[string]bool
	kinds   map[athar.Kind]bool
}

// server returns a computer's name, and none for those beyond the bound, which
// is said: their events count for the collection's own server.
func (n *eventNames) server(t *athar.Trace, name string, records int64) string {
	switch {
	case name == "" || n.servers[name]:
		return name
	case len(n.servers) >= maxComputers:
		lose(t, "events of more computers than one file is believed to hold, counted without their names", records, 0)
		return ""
	case n.servers == nil:
		n.servers = map[string]bool{}
	}
	n.servers[name] = true
	return name
}

// kind returns the kind under which events are counted.
func (n *eventNames) kind(kind athar.Kind) athar.Kind {
	switch {
	case n.kinds[kind]:
		return kind
	case len(n.kinds) >= maxChannels:
		return otherChannels
	case n.kinds == nil:
		n.kinds = map[athar.Kind]bool{}
	}
	n.kinds[kind] = true
	return kind
}
