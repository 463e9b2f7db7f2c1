package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/redact"
)

// keySize is the size in bytes of a redaction key.
const keySize = 32

// redactor makes the redactor that the options ask for, nil where they ask for none.
func (c *reportCommand) redactor(a *athar.Assessment) (*redact.Redactor, error) {
	if len(c.Redact) == 0 {
		return nil, nil
	}
	names, err := redactNames(c.Redact, a)
	if err != nil {
		return nil, err
	}
	file := c.RedactKey
	if file == "" {
		file = filepath.Join(c.Case, "redact.key")
	}
	key, err := redactKey(file)
	if err != nil {
		return nil, err
	}
	return redact.New(key, names), nil
}

// redactNames reads what --redact was given: auto, a file, or the names themselves.
func redactNames(given []string, cases ...*athar.Assessment) ([]string, error) {
	var names []string
	for _, g := range given {
		if g == "auto" {
			for _, a := range cases {
				names = append(names, redact.NamesOf(a)...)
			}
			continue
		}
		list, err := os.Open(g)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// A list in a file that was mistyped must not pass for a name.
			if strings.ContainsAny(g, `/`) || strings.HasSuffix(g, ".txt") {
				return nil, fmt.Errorf("--redact %s: there is no such file", g)
			}
			more, err := redact.ReadNames(strings.NewReader(strings.ReplaceAll(g, ",", "\n")))
			if err != nil {
				return nil, fmt.Errorf("--redact: %w", err)
			}
			names = append(names, more...)
			continue
		case err != nil:
			return nil, fmt.Errorf("--redact: %w", err)
		}
		more, err := redact.ReadNames(list)
		list.Close()
		if err != nil {
			return nil, fmt.Errorf("--redact %s: %w", g, err)
		}
		names = append(names, more...)
	}
	if len(names) == 0 {
		return nil, errors.New("--redact names nobody: give a file with one name a line, names with commas between them, or auto")
	}
	return names, nil
}

// redactKey reads a key, and makes it where it is missing: at random, for its
// owner only.
func redactKey(file string) ([]byte, error) {
	key, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, keySize)
		rand.Read(key)
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, fmt.Errorf("the key of the stand-ins cannot be kept (give another place with --redact-key): %w", err)
		}
		if _, err := f.Write(key); err != nil {
			f.Close()
			return nil, err
		}
		return key, f.Close()
	}
	if err != nil {
		return nil, err
	}
	if len(key) < keySize {
		return nil, fmt.Errorf("%s is no key: it holds %d bytes, at least %d are needed", file, len(key), keySize)
	}
	return key, nil
}
