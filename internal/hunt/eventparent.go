package hunt

import (
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// processStarted is the event by which the Security log tells of a new process.
const processStarted = 4688

// maxParents bounds the processes that are known as parents at one time, of all
// computers of a file.
const maxParents = 1 << 16

// Windows before 10 and Server 2016 tells of a new process the number of the one that
// started it and not its name. Numbers are used again as soon as their process has
// ended, so who bore one is known from the newest start with it in the same log.

// start is such an event.
type start struct {
	server       string
	pid, creator uint64
	parent       string           // the rule by which others name it as their parent
	children     []athar.Sighting // what is told if its parent is the one that their rule asks for
	asks         []string         // for each child
}

// processKey is a process of a computer.
type processKey struct {
	server string
	pid    uint64
}

// started notes a process that does not name its parent.
func (r *eventReader) started() {
	if r.event.ID != processStarted || r.rec.Get("ParentProcessName") != "" {
		r.began = false
		return
	}
	pid, err := strconv.ParseUint(r.rec.Get("NewProcessId"), 0, 64)
	creator, err2 := strconv.ParseUint(r.rec.Get("ProcessId"), 0, 64)
	if r.began = err == nil && err2 == nil; r.began {
		r.starts = append(r.starts, start{server: r.event.Computer, pid: pid, creator: creator})
	}
}

// aside keeps what a rule says of a process apart from the matches, where it depends
// on the process's parent or tells who is one.
func (r *eventReader) aside(rule *campaign.Rule, hash uint64, raw func() []byte) bool {
	asks := rule.Meta.Parent
	if asks == "" && !rule.IsParent() {
		return false
	}
	if !r.began {
		return true // without the numbers nothing can be told
	}
	s := &r.starts[len(r.starts)-1]
	if asks == "" {
		s.parent = rule.Name
		return true
	}
	if r.rec.Raw == nil {
		r.rec.Raw = raw()
	}
	child := sight(&r.rec, rule, false)
	child.Hash = hash
	s.children, s.asks = append(s.children, child), append(s.asks, asks)
	return true
}

// parents are the processes that rules ask for as parents, of those alive.
type parents map[processKey]string

// settle goes through the starts of a part in their order, and hands out the children
// of those parents.
func (p *parents) settle(starts []start, tell func(athar.Sighting)) {
	for i := range starts {
		s := &starts[i]
		for k, child := range s.children {
			if (*p)[processKey{s.server, s.creator}] == s.asks[k] {
				tell(child)
			}
		}
		key := processKey{s.server, s.pid}
		delete(*p, key) // whoever had the number before has ended
		if s.parent != "" && len(*p) < maxParents {
			if *p == nil {
				*p = parents{}
			}
			(*p)[key] = s.parent
		}
	}
}
