package evidence

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// root is one place that the user named.
type root struct {
	index  int
	given  string   // as the user wrote it
	named  string   // absolute and cleaned
	abs    string   // the same with links in it resolved
	home   string   // see [Item.Home]
	folder *os.Root // nil where the root is a file
}

func openRoot(given string) (*root, error) {
	if given == "" {
		return nil, errors.New("the path is empty")
	}
	abs, err := filepath.Abs(given)
	if err != nil {
		return nil, err
	}
	fi, err := os.Stat(abs)
	if err != nil {
		return nil, err
	}
	r := &root{given: given, named: abs, abs: abs}
	// What the user names is trusted to be where the user meant: a link here is
	// followed. It may fail on volumes without a path, which are then taken as given.
	if resolved, err := filepath.EvalSymlinks(abs); err == nil {
		r.abs = resolved
	}
	switch {
	case fi.IsDir():
		r.home = homeOf(r.named)
		r.folder, err = os.OpenRoot(r.abs)
		if err == nil {
			err = listable(r.folder)
		}
	case fi.Mode().IsRegular():
		r.home = homeOf(filepath.Dir(r.named))
		var f *os.File
		if f, err = os.OpenFile(r.abs, openFlags, 0); err == nil {
			err = f.Close()
		}
	default:
		err = errSpecial
	}
	if err != nil {
		_ = r.close()
		return nil, err
	}
	return r, nil
}

// listable fails where a folder opens and its entries cannot be read.
func listable(folder *os.Root) error {
	d, err := folder.Open(".")
	if err != nil {
		return err
	}
	return d.Close()
}

func (r *root) close() error {
	if r.folder == nil {
		return nil
	}
	return r.folder.Close()
}

// homeOf is a folder's base name; a volume's root has that of the volume.
func homeOf(abs string) string {
	base := filepath.Base(abs)
	if base != string(filepath.Separator) {
		return cleanPart(base)
	}
	if v := strings.Trim(filepath.VolumeName(abs), `\/:.?`); v != "" {
		return cleanPart(v)
	}
	return "root"
}

// errSpecial is the reason for a path that is no file and no folder.
var errSpecial = errors.New("it is a device, a pipe or a socket, not a file or a folder")
