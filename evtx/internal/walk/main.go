// Command walk reads five fields of every record of a log on one thread, for
// timing: walk FILE. It prints how many records there are and the bytes of what
// it read, so that nothing of the work can be left out.
package main

import (
	"fmt"
	"os"

	"github.com/athar-forensics/athar/evtx"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: walk FILE")
		os.Exit(2)
	}
	if err := walk(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "walk:", err)
		os.Exit(1)
	}
}

func walk(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	log, err := evtx.Open(file, info.Size())
	if err != nil {
		return err
	}
	records, damaged, read := 0, 0, 0
	for r, err := range log.Records() {
		if err != nil {
			damaged++
			continue
		}
		records++
		read += int(r.EventID()) + len(r.Provider()) + len(r.Channel()) + len(r.Computer())
		if user, ok := r.Field("TargetUserName"); ok {
			read += len(user.Bytes())
		}
	}
	fmt.Println(records, damaged, read)
	return nil
}
