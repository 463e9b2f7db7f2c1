// Command load writes healthy log text of one kind to standard output, for
// timing: load KIND MIB.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"

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
		w := bufio.NewWriterSize(os.Stdout, 1<<20)
		if err = forge.Load(w, athar.Kind(os.Args[1]), mib<<20, 1); err == nil {
			err = w.Flush()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}
