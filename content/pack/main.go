// Command pack writes the content folder into the archive that is embedded:
// a stored zip, which Go reads as a file system, compressed as a whole.
package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"log"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
)

func main() {
	var plain bytes.Buffer
	w := zip.NewWriter(&plain)
	root := os.DirFS(".")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".zst") {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		// No times: the same files give the same archive.
		member, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return err
		}
		_, err = member.Write(data)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("content.zip.zst", e.EncodeAll(plain.Bytes(), nil), 0o644); err != nil {
		log.Fatal(err)
	}
}
