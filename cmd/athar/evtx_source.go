package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/athar-forensics/athar/internal/term"
)

// openRegular opens a file of known size for reading. Pipes and devices are
// refused before they are opened: opening one may wait for ever.
func openRegular(name string) (*os.File, int64, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s: no regular file: name a file, or a copy of it", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	if info, err = file.Stat(); err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, info.Size(), nil
}

// interruptible reads until the user stops the program, also from an image of
// a disk in which no record turns up for hours.
type interruptible struct {
	ctx context.Context
	r   io.ReaderAt
}

func (i interruptible) ReadAt(b []byte, offset int64) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.ReadAt(b, offset)
}

// maxTold is how many damaged places of a file are told one by one.
const maxTold = 20

// losses counts the damaged places of a file.
type losses int

// tell writes a line about one of the first places.
func (l *losses) tell(w io.Writer, name string, damage error) {
	if *l++; *l <= maxTold {
		place := strings.TrimPrefix(damage.Error(), "evtx: ")
		fmt.Fprintln(w, "athar:", term.Clean(name+": "+place))
	}
}

// rest writes how many more there are.
func (l *losses) rest(w io.Writer, name string) {
	if more := *l - maxTold; more > 0 {
		fmt.Fprintln(w, "athar:", term.Clean(fmt.Sprintf("%s: and %d more damaged places", name, more)))
	}
}
