package sigma

import "sync"

// frame is the working memory of looking at one event with one rule: each field
// is asked for at most once, each selection decided at most once.
type frame struct {
	event      Event
	matcher    *Matcher
	values     []value
	selections []tristate
	// In a set the values are shared: at has the place of each name there.
	shared *setFrame
	at     []int32
}

// frames are reused, so that looking at an event allocates nothing.
var frames = sync.Pool{New: func() any { return new(frame) }}

func (m *Matcher) frame(e Event) *frame {
	f := frames.Get().(*frame)
	f.event, f.matcher = e, m
	f.values = cleared(f.values, len(m.naming.names))
	f.selections = cleared(f.selections, len(m.selections))
	return f
}

// release lets go of the event: its texts must not outlive the match.
func (f *frame) release() {
	clear(f.values)
	f.event, f.matcher = nil, nil
	frames.Put(f)
}

func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// value returns what a name of the matcher's naming has in the event. The name ""
// stands for the event's whole text.
func (f *frame) value(i int) *value {
	if f.shared != nil {
		return f.shared.value(f.at[i])
	}
	v := &f.values[i]
	if !v.fetched {
		v.fetched = true
		if name := f.matcher.naming.names[i]; name == "" {
			v.text, v.present = f.event.Text(), true
		} else {
			v.text, v.present = f.event.Lookup(name)
		}
	}
	return v
}

// first returns the first value that the event has under a field's names.
func (f *frame) first(slot int) *value {
	from, to := f.matcher.naming.of(slot)
	for i := from; i < to-1; i++ {
		if v := f.value(i); v.present {
			return v
		}
	}
	return f.value(to - 1)
}
