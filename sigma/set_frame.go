package sigma

import "sync"

// setFrame is the working memory of looking at one event with a set: every value
// is fetched at most once, for all matchers.
type setFrame struct {
	set        *Set
	source     Values
	values     []value
	candidates []int32
	asked      []bool  // matchers that are candidates
	found      []int32 // literals in one value
	buffer     []byte  // the values that are searched, each behind a line feed
	rule       frame   // of the matcher that is being evaluated
}

var setFrames = sync.Pool{New: func() any { return new(setFrame) }}

func (s *Set) frame(v Values) *setFrame {
	f := setFrames.Get().(*setFrame)
	f.set, f.source = s, v
	f.values = cleared(f.values, len(s.names))
	f.asked = cleared(f.asked, len(s.matchers))
	f.candidates, f.buffer = f.candidates[:0], f.buffer[:0]
	f.rule.shared = f
	return f
}

// maxBuffer is the most working memory that is kept for the next event, in bytes.
const maxBuffer = 1 << 20

// release lets go of the event: its texts must not outlive the match.
func (f *setFrame) release() {
	clear(f.values)
	f.set, f.source = nil, nil
	f.rule.matcher, f.rule.at = nil, nil
	if cap(f.buffer) > maxBuffer {
		f.buffer = nil
	}
	setFrames.Put(f)
}

// search finds the matchers of whose literals one is there.
func (f *setFrame) search(memo *Memo) {
	s := f.set
	for _, name := range s.searched {
		v := f.value(name)
		switch {
		case !v.present:
		case memo == nil:
			f.buffer = append(append(f.buffer, '\n'), v.text...)
		default:
			for _, id := range memo.hits(f, name, v.text) {
				f.ask(int(id))
			}
		}
	}
	if memo == nil {
		s.find.Find(f.buffer, func(_, id int) bool {
			f.ask(id)
			return true
		})
	}
}

// ask makes the matchers of a literal candidates.
func (f *setFrame) ask(literal int) { f.add(f.set.wants[literal]) }

// add makes matchers candidates that are not yet.
func (f *setFrame) add(matchers []int32) {
	for _, i := range matchers {
		if !f.asked[i] {
			f.asked[i] = true
			f.candidates = append(f.candidates, i)
		}
	}
}

// evaluate appends the candidates that match.
func (f *setFrame) evaluate(matched []int) []int {
	for _, i := range f.candidates {
		if f.eval(i) {
			matched = append(matched, int(i))
		}
	}
	return matched
}

// eval evaluates one matcher.
func (f *setFrame) eval(i int32) bool {
	m := f.set.matchers[i]
	f.rule.matcher, f.rule.at = m, f.set.at[i]
	f.rule.selections = cleared(f.rule.selections, len(m.selections))
	return m.root.eval(&f.rule)
}

func (f *setFrame) value(name int32) *value {
	v := &f.values[name]
	if !v.fetched {
		v.fetched = true
		if f.set.names[name] == "" {
			v.text, v.present = f.source.Text(), true
		} else {
			v.text, v.present = f.source.Value(int(name))
		}
	}
	return v
}
