package evidence

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/athar-forensics/athar"
)

// Walk hands every file to visit, one after the other and always in the same
// order: roots as given, and within a root by path, part by part. An archive's
// members stand where the archive stands. Items may be kept, and opened until
// Close. An error from visit ends the walk and is returned. Where there is
// nothing at all the error is [ErrEmpty].
func (s *Set) Walk(ctx context.Context, visit func(*Item) error) error {
	s.ledger.recount()
	w := &walker{ctx: ctx, set: s, visit: visit, files: s.limits.Files}
	for _, r := range s.roots {
		err := w.root(r)
		if errors.Is(err, errFull) {
			s.ledger.skip(r, cleanPath(r.given), fmt.Sprintf("there are more than %d files: the rest was not read", s.limits.Files), 0)
			return nil
		}
		if err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !w.found && s.ledger.quiet() {
		return ErrEmpty
	}
	return nil
}

// errFull ends a walk at [Limits].Files.
var errFull = errors.New("too many files")

type walker struct {
	ctx   context.Context
	set   *Set
	visit func(*Item) error
	files int  // left to hand out
	found bool // there was a file
}

// place is where a piece of content was found.
type place struct {
	root     *root
	path     string
	key      string     // path with the file's own name on disk: two names may show as one
	depth    int        // archives around it
	spent    *allowance // of the outermost archive; nil outside archives
	size     int64
	modified athar.Time
}

// within is the place of an archive's member.
func (p place) within(member string) place {
	p.path += "!/" + member
	p.key += "!/" + member
	p.depth++
	return p
}

func (w *walker) root(r *root) error {
	if r.folder != nil {
		return w.folder(folder{root: r, dir: r.folder})
	}
	d := disk{root: r}
	f, err := d.openFile()
	if err != nil {
		w.set.ledger.skip(r, cleanPath(r.given), reason(err), 0)
		return nil
	}
	fi, err := f.Stat()
	_ = f.Close()
	if err != nil {
		w.set.ledger.skip(r, cleanPath(r.given), reason(err), 0)
		return nil
	}
	d.size = fi.Size()
	p := place{
		root: r, path: cleanPart(filepath.Base(r.named)), key: strconv.Itoa(r.index) + ":",
		size: fi.Size(), modified: athar.TimeOf(fi.ModTime()),
	}
	return w.file(p, d)
}

// file hands content out, or enters it where it is an archive.
func (w *walker) file(p place, c content) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	form, name, err := look(c)
	if err != nil {
		w.skip(p, reason(err))
		return nil
	}
	return w.enter(p, c, form, name)
}

// enter hands content out, or its members, once its form is known.
func (w *walker) enter(p place, c content, form form, name string) error {
	switch form {
	case noArchive:
		return w.hand(p, c, false)
	case otherArchive:
		w.skip(p, fmt.Sprintf("it is %s, which athar does not open: unpack it and scan the folder", name))
		return w.hand(p, c, false)
	}
	return w.archive(p, c, form)
}

// look recognises content.
func look(c content) (form, string, error) {
	r, ok := c.(random)
	if !ok {
		head, err := headOf(c)
		if err != nil {
			return noArchive, "", err
		}
		f, name := recognise(head)
		return f, name, nil
	}
	ra, err := r.openAt()
	if err != nil {
		return noArchive, "", err
	}
	defer ra.Close()
	return lookAt(ra, r.length())
}

// hand gives one item out, unless the count of files is reached.
func (w *walker) hand(p place, c content, archive bool) error {
	if p.spent != nil && p.spent.full {
		return nil
	}
	if err := w.count(p); err != nil || p.spent != nil && p.spent.full {
		return err
	}
	w.found = true
	home := p.root.home
	if p.spent != nil && p.root.folder == nil {
		home = cleanPart(stem(filepath.Base(p.root.named)))
	}
	return w.visit(&Item{
		Root: p.root.given, Path: p.path, Home: home, Size: p.size, Modified: p.modified, Archive: archive,
		set: w.set, root: p.root, content: c,
	})
}

// count spends one file. An archive costs one too, so that archives without end
// that hold only each other are bounded.
func (w *walker) count(p place) error {
	if w.files == 0 {
		return errFull
	}
	if p.spent != nil {
		if p.spent.files == 0 {
			w.fill(p, tooMany)
			return nil
		}
		p.spent.files--
	}
	w.files--
	return nil
}

// tooMany is the reason for an outermost archive that reached its share of
// [Limits].Files.
const tooMany = "it holds too many files: the rest of it was not read"

// fill closes an outermost archive that reached a limit.
func (w *walker) fill(p place, why string) {
	if !p.spent.full {
		p.spent.full = true
		w.set.ledger.skip(p.root, p.spent.path, why, 0)
	}
}

func (w *walker) skip(p place, why string) {
	w.set.ledger.skip(p.root, p.path, why, max(p.size, 0))
}
