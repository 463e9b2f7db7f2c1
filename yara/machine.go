package yara

// view is a stretch of the data: the whole, or a block with enough around it
// to follow any pattern that begins in the block.
type view struct {
	data []byte
	base int64 // offset of data[0]
	size int64 // of the whole
}

func (v *view) isStart(i int) bool { return v.base+int64(i) == 0 }
func (v *view) isEnd(i int) bool   { return v.base+int64(i) == v.size }

// machine runs programs. It keeps its memory between runs and is used by one
// goroutine.
type machine struct {
	now, next []int32
	stack     []int32
	seen      []uint32 // by instruction: the stamp of the list it is in
	stamp     uint32
	// steps counts instructions; a run ends without a match when it would
	// pass limit, and cut says so.
	steps, limit int64
	cut          bool
	// automata are those of the programs that were run, automataSize the bytes
	// that they take, name the room to name a state.
	automata     map[*program]*automaton
	automataSize int
	name         []byte
}

func (m *machine) begin(p *program) {
	if len(m.seen) < len(p.code) {
		m.seen = make([]uint32, len(p.code))
		m.stamp = 0
	}
	m.now, m.next = m.now[:0], m.next[:0]
	m.restamp()
}

func (m *machine) restamp() {
	m.stamp++
	if m.stamp == 0 {
		clear(m.seen)
		m.stamp = 1
	}
}

// forward runs p from i towards the end of the data, at most reach bytes, and
// returns the length of the preferred match.
func (m *machine) forward(p *program, v *view, i int) (int, bool) {
	if a := m.automaton(p, false); a != nil {
		if length, done := a.forward(m, p, v.data[i:min(len(v.data), i+reach)]); done {
			if m.cut = m.steps > m.limit; m.cut {
				return 0, false
			}
			return length, length >= 0
		}
	}
	m.begin(p)
	m.now = m.follow(m.now, p, 0, v, i)
	best := -1
	for k := 0; len(m.now) > 0; k++ {
		m.steps += int64(len(m.now))
		if m.steps > m.limit {
			m.cut = true
			return 0, false
		}
		at := i + k
		more := at < len(v.data) && k < reach
		m.next = m.next[:0]
		m.restamp()
		for _, pc := range m.now {
			in := p.code[pc]
			if in.op == inMatch {
				// Threads behind this one are less preferred.
				best = k
				break
			}
			if more && p.sets[in.x].has(v.data[at]) {
				m.next = m.follow(m.next, p, pc+1, v, at+1)
			}
		}
		m.now, m.next = m.next, m.now
	}
	return best, best >= 0
}

// backward runs p, which is written in reverse, from i towards the beginning
// and calls found for each position where it matches, nearest first.
func (m *machine) backward(p *program, v *view, i int, found func(start int)) {
	if a := m.automaton(p, true); a != nil {
		if a.backward(m, p, v.data[max(0, i-reach):i], func(before int) { found(i - before) }) {
			m.cut = m.steps > m.limit
			return
		}
	}
	m.begin(p)
	m.now = m.follow(m.now, p, 0, v, i)
	for k := 0; len(m.now) > 0; k++ {
		m.steps += int64(len(m.now))
		if m.steps > m.limit {
			m.cut = true
			return
		}
		at := i - k
		more := at > 0 && k < reach
		m.next = m.next[:0]
		m.restamp()
		matched := false
		for _, pc := range m.now {
			in := p.code[pc]
			if in.op == inMatch {
				matched = true
			} else if more && p.sets[in.x].has(v.data[at-1]) {
				m.next = m.follow(m.next, p, pc+1, v, at-1)
			}
		}
		if matched {
			found(at)
		}
		m.now, m.next = m.next, m.now
	}
}

// follow adds to list the instructions that wait for a byte, or match, and can
// be reached from pc without one, in order of preference.
func (m *machine) follow(list []int32, p *program, pc int32, v *view, i int) []int32 {
	m.stack = append(m.stack[:0], pc)
	for len(m.stack) > 0 {
		pc := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if m.seen[pc] == m.stamp {
			continue
		}
		m.seen[pc] = m.stamp
		m.steps++
		holds := true
		switch in := p.code[pc]; in.op {
		case inSet, inMatch:
			list = append(list, pc)
			continue
		case inSplit:
			m.stack = append(m.stack, in.y, in.x)
			continue
		case inJump:
			m.stack = append(m.stack, in.x)
			continue
		case inStart:
			holds = v.isStart(i)
		case inEnd:
			holds = v.isEnd(i)
		case inWord:
			holds = p.boundary(v, i)
		case inNotWord:
			holds = !p.boundary(v, i)
		}
		if holds {
			m.stack = append(m.stack, pc+1)
		}
	}
	return list
}

// boundary reports whether a word begins or ends at i. As in YARA the beginning
// and the end of the data are boundaries, whatever stands there.
func (p *program) boundary(v *view, i int) bool {
	if v.isStart(i) || v.isEnd(i) {
		return true
	}
	var before, after bool
	if p.wide {
		before = i >= 2 && v.data[i-1] == 0 && isWordByte(v.data[i-2])
		after = i+1 < len(v.data) && v.data[i+1] == 0 && isWordByte(v.data[i])
	} else {
		before = i >= 1 && isWordByte(v.data[i-1])
		after = i < len(v.data) && isWordByte(v.data[i])
	}
	return before != after
}
