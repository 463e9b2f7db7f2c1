package evidence

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/athar-forensics/athar"
)

// ledger accounts for what was not read. Entries are keyed by what they say, so
// a second pass over the same evidence adds nothing.
type ledger struct {
	refused []athar.Skipped // paths that did not open; fixed once the set stands

	mu      sync.Mutex
	skipped map[skipKey]athar.Skipped
	ignored map[string]int
}

type skipKey struct {
	root         int
	path, reason string
}

func newLedger() ledger {
	return ledger{skipped: map[skipKey]athar.Skipped{}, ignored: map[string]int{}}
}

// recount starts the counts again, for a walk that begins.
func (l *ledger) recount() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.ignored)
}

// skip notes that something was not read. Lost is how many of its bytes were
// not, 0 where that is unknown.
func (l *ledger) skip(r *root, path, why string, lost int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := skipKey{r.index, path, why}
	l.skipped[key] = athar.Skipped{Path: path, Reason: why, Bytes: max(lost, l.skipped[key].Bytes)}
}

func (l *ledger) ignore(kind string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ignored[kind]++
}

// quiet tells whether the walk had nothing to say.
func (l *ledger) quiet() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.skipped) == 0
}

func (l *ledger) list() []athar.Skipped {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := append([]athar.Skipped{}, l.refused...)
	all = slices.AppendSeq(all, maps.Values(l.skipped))
	slices.SortFunc(all, func(a, b athar.Skipped) int {
		return cmp.Or(comparePaths(a.Path, b.Path), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Bytes, b.Bytes))
	})
	return all
}

func (l *ledger) counts() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.ignored)
}
