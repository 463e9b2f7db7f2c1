package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/athar-forensics/athar/internal/term"
	"github.com/athar-forensics/athar/yara"
)

// heldWhole is the size up to which a file is read at once; larger ones are
// read in blocks.
const heldWhole = 8 << 20

// yaraFile is a file to scan, and then what came of it. Files are scanned in any
// order and told in one.
type yaraFile struct {
	path string
	err  error // it could not be listed or scanned
	// out is what is printed, warnings what is told beside it.
	out      bytes.Buffer
	warnings []string
	done     chan struct{}
}

// scan scans PATH and prints what was found.
func (c *yaraCommand) scan(ctx context.Context, rules *yara.Rules, s streams) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	work := make(chan *yaraFile)
	// order holds files as they were listed. Its room bounds how far scanning
	// runs ahead of printing.
	order := make(chan *yaraFile, 4*c.Threads)
	var workers sync.WaitGroup
	for range c.Threads {
		workers.Go(func() {
			w := yaraWorker{yaraCommand: c, rules: rules, terminal: s.outTerminal}
			for f := range work {
				w.file(ctx, f)
				close(f.done)
			}
		})
	}
	root := c.Paths[len(c.Paths)-1]
	go func() {
		defer close(order)
		defer close(work)
		list := c.list
		if c.ScanList {
			list = c.listed
		}
		list(ctx, root, func(f *yaraFile) bool {
			select {
			case order <- f:
			case <-ctx.Done():
				return false
			}
			if f.err != nil {
				close(f.done)
				return true
			}
			select {
			case work <- f:
				return true
			case <-ctx.Done():
				close(f.done)
				return false
			}
		})
	}()
	err := c.tell(ctx, order, s)
	stop()
	workers.Wait()
	return err
}

// tell prints what was found, in the order of the listing.
func (c *yaraCommand) tell(ctx context.Context, order <-chan *yaraFile, s streams) error {
	out := bufio.NewWriter(s.out)
	failed := false
	for f := range order {
		<-f.done
		if _, err := out.Write(f.out.Bytes()); err != nil {
			return err
		}
		if s.outTerminal || f.err != nil || len(f.warnings) > 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
		if f.err != nil && ctx.Err() == nil {
			failed = true
			fmt.Fprintln(s.err, term.Clean(fmt.Sprintf("error scanning %s: %v", f.path, f.err)))
		}
		if !c.NoWarnings {
			for _, w := range f.warnings {
				fmt.Fprintln(s.err, term.Clean(fmt.Sprintf("warning: %s: %s", f.path, w)))
			}
		}
	}
	if err := errors.Join(out.Flush(), ctx.Err()); err != nil {
		return err
	}
	if failed {
		return status(exitFailed)
	}
	return nil
}

// listed calls each with the files of all paths that a file lists, one a line.
func (c *yaraCommand) listed(ctx context.Context, name string, each func(*yaraFile) bool) {
	file, _, err := openRegular(name)
	if err != nil {
		each(&yaraFile{path: name, err: err, done: make(chan struct{})})
		return
	}
	defer file.Close()
	more := true
	lines := bufio.NewScanner(file)
	for more && lines.Scan() {
		if path := strings.TrimSuffix(lines.Text(), "\r"); path != "" {
			c.list(ctx, path, func(f *yaraFile) bool {
				more = each(f)
				return more
			})
		}
	}
	if err := lines.Err(); err != nil && more {
		each(&yaraFile{path: name, err: err, done: make(chan struct{})})
	}
}

// list calls each with the files of a path until it returns false. A folder's
// are its regular files, with -r also those below.
func (c *yaraCommand) list(ctx context.Context, root string, each func(*yaraFile) bool) {
	add := func(path string, err error) bool {
		return each(&yaraFile{path: path, err: err, done: make(chan struct{})})
	}
	info, err := os.Stat(root)
	if err != nil || !info.IsDir() {
		add(root, err)
		return
	}
	// The walk's own error is always nil: each one it meets is told.
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			if !add(path, err) {
				return fs.SkipAll
			}
			return nil
		case d.IsDir() && path != root && !c.Recursive:
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		if c.SkipLarger > 0 {
			if info, err := d.Info(); err == nil && info.Size() > c.SkipLarger {
				return nil
			}
		}
		if !add(path, nil) {
			return fs.SkipAll
		}
		return nil
	})
}

// yaraWorker scans one file after the other.
type yaraWorker struct {
	*yaraCommand
	rules    *yara.Rules
	terminal bool
	buffer   []byte // of small files
}

// file scans a file and keeps what is to be printed.
func (w *yaraWorker) file(ctx context.Context, f *yaraFile) {
	if w.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(w.Timeout)*time.Second)
		defer cancel()
	}
	file, size, err := openRegular(f.path)
	if err != nil {
		f.err = err
		return
	}
	defer file.Close()
	var matches []yara.Match
	if size <= heldWhole {
		if int64(cap(w.buffer)) < size {
			w.buffer = make([]byte, size)
		}
		data := w.buffer[:size]
		if n, err := file.ReadAt(data, 0); int64(n) < size {
			f.err = err
			return
		}
		matches, err = w.rules.Scan(ctx, data, w.options(f))
	} else {
		matches, err = w.rules.ScanReader(ctx, file, size, w.options(f))
	}
	var limit *yara.LimitError
	switch {
	case errors.As(err, &limit):
		f.warnings = limitWarnings(err)
	case err != nil:
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("scanning took longer than %d seconds: give more with -a", w.Timeout)
		}
		f.err = err
		return
	}
	f.err = w.print(f, file, matches)
}

// limitWarnings says of each limit that was met where.
func limitWarnings(err error) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []string
		for _, one := range joined.Unwrap() {
			out = append(out, one.Error())
		}
		return out
	}
	return []string{err.Error()}
}

// options are those of the scan of one file. What rules log is a line of its
// own before theirs, as with yara; JSON has no place for it.
func (w *yaraWorker) options(f *yaraFile) yara.ScanOptions {
	return yara.ScanOptions{Now: time.Now(), Log: func(message string) {
		if !w.JSON {
			f.out.WriteString(w.shown(message) + "\n")
		}
	}}
}
