package evidence

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

type tarEntry struct {
	path string
	section
	modified athar.Time
}

// tar enters a tar archive, whose members lie in it as they are.
func (w *walker) tar(p place, c content) error {
	r := w.random(p, c)
	if r == nil {
		return nil
	}
	entries, err := w.listTar(p, r)
	more := errors.Is(err, errFull)
	if err != nil && len(entries) == 0 {
		w.skip(p, "it begins as a tar archive, and nothing in it can be read")
		return w.hand(p, c, false)
	}
	if err := w.itself(p, c, false); err != nil {
		return err
	}
	if err != nil && !more {
		whole := p
		whole.size = 0
		w.skip(whole, fmt.Sprintf("the archive is cut off or damaged after %d members: others may be missing", len(entries)))
	}
	slices.SortStableFunc(entries, func(a, b tarEntry) int { return comparePaths(a.path, b.path) })
	for _, e := range entries {
		m := p.within(e.path)
		m.size, m.modified = e.size, e.modified
		if e.size > 0 && w.exhausted(p) {
			return nil
		}
		p.spent.spend(e.size)
		if err := w.file(m, e.section); err != nil || p.spent.full {
			return err
		}
	}
	if more {
		w.fill(p, tooMany)
	}
	return nil
}

// listTar lists what lies in a tar; errFull says that there is more.
func (w *walker) listTar(p place, r random) ([]tarEntry, error) {
	ra, err := r.openAt()
	if err != nil {
		return nil, err
	}
	defer ra.Close()
	in := io.NewSectionReader(ra, 0, r.length())
	t := tar.NewReader(in)
	taken := names{}
	var entries []tarEntry
	total := 0
	for limit := w.limit(p); len(entries) < limit && total < maxNames; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return entries, err
		}
		switch h.Typeflag {
		case tar.TypeReg:
		case tar.TypeSymlink, tar.TypeLink:
			w.set.ledger.ignore("link")
			continue
		case tar.TypeDir, tar.TypeXGlobalHeader:
			continue
		case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
			w.set.ledger.ignore("special")
			continue
		}
		// The reader stands behind the header: the content begins there.
		off, err := in.Seek(0, io.SeekCurrent)
		if err != nil {
			return entries, err
		}
		name := taken.distinct(cleanName(h.Name))
		if sparse(h) {
			w.skip(p.within(name), "it is packed as a sparse file, which athar does not read: unpack the archive and scan the folder")
			continue
		}
		total += len(name)
		entries = append(entries, tarEntry{
			path: name, section: section{of: r, off: off, size: h.Size}, modified: athar.TimeOf(h.ModTime),
		})
	}
	return entries, errFull
}

// sparse tells files whose holes were left out: their bytes do not lie in a row.
func sparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}
