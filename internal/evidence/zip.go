package evidence

import (
	"cmp"
	"fmt"
	"slices"
)

// zip enters a zip archive. Tail says that other data precedes it.
func (w *walker) zip(p place, c content, tail bool) error {
	r := w.random(p, c)
	if r == nil {
		return nil
	}
	l, lost, err := listZip(r, w.limit(p))
	if err != nil {
		w.skip(p, reason(err))
		return nil
	}
	if len(l.entries) == 0 && (tail || l.broken > 0 || lost) {
		if !tail {
			w.skip(p, "it begins as a zip archive, and nothing in it can be read")
		}
		return w.hand(p, c, false)
	}
	if err := w.itself(p, c, l.start > 0 || l.after > 0); err != nil {
		return err
	}
	w.complain(p, &l, lost)
	if err := w.members(p, r, l.entries); err != nil {
		return err
	}
	if l.more {
		w.fill(p, tooMany)
	}
	return nil
}

// limit is how many members an archive may list: no more than may be handed out.
func (w *walker) limit(p place) int { return min(w.files, p.spent.files) }

// listZip lists an archive by its directory, and by its members' own headers
// where that is lost or does not tell all.
func listZip(r random, limit int) (l zipListing, lost bool, err error) {
	ra, err := r.openAt()
	if err != nil {
		return l, false, err
	}
	defer ra.Close()
	l, dirErr := readDirectory(ra, r.length(), limit)
	// A directory further in, while a member stands at the very start, is that
	// of an inner archive: the outer one's is cut off.
	inner := l.start > 0 && hasMagic(ra, 0, localMagic)
	if dirErr == nil && l.broken == 0 && !inner {
		return l, false, nil
	}
	found := recoverZip(ra, r.length(), limit)
	if dirErr == nil && !inner && len(found.entries) <= len(l.entries) {
		return l, false, nil
	}
	return found, true, nil
}

// complain notes what the archive as a whole lacks, and drops members that lie
// over others.
func (w *walker) complain(p place, l *zipListing, lost bool) {
	whole := p
	whole.size = 0
	switch {
	case lost:
		w.skip(whole, fmt.Sprintf("the archive is cut off or damaged and its directory is lost: %d members were found by their own headers, others may be missing", len(l.entries)))
	case l.broken > 0:
		w.skip(whole, fmt.Sprintf("the archive's directory is damaged: %d of its entries cannot be read", l.broken))
	}
	if n, bytes := l.dropOverlaps(); n > 0 {
		whole.size = bytes
		w.skip(whole, fmt.Sprintf("%d members lie in the same bytes as others, as a zip bomb's do: they were not read", n))
	}
}

// dropOverlaps keeps of members that share bytes the one that begins first.
// Only a bomb, or a file made to be read in two ways, has them.
func (l *zipListing) dropOverlaps() (n int, bytes int64) {
	order := make([]int, len(l.entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(l.entries[a].header, l.entries[b].header)
	})
	drop := make([]bool, len(l.entries))
	end := int64(0)
	for _, i := range order {
		e := l.entries[i]
		if e.header < end {
			drop[i] = true
			n++
			bytes += e.packed
			continue
		}
		end = e.end()
	}
	if n > 0 {
		kept := l.entries[:0]
		for i, e := range l.entries {
			if !drop[i] {
				kept = append(kept, e)
			}
		}
		l.entries = kept
	}
	return n, bytes
}

// members hands out an archive's members by path.
func (w *walker) members(p place, r random, entries []zipEntry) error {
	taken := names{}
	for i := range entries {
		if !entries[i].folder {
			entries[i].path = taken.distinct(entries[i].path)
		}
	}
	slices.SortStableFunc(entries, func(a, b zipEntry) int { return comparePaths(a.path, b.path) })
	for _, e := range entries {
		if err := w.member(p, r, e); err != nil || p.spent.full {
			return err
		}
	}
	return nil
}

func (w *walker) member(p place, r random, e zipEntry) error {
	m := p.within(e.path)
	m.size, m.modified = e.size, e.modified
	switch {
	case e.folder:
		return nil
	case e.link:
		w.set.ledger.ignore("link")
		return nil
	case e.encrypted():
		w.skip(m, "it is encrypted: unpack the archive with its password and scan the folder")
		return w.count(m)
	case e.method != methodStored && e.method != methodDeflate:
		name, ok := methodNames[e.method]
		if !ok {
			name = fmt.Sprintf("method %d", e.method)
		}
		w.skip(m, fmt.Sprintf("it is packed with %s, which athar does not read: unpack the archive and scan the folder", name))
		return w.count(m)
	}
	if e.size != 0 && w.exhausted(p) {
		return nil
	}
	z := zipMember{archive: r, entry: e, allotment: p.spent.allot(e.size, e.packed)}
	if e.size < 0 {
		m.size = w.measure(z)
		p.spent.spend(m.size)
	} else {
		p.spent.spend(z.max)
	}
	return w.file(m, z)
}
