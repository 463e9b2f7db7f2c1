// Command load writes a healthy log of one kind to standard output, for timing:
// load KIND MIB. Kinds are those of forge.LoadKinds and forge.EventLoadKinds.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: load KIND MIB")
		os.Exit(2)
	}
	mib, err := strconv.ParseInt(os.Args[2], 10, 64)
	if err == nil {
		err = load(athar.Kind(os.Args[1]), mib<<20)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func load(kind athar.Kind, size int64) error {
	// An event log is written by chunks, and its header again at the end.
	if strings.HasPrefix(string(kind), "windows/evtx") {
		return forge.LoadEvents(os.Stdout, kind, size, 1)
	}
	w := bufio.NewWriterSize(os.Stdout, 1<<20)
	if err := forge.Load(w, kind, size, 1); err != nil {
		return err
	}
	return w.Flush()
}
