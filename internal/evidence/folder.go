package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// maxFolders is how deep folders may lie in one another. Each holds a descriptor
// while it is walked; a server's own folders end near twenty.
const maxFolders = 256

var (
	errLoop = errors.New("it is one of the folders that it lies in: it was not entered again")
	errDeep = fmt.Errorf("folders lie more than %d deep in one another: it was not entered", maxFolders)
)

// folder is one folder of a walk. Each is opened from the one above it, so that
// nothing that changes meanwhile leads the walk elsewhere.
type folder struct {
	root  *root
	dir   *os.Root
	rel   string // below the root, as the system names it; "" is the root
	shown string
	above []fs.FileInfo // the folders it lies in
}

func (f folder) path() string {
	if f.rel == "" {
		return cleanPath(f.root.given)
	}
	return f.shown
}

func (w *walker) folder(f folder) error {
	skip := func(err error) { w.set.ledger.skip(f.root, f.path(), reason(err), 0) }
	d, err := f.dir.Open(".")
	if err != nil {
		skip(err)
		return nil
	}
	self, err := d.Stat()
	if err != nil {
		_ = d.Close()
		skip(err)
		return nil
	}
	defer d.Close()
	if slices.ContainsFunc(f.above, func(fi fs.FileInfo) bool { return os.SameFile(fi, self) }) {
		skip(errLoop)
		return nil
	}
	if len(f.above) > maxFolders {
		skip(errDeep)
		return nil
	}
	entries, err := d.ReadDir(-1)
	if err != nil {
		skip(err) // what was listed before the error is walked
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	above := append(slices.Clip(f.above), self)
	for _, e := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		next := f
		next.above = above
		next.rel = path.Join(f.rel, e.Name())
		next.shown = path.Join(f.shown, cleanPart(e.Name()))
		if !only(w.set.limits.Only).wants(next.rel, e.IsDir()) {
			continue
		}
		if err := w.entry(f.dir, next, e); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(in *os.Root, at folder, e fs.DirEntry) error {
	switch t := e.Type(); {
	case t.IsDir():
		dir, err := in.OpenRoot(e.Name())
		if err != nil {
			w.set.ledger.skip(at.root, at.shown, reason(err), 0)
			return nil
		}
		defer dir.Close()
		at.dir = dir
		return w.folder(at)
	case t.IsRegular():
		return w.plain(in, at, e.Name())
	// Windows' junctions and other reparse points are irregular.
	case t&(fs.ModeSymlink|fs.ModeIrregular) != 0:
		w.link(at)
	default:
		w.set.ledger.ignore("special")
	}
	return nil
}

// plain opens a file once, to see that it is still a file and what it is.
func (w *walker) plain(in *os.Root, at folder, name string) error {
	p := place{root: at.root, path: at.shown, key: strconv.Itoa(at.root.index) + ":" + at.rel}
	f, err := in.OpenFile(name, openFlags, 0)
	if err != nil {
		w.skip(p, reason(err))
		return nil
	}
	fi, err := f.Stat()
	if err != nil {
		_ = f.Close()
		w.skip(p, reason(err))
		return nil
	}
	if !fi.Mode().IsRegular() {
		_ = f.Close()
		w.set.ledger.ignore("special")
		return nil
	}
	p.size, p.modified = fi.Size(), athar.TimeOf(fi.ModTime())
	form, kind, err := lookAt(f, p.size)
	_ = f.Close()
	if err != nil {
		w.skip(p, reason(err))
		return nil
	}
	return w.enter(p, disk{root: at.root, rel: at.rel, size: p.size}, form, kind)
}

// link never follows: what lies inside the root is read at its own place. What
// lies outside is not evidence that the user gave, and is said to be missing.
func (w *walker) link(at folder) {
	_, err := at.root.folder.Stat(at.rel)
	if err == nil || w.pointsInside(at) {
		w.set.ledger.ignore("link")
		return
	}
	why := "it is a link that leads outside what was given: it was not followed"
	if errors.Is(err, fs.ErrNotExist) {
		why = "it is a link to something that is not there"
	}
	w.set.ledger.skip(at.root, at.shown, why, 0)
}

// pointsInside tells whether an absolute link names something below the root,
// which [os.Root] refuses like any absolute link. The target is compared as text
// and then asked for below the root: a link to a stranger's share must not make
// this machine log on there.
func (w *walker) pointsInside(at folder) bool {
	target, err := at.root.folder.Readlink(at.rel)
	if err != nil || !filepath.IsAbs(target) {
		return false
	}
	rel, err := filepath.Rel(at.root.abs, target)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	_, err = at.root.folder.Stat(rel)
	return err == nil
}
