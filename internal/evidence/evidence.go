// Package evidence opens the places that a person names (folders, files, zip,
// gzip and tar archives) and hands out what lies in them, one [Item] a file. It
// knows no artefact and no rule.
//
// The intruder may have written any byte of it. Archives are therefore
// recognised by their content, names in them are never used as paths on disk,
// links are never followed, and depth, count, size and ratio have limits. What
// could not be read is part of the answer: see [Set.Skipped].
package evidence

import (
	"errors"
	"os"
	"sync/atomic"

	"github.com/athar-forensics/athar"
)

// Limits bound what an archive can cost. A field that is zero or less has the
// default that stands beside it.
type Limits struct {
	// Depth is how deep archives may lie within an outermost archive (6).
	Depth int
	// Files is how many files are handed out in all (2,000,000). One outermost
	// archive gets at most half of what is left, so that an archive of endless
	// names cannot hide what lies behind it.
	Files int
	// Member is the decompressed bytes of one member (64 GiB).
	Member int64
	// Total is the decompressed bytes of all members of one outermost archive (1 TiB).
	Total int64
	// Ratio is decompressed to compressed bytes of one member, judged after its
	// first 16 MiB (1000; deflate itself ends at 1032, real logs reach 40).
	Ratio int64
	// Scratch is the folder for inner archives that do not fit in memory
	// (os.TempDir()).
	Scratch string
	// Memory is the size in bytes up to which an inner archive is held in
	// memory (8 MiB); at most sixteen times as much is held at once.
	Memory int64
	// Only are places below each root, as "inetpub/logs"; where there are any,
	// nothing else of a folder is looked at.
	Only []string
	// Archives asks for the archives themselves as items, beside their members.
	Archives bool
}

func (l Limits) orDefaults() Limits {
	l.Depth = orDefault(l.Depth, 6)
	l.Files = orDefault(l.Files, 2_000_000)
	l.Member = orDefault(l.Member, 64<<30)
	l.Total = orDefault(l.Total, 1<<40)
	l.Ratio = orDefault(l.Ratio, 1000)
	l.Memory = orDefault(l.Memory, 8<<20)
	if l.Scratch == "" {
		l.Scratch = os.TempDir()
	}
	return l
}

func orDefault[N int | int64](v, otherwise N) N {
	if v <= 0 {
		return otherwise
	}
	return v
}

// Set is an opened body of evidence. Its methods may be used by several
// goroutines at once; Close comes last.
type Set struct {
	limits Limits
	roots  []*root
	ledger ledger
	store  store
	closed atomic.Bool
}

// Open opens paths, each a folder or a file. A path that does not open beside
// others that do is listed by [Set.Skipped]; where none opens the error is an
// [*Error]. A place that is named twice is read once.
func Open(paths []string, lim Limits) (*Set, error) {
	lim = lim.orDefaults()
	s := &Set{limits: lim, ledger: newLedger(), store: newStore(lim)}
	var failed Error
	seen := map[string]bool{}
	for i, given := range paths {
		r, err := openRoot(given)
		if err != nil {
			failed.add(given, err)
			continue
		}
		if seen[r.abs] {
			_ = r.close()
			continue
		}
		seen[r.abs] = true
		r.index = i
		s.roots = append(s.roots, r)
	}
	if len(s.roots) == 0 {
		return nil, &failed
	}
	s.ledger.refused = failed.Failed
	return s, nil
}

// Skipped lists what could not be opened or read to its end, sorted: paths that
// do not open, unreadable folders, links that lead outside, encrypted members,
// limits, broken archives. It grows while items are read, because much is found
// broken only then.
func (s *Set) Skipped() []athar.Skipped { return s.ledger.list() }

// Ignored counts what is not evidence by itself: "link" (its target lies inside
// and is read there; in an archive, any link) and "special" (a device, pipe or socket, never opened).
func (s *Set) Ignored() map[string]int { return s.ledger.counts() }

// Close frees everything. No item opens afterwards.
func (s *Set) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	err := s.store.close()
	for _, r := range s.roots {
		err = errors.Join(err, r.close())
	}
	return err
}
