package yara

import "encoding/binary"

// automaton is a program whose lists of threads became states, each made when it
// is first met. Where the machine follows all threads for each byte, this
// follows one arrow. It belongs to one goroutine.
type automaton struct {
	states []state
	ids    map[string]int32
	// every keeps all threads, to find each place where a program matches;
	// without it those behind a match are dropped, being less preferred.
	every bool
	// fails counts runs for which there was no room; after some, no more are
	// begun.
	fails int
}

// state is a list of threads in order of preference.
type state struct {
	threads []int32
	match   bool
	// next holds a state for each class of bytes, plus one; 0 is not made yet.
	next []int32
}

const (
	// deadEnd is the arrow to nowhere.
	deadEnd = -1
	// mostStates bounds one automaton, and automataBytes what all of one scan
	// take. A program that needs more is followed by the machine.
	mostStates    = 4096
	automataBytes = 16 << 20
	mostFails     = 16
)

// automaton returns that of a program, nil if it can have none: assertions
// look at the data around.
func (m *machine) automaton(p *program, every bool) *automaton {
	if !p.pure {
		return nil
	}
	a := m.automata[p]
	if a == nil {
		if m.automata == nil {
			m.automata = make(map[*program]*automaton)
		}
		a = &automaton{ids: make(map[string]int32), every: every}
		m.automata[p] = a
		m.begin(p)
		a.add(m, p, m.follow(m.now, p, 0, nil, 0))
	}
	if len(a.states) == 0 || a.fails >= mostFails {
		return nil
	}
	return a
}

// add returns the number of the state with these threads, which are copied.
func (a *automaton) add(m *machine, p *program, threads []int32) int32 {
	match := false
	kept := threads[:0]
	for _, pc := range threads {
		if p.code[pc].op == inMatch {
			match = true
			if a.every {
				continue
			}
			break
		}
		kept = append(kept, pc)
	}
	if len(kept) == 0 && !match {
		return deadEnd
	}
	m.name = m.name[:0]
	for _, pc := range kept {
		m.name = binary.LittleEndian.AppendUint32(m.name, uint32(pc))
	}
	if match {
		m.name = append(m.name, '!')
	}
	if id, ok := a.ids[string(m.name)]; ok {
		return id + 1
	}
	const overhead = 160 // bytes of a state, its name and its place in the map
	size := overhead + 8*len(kept) + 4*p.classes
	if len(a.states) >= mostStates || m.automataSize+size > automataBytes {
		a.fails++
		return 0
	}
	m.automataSize += size
	a.ids[string(m.name)] = int32(len(a.states))
	a.states = append(a.states, state{
		threads: append([]int32(nil), kept...), match: match, next: make([]int32, p.classes),
	})
	return int32(len(a.states))
}

// step makes the arrow of a state for a byte. It is 0 if there is no room for
// where it leads.
func (a *automaton) step(m *machine, p *program, from int32, c byte) int32 {
	m.begin(p)
	m.steps += int64(len(a.states[from].threads))
	next := m.next[:0]
	for _, pc := range a.states[from].threads {
		if p.sets[p.code[pc].x].has(c) {
			next = m.follow(next, p, pc+1, nil, 0)
		}
	}
	m.next = next
	to := a.add(m, p, next)
	a.states[from].next[p.class[c]] = to
	return to
}

// forward is [machine.forward] by the automaton; done is false where it ran out
// of room.
func (a *automaton) forward(m *machine, p *program, data []byte) (length int, done bool) {
	length = -1
	at := int32(0)
	k := 0
	for ; ; k++ {
		s := &a.states[at]
		if s.match {
			length = k
		}
		if k >= len(data) {
			break
		}
		next := s.next[p.class[data[k]]]
		if next == 0 {
			if next = a.step(m, p, at, data[k]); next == 0 {
				return 0, false
			}
		}
		if next == deadEnd {
			break
		}
		at = next - 1
	}
	m.steps += int64(k)
	return length, true
}

// backward is [machine.backward] by the automaton. What it found before it ran
// out of room is found again by the machine, and counts once.
func (a *automaton) backward(m *machine, p *program, data []byte, found func(before int)) (done bool) {
	at := int32(0)
	k := 0
	for ; ; k++ {
		s := &a.states[at]
		if s.match {
			found(k)
		}
		if k >= len(data) {
			break
		}
		c := data[len(data)-1-k]
		next := s.next[p.class[c]]
		if next == 0 {
			if next = a.step(m, p, at, c); next == 0 {
				return false
			}
		}
		if next == deadEnd {
			break
		}
		at = next - 1
	}
	m.steps += int64(k)
	return true
}
