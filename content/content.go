// Package content holds what the program knows, as data: one folder a campaign,
// and what is known of Exchange's builds, updates, flaws and pages.
//
// The files are embedded as one compressed archive, so that no text of a rule or
// of a back door stands in the binary in clear: the program has to survive the
// virus scanners of the servers that it is run on. After a change of the files
// run "go generate ./content"; a test holds the archive against the folder.
package content

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed" // for the archive
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:generate go run ./pack

//go:embed content.zip.zst
var packed []byte

var open = sync.OnceValues(func() (fs.FS, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	plain, err := d.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("the built-in content is damaged: %w", err)
	}
	return zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
})

// FS returns the content. It is read-only and safe for concurrent use.
func FS() (fs.FS, error) { return open() }

// Version identifies the content: the first part of the hash of its archive.
func Version() string {
	sum := sha256.Sum256(packed)
	return hex.EncodeToString(sum[:6])
}
