package selftest

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Overlay is a content tree in which some campaigns stand in place of those of
// the same name, or beside them: what an author is writing, on top of what is
// built in. Campaigns are replaced whole.
type Overlay struct {
	base fs.FS
	own  map[string]fs.FS
}

// NewOverlay puts folders on top of a content tree.
func NewOverlay(base fs.FS, own map[string]fs.FS) *Overlay { return &Overlay{base, own} }

// Campaigns finds the campaigns of a folder: itself, under the given name, or
// each of the folders in it that has a campaign.yaml.
func Campaigns(folder fs.FS, name string) (map[string]fs.FS, error) {
	if _, err := fs.Stat(folder, "campaign.yaml"); err == nil {
		return map[string]fs.FS{name: folder}, nil
	}
	files, err := fs.Glob(folder, "*/campaign.yaml")
	if err != nil {
		return nil, err
	}
	own := map[string]fs.FS{}
	for _, f := range files {
		if own[path.Dir(f)], err = fs.Sub(folder, path.Dir(f)); err != nil {
			return nil, err
		}
	}
	return own, nil
}

// Open implements fs.FS.
func (o *Overlay) Open(name string) (fs.File, error) {
	folder, rest, ok := strings.Cut(name, "/")
	own := o.own[folder]
	switch {
	case own == nil:
		return o.base.Open(name)
	case !ok:
		rest = "."
	}
	return own.Open(rest)
}

// ReadDir implements fs.ReadDirFS. Only the top is not what one tree says.
func (o *Overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	folder, rest, ok := strings.Cut(name, "/")
	if own := o.own[folder]; own != nil {
		if !ok {
			rest = "."
		}
		return fs.ReadDir(own, rest)
	}
	entries, err := fs.ReadDir(o.base, name)
	if err != nil || name != "." {
		return entries, err
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(e fs.DirEntry) bool { return o.own[e.Name()] != nil })
	for name, own := range o.own {
		info, err := fs.Stat(own, ".")
		if err != nil {
			return nil, err
		}
		entries = append(entries, named{fs.FileInfoToDirEntry(info), name})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// named is a folder under the name that it has at the top.
type named struct {
	fs.DirEntry
	name string
}

func (n named) Name() string { return n.name }
