package main

import (
	"io"
	"os"

	"github.com/athar-forensics/athar/internal/casefile"
)

// streams are what a command writes to; tests put their own in.
type streams struct {
	out, err io.Writer
	// terminal says that err is one, so that progress may be drawn.
	terminal, color bool
	// outTerminal says that out is one, so that what it gets must be made inert.
	outTerminal bool
	width       int
}

// systemStreams are the process' own. The summary is laid out for a width of 100.
func systemStreams() streams {
	s := streams{out: os.Stdout, err: os.Stderr, terminal: isTerminal(os.Stderr), width: 100}
	s.outTerminal = isTerminal(os.Stdout)
	s.color = s.outTerminal && os.Getenv("NO_COLOR") == ""
	return s
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && !isNull(info)
}

// isNull tells whether a device is the one that swallows everything.
func isNull(info os.FileInfo) bool {
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(null, info)
}

// writeFile writes to a file, or for "-" to standard output.
func writeFile(name string, s streams, write func(io.Writer) error) error {
	if name == "-" {
		return write(s.out)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		// A device or a pipe cannot be renamed over.
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		return write(f)
	}
	return casefile.Replace(name, write)
}
