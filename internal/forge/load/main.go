// Command load writes healthy logs, for timing: "load KIND MIB [SEED]" one log of a kind
// to standard output (kinds are those of forge.LoadKinds and forge.EventLoadKinds),
// "load year WEEKS VISITS DIR" so many weeks of all of a server's logs into a folder,
// with so many visits a working hour.
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
	var err error
	switch {
	case len(os.Args) == 3:
		err = load(athar.Kind(os.Args[1]), os.Args[2], "1")
	case len(os.Args) == 4:
		err = load(athar.Kind(os.Args[1]), os.Args[2], os.Args[3])
	case len(os.Args) == 5 && os.Args[1] == "year":
		err = year(os.Args[2], os.Args[3], os.Args[4])
	default:
		fmt.Fprintln(os.Stderr, "usage: load KIND MIB [SEED], or load year WEEKS VISITS DIR")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// year writes the life of a server whose flaws of 2024 were open all the time.
func year(weeks, visits, dir string) error {
	n, err := strconv.Atoi(weeks)
	if err != nil {
		return err
	}
	perHour, err := strconv.Atoi(visits)
	if err != nil {
		return err
	}
	return forge.Long{
		Server: forge.Server{Name: "MAIL01", Build: "15.1.2507.37"}, From: athar.Date(2024, 4, 1), // a Monday
		Weeks: n, PerHour: perHour, Nightly: 400, Events: min(n, 4), Seed: 1,
	}.Write(forge.Dir(dir))
}

func load(kind athar.Kind, mib, seed string) error {
	size, err := strconv.ParseInt(mib, 10, 64)
	if err != nil {
		return err
	}
	from, err := strconv.ParseUint(seed, 10, 64)
	if err != nil {
		return err
	}
	size <<= 20
	// An event log is written by chunks, and its header again at the end.
	if strings.HasPrefix(string(kind), "windows/evtx") {
		return forge.LoadEvents(os.Stdout, kind, size, from)
	}
	w := bufio.NewWriterSize(os.Stdout, 1<<20)
	if err := forge.Load(w, kind, size, from); err != nil {
		return err
	}
	return w.Flush()
}
