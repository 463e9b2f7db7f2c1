package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/athar-forensics/athar/internal/forge"
)

// demoCommand is "athar demo".
type demoCommand struct {
	Lang string `help:"Language of the summary: en or ar." enum:"en,ar" default:"en"`
	Out  string `help:"Folder of the case (default: athar-demo-<time> in the working folder)." type:"path"`
}

// Run makes the case as a zip, so that no file of it lies about where something
// could run it, and scans that.
func (c *demoCommand) Run(ctx context.Context, s streams) error {
	dir, err := os.MkdirTemp("", "athar-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "demo.zip")
	if err := writeDemo(name); err != nil {
		return err
	}
	scan := scanCommand{Paths: []string{name}, Out: c.Out, Lang: c.Lang, MaxMemory: 512 << 20}
	if scan.Out == "" {
		scan.Out = "athar-demo-" + time.Now().Format("20060102-150405")
	}
	_, err = scan.scan(ctx, s)
	return err
}

func writeDemo(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	archive := forge.Zip(f)
	return errors.Join(forge.Demo(archive), archive.Close(), f.Close())
}
