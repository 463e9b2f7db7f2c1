package campaign

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/athar-forensics/athar/sigma"
)

// EventRules are the rules that can match Windows events of one sort.
type EventRules struct {
	Rules []*Rule // in the order of the library
	// Set has their matchers, by their places in Rules. What the sort decides is
	// decided in them.
	Set *sigma.Set
	// Keyed is set where the keywords of the set are among [Events.Keywords].
	Keyed bool
}

// Events hands out the rules for sorts of Windows events. It works out each sort
// once, and holds no more of them than the rules themselves tell apart: an
// intruder's own channels and numbers are all one to them.
type Events struct {
	rules     []*Rule
	channels  map[string]*channel
	mu        sync.RWMutex
	sorts     map[EventSort]*EventRules
	anywhere  *channel            // of channels that no rule names
	providers map[string]struct{} // that some rule names, in lower case
	keywords  map[string]bool
}

// channel is what the rules tell apart in one channel.
type channel struct {
	rules []*Rule
	ids   map[uint32]bool // that some rule names
}

// Events indexes the rules that are loaded.
func (l *Library) Events() *Events {
	e := &Events{sorts: map[EventSort]*EventRules{}, channels: map[string]*channel{}, providers: map[string]struct{}{}, keywords: map[string]bool{}}
	for _, r := range l.Rules {
		if len(r.events) == 0 {
			continue
		}
		e.rules = append(e.rules, r)
		for _, b := range r.events {
			for _, k := range sigma.NewSet([]*sigma.Matcher{b.matcher}).Keywords() {
				e.keywords[k] = true
			}
			for _, p := range slices.Concat(b.stream.Provider, fixed(b.matcher, "Provider_Name")) {
				e.providers[strings.ToLower(p)] = struct{}{}
			}
		}
	}
	e.anywhere = e.channel("")
	return e
}

// Keywords are the literals of rules that look for keywords anywhere in an event,
// sorted: where none of them stands in a stretch of evidence, those rules need not
// be asked about any event in it.
func (e *Events) Keywords() []string { return slices.Sorted(maps.Keys(e.keywords)) }

// fixed returns the values to which a rule fixes a field, none where it does not.
func fixed(m *sigma.Matcher, field string) []string {
	values, _ := m.Values(field)
	return values
}

// channel gathers what is asked of one channel.
func (e *Events) channel(name string) *channel {
	c := &channel{ids: map[uint32]bool{}}
	for _, r := range e.rules {
		mine := false
		for _, b := range r.events {
			if !b.stream.Channel.covers(name) {
				continue
			}
			mine = true
			for _, id := range b.stream.ID {
				c.ids[id] = true
			}
			for _, v := range fixed(b.matcher, "EventID") {
				if id, err := strconv.ParseUint(v, 10, 32); err == nil {
					c.ids[uint32(id)] = true
				}
			}
		}
		if mine {
			c.rules = append(c.rules, r)
		}
	}
	return c
}

// maxChannels bounds the channels that are remembered. Windows has some 1,200; a
// forged log can have any number.
const maxChannels = 4096

// maxSorts bounds the sorts that are remembered, as far as the rules do not.
const maxSorts = 1 << 14

// other stands for a number that no rule names.
const other = ^uint32(0)

// Of returns the rules for events of a sort, nil where there are none. It is safe
// for use by many goroutines at once.
func (e *Events) Of(s EventSort) *EventRules {
	name := strings.ToLower(s.Channel)
	e.mu.RLock()
	c := e.channels[name]
	e.mu.RUnlock()
	if c == nil {
		if c = e.channel(name); sameRules(c.rules, e.anywhere.rules) {
			c = e.anywhere
		}
		e.mu.Lock()
		if len(e.channels) < maxChannels {
			e.channels[name] = c
		}
		e.mu.Unlock()
	}
	key := EventSort{Channel: name, Provider: strings.ToLower(s.Provider), ID: s.ID}
	if c == e.anywhere {
		key.Channel = ""
	}
	if !c.ids[key.ID] {
		key.ID = other
	}
	if _, known := e.providers[key.Provider]; !known {
		key.Provider = ""
	}
	e.mu.RLock()
	found, known := e.sorts[key]
	e.mu.RUnlock()
	if !known {
		found = e.of(c, key)
		e.mu.Lock()
		if len(e.sorts) < maxSorts {
			e.sorts[key] = found
		}
		e.mu.Unlock()
	}
	return found
}

func sameRules(a, b []*Rule) bool { return slices.Equal(a, b) }

// of works out the rules for a sort.
func (e *Events) of(c *channel, s EventSort) *EventRules {
	known := map[string]string{}
	if s.ID != other {
		known["EventID"] = strconv.FormatUint(uint64(s.ID), 10)
	}
	if s.Channel != "" {
		known["Channel"] = s.Channel
	}
	if s.Provider != "" {
		known["Provider_Name"] = s.Provider
	}
	var found EventRules
	var matchers []*sigma.Matcher
	for _, r := range c.rules {
		m := r.ForEvents(s)
		if m == nil {
			continue
		}
		if _, fixes := m.Values("EventID"); fixes && s.ID == other {
			continue // to numbers that are named, of which this is none
		}
		if _, fixes := m.Values("Provider_Name"); fixes && s.Provider == "" {
			continue
		}
		if m = m.Given(known); m != nil {
			found.Rules = append(found.Rules, r)
			matchers = append(matchers, m)
		}
	}
	if len(matchers) == 0 {
		return nil
	}
	found.Set = sigma.NewSet(matchers)
	found.Keyed = !slices.ContainsFunc(found.Set.Keywords(), func(k string) bool { return !e.keywords[k] })
	return &found
}
