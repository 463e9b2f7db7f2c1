package forge

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/athar-forensics/athar"
)

// File is one made file. Path has / between its parts and begins with the
// server's name and the drive: "MAIL01/C/inetpub/logs/...".
type File struct {
	Path string
	// Time is when the file was last written.
	Time athar.Time
	Data []byte
}

// Sink takes the files of a case, in the order of their paths.
type Sink interface {
	Put(File) error
}

// Dir writes files below a folder, readable by their owner only.
func Dir(root string) Sink { return dirSink(root) }

type dirSink string

func (d dirSink) Put(f File) error {
	local, err := filepath.Localize(f.Path)
	if err != nil {
		return fmt.Errorf("file %q cannot be named on this system: %w", f.Path, err)
	}
	name := filepath.Join(string(d), local)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(name, f.Data, 0o600); err != nil {
		return err
	}
	return os.Chtimes(name, f.Time.Std(), f.Time.Std())
}

// Archive is a sink that is closed after its last file.
type Archive interface {
	Sink
	io.Closer
}

// Zip writes one archive. Close ends it.
func Zip(w io.Writer) Archive { return zipSink{zip.NewWriter(w)} }

type zipSink struct{ w *zip.Writer }

func (z zipSink) Put(f File) error { return zipFile(z.w, f) }

func (z zipSink) Close() error { return z.w.Close() }

func zipFile(w *zip.Writer, f File) error {
	out, err := w.CreateHeader(&zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: f.Time.Std()})
	if err != nil {
		return err
	}
	_, err = out.Write(f.Data)
	return err
}

// Memory keeps files by path.
type Memory map[string]File

// Put keeps a file. Two files of one path are a mistake in the case.
func (m Memory) Put(f File) error {
	if _, twice := m[f.Path]; twice {
		return errors.New("two files have the path " + f.Path)
	}
	m[f.Path] = f
	return nil
}
