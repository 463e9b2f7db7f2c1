package winlog

import (
	"errors"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// ErrNoEvent is said of an object that is no Windows event.
var ErrNoEvent = errors.New("no Windows event: an id with a channel or a provider is missing")

// Export reads events that were exported as JSON. One event is good until the
// next is read.
type Export struct {
	flat     flattener
	meanings map[string]meaning
	pairs    []pair
	means    []meaning // of the pairs
	index    map[string]int
	indexed  bool
	lead     [roles]int // the pair that has each role, counted from 1
	moments  moments

	// Zone is what the events read so far say of their exporter's clock.
	Zone Zone
	// Zoneless counts those whose time names no zone.
	Zoneless int64
}

// Read makes e the event of one object.
func (x *Export) Read(e *Event, object []byte) error {
	pairs, err := x.flat.flatten(object)
	if err != nil {
		return err
	}
	if x.meanings == nil {
		x.meanings, x.index = map[string]meaning{}, map[string]int{}
	}
	x.pairs, x.means, x.indexed, x.lead = pairs, x.means[:0], false, [roles]int{}
	for i := range pairs {
		m := x.mean(pairs[i].path)
		x.means = append(x.means, m)
		if had := x.lead[m.role]; had == 0 || x.means[had-1].rank > m.rank {
			x.lead[m.role] = i + 1
		}
	}
	e.reset(x)
	id, err := strconv.ParseUint(x.of(roleID), 10, 32)
	e.Channel, e.Provider, e.Computer = x.of(roleChannel), x.of(roleProvider), x.of(roleComputer)
	if err != nil || e.Channel == "" && e.Provider == "" {
		return ErrNoEvent
	}
	e.ID = uint32(id)
	e.Channel = channelOf(e.Channel, e.Provider, e.ID)
	x.time(e)
	return nil
}

// mean is the meaning of a path, which is worked out once.
func (x *Export) mean(path string) meaning {
	m, ok := x.meanings[path]
	if !ok {
		m = meaningOf(path)
		if len(x.meanings) < maxKnown {
			x.meanings[path] = m
		}
	}
	return m
}

// of is the value of a role.
func (x *Export) of(r role) string {
	if i := x.lead[r]; i > 0 {
		return x.pairs[i-1].text()
	}
	return ""
}

func (x *Export) field(name string) (string, bool) {
	if !x.indexed {
		clear(x.index)
		for i := len(x.means) - 1; i >= 0; i-- { // the first of a name counts
			x.index[x.means[i].name] = i
		}
		x.indexed = true
	}
	if i, ok := x.index[name]; ok {
		return x.pairs[i].text(), true
	}
	return "", false
}

func (x *Export) loose(name string) (string, bool) {
	for i := range x.means {
		if squeezed(strings.ReplaceAll(x.means[i].name, "_", " "), name) {
			return x.pairs[i].text(), true
		}
	}
	return "", false
}

// unnamed hands out the values without a name. Exporters that must name
// everything call them param1, param2 and so on.
func (x *Export) unnamed(yield func(string) bool) {
	some := false
	for i := range x.means {
		if x.means[i].unnamed {
			if some = true; !yield(x.pairs[i].text()) {
				return
			}
		}
	}
	for i := 1; !some; i++ {
		v, ok := x.field("param" + strconv.Itoa(i))
		if !ok || !yield(v) {
			return
		}
	}
}

func (x *Export) text() string {
	var b strings.Builder
	for i := range x.pairs {
		b.WriteString(x.pairs[i].text() + "\n")
	}
	return b.String()
}

func (x *Export) number() int64 {
	n, err := strconv.ParseInt(x.of(roleNumber), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// time settles when the event was, and what it says of its exporter's zone.
func (x *Export) time(e *Event) {
	at := func(r role) athar.Time { return x.moments.parse(x.of(r)) }
	e.Time = at(roleTime)
	local, stamp := at(roleLocal), at(roleStamp)
	if e.Time == 0 && local != 0 {
		e.Time = local
		x.Zoneless++
	}
	switch {
	case e.Provider == sysmon:
		// Sysmon writes a time of its own, in UTC, into every event.
		if own, ok := x.field("UtcTime"); ok {
			utc := x.moments.parse(own)
			x.Zone.add(e.Time, utc)
			if e.Time == 0 {
				e.Time = utc
			}
		}
	case local != 0 && stamp != 0:
		x.Zone.add(at(roleReceived), stamp)
	}
	if e.Time == 0 {
		e.Time = stamp
	}
}

const sysmon = "Microsoft-Windows-Sysmon"
