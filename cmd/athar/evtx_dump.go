package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/term"
)

// evtxCommand is "athar evtx".
type evtxCommand struct {
	Dump evtxDump `cmd:"" help:"Write the records of Windows event logs as JSON lines or XML."`
}

// evtxDump is "athar evtx dump".
type evtxDump struct {
	Files    []string `arg:"" name:"file" help:"Event logs; with --carve any files, such as an image of a disk."`
	Format   string   `short:"o" help:"jsonl or xml." enum:"jsonl,xml" default:"jsonl"`
	Separate bool     `help:"In JSON, write the attributes of an element X beside it, as X_attributes."`
	Carve    bool     `help:"Write what is left of deleted records too, and the records in files that are no event log."`
	Since    moment   `help:"Leave out records before this time." placeholder:"TIME"`
	Until    moment   `help:"Leave out records after this time." placeholder:"TIME"`
	ID       []uint32 `help:"Write events of this number only. Repeatable, also N,N." placeholder:"N"`
	Channel  []string `help:"Write events of this channel only, in any case of letters. Repeatable." placeholder:"NAME" sep:"none"`
	Output   string   `help:"File to write; - is standard output." default:"-" placeholder:"FILE"`
}

// Help tells what comes out, and gives an example.
func (evtxDump) Help() string {
	return `Records are written in the order in which they stand, each on a line of its own; XML is one
document. Logs of Windows before Vista (.evt) are written in the same form. A carved record says so: in JSON under "Carved", in XML by a comment before it.
What cannot be read is told on standard error and costs only itself.

Example: who logged on, also in what is left of a cleared log

  athar evtx dump Security.evtx --id 4624,4625 --since 2021-03-03 --carve --output logons.jsonl

Exit status: 0 written, damaged logs included; 2 a file does not open or holds no record.`
}

// Run writes the records. A file that cannot be read does not stop the others,
// but where none can be, no output is made.
func (c *evtxDump) Run(ctx context.Context, s streams) error {
	if c.Separate && c.Format != "jsonl" {
		return errors.New("--separate is about JSON: leave it out, or write -o jsonl")
	}
	if err := c.spareEvidence(); err != nil {
		return err
	}
	unread := 0
	err := writeFile(c.Output, s, func(w io.Writer) error {
		d := dumping{evtxDump: c, out: newEventWriter(w, c, c.toTerminal(s)), err: s.err}
		for _, name := range c.Files {
			if err := d.file(ctx, name); err != nil {
				return errors.Join(err, d.out.flush())
			}
		}
		if unread = d.unread; unread == len(c.Files) {
			return status(exitFailed)
		}
		return d.out.end()
	})
	if err == nil && unread > 0 {
		return status(exitFailed)
	}
	return err
}

// spareEvidence refuses to write over one of the files to be read.
func (c *evtxDump) spareEvidence() error {
	output, err := os.Stat(c.Output)
	if c.Output == "-" || err != nil {
		return nil
	}
	for _, name := range c.Files {
		if info, err := os.Stat(name); err == nil && os.SameFile(info, output) {
			return fmt.Errorf("--output %s is one of the files to read: name another", term.Clean(c.Output))
		}
	}
	return nil
}

// toTerminal tells whether somebody looks at the output as it comes.
func (c *evtxDump) toTerminal(s streams) bool {
	if c.Output == "-" {
		return s.outTerminal
	}
	info, err := os.Stat(c.Output)
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && !isNull(info)
}

// wants tells whether a record is asked for.
func (c *evtxDump) wants(r *evtx.Record) bool {
	if len(c.ID) > 0 && !slices.Contains(c.ID, r.EventID()) {
		return false
	}
	if len(c.Channel) > 0 {
		channel := r.Channel()
		if !slices.ContainsFunc(c.Channel, func(name string) bool { return strings.EqualFold(name, channel) }) {
			return false
		}
	}
	return c.inSpan(r.Time())
}

// dumping is the work on one command line.
type dumping struct {
	*evtxDump
	out    *eventWriter
	err    io.Writer
	unread int // files
}

// file writes one file. What is wrong with it is told; an error is one of the
// output, or the user's wish to stop.
func (d *dumping) file(ctx context.Context, name string) error {
	file, size, err := openRegular(name)
	if err != nil {
		d.refuse(err.Error())
		return nil
	}
	defer file.Close()
	r := interruptible{ctx, file}
	one := dumped{dumping: d, name: name, r: r}
	log, err := evtx.Open(r, size)
	old, isOld := openOld(r, size, err)
	switch {
	case err == nil:
		err = one.log(ctx, log)
	case isOld:
		err = one.old(ctx, old)
	case errors.Is(err, evtx.ErrNotEVTX) && d.Carve:
		err = one.carve(ctx, 0, size)
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, evtx.ErrNotEVTX):
		d.refuse(name + ": " + err.Error() + "; --carve looks for records in any file")
		return nil
	default:
		d.refuse(name + ": " + err.Error())
		return nil
	}
	one.lost.rest(d.err, name)
	if err == nil && !one.found {
		d.refuse(name + ": holds no chunk and no record")
	}
	return err
}

func (d *dumping) refuse(why string) {
	d.unread++
	fmt.Fprintln(d.err, "athar:", term.Clean(why))
}

// dumped is one file of the work.
type dumped struct {
	*dumping
	name  string
	r     io.ReaderAt
	found bool // a chunk or a record
	lost  losses
}

// log writes an event log: its records, and where that is wished, those behind
// the live ones of each chunk and those between chunks.
func (f *dumped) log(ctx context.Context, log *evtx.File) error {
	for chunk, err := range log.Chunks() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			f.lost.tell(f.err, f.name, err)
			var gap *evtx.Damage
			if f.Carve && errors.Is(err, evtx.ErrGap) && errors.As(err, &gap) {
				if err := f.carve(ctx, gap.Offset, gap.Size); err != nil {
					return err
				}
			}
			continue
		}
		f.found = true
		for record, err := range chunk.Records() {
			if err != nil {
				f.lost.tell(f.err, f.name, err)
				continue
			}
			if err := f.record(record, live); err != nil {
				return err
			}
		}
		if !f.Carve {
			continue
		}
		for record := range chunk.Slack() {
			if err := f.record(record, carvedAt(record.Offset())); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// carve writes the records in a part of the file that is no event log.
func (f *dumped) carve(ctx context.Context, offset, size int64) error {
	for record, err := range evtx.Carve(io.NewSectionReader(f.r, offset, size), size) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			var part *evtx.Damage
			if errors.As(err, &part) {
				part.Offset += offset
			}
			f.lost.tell(f.err, f.name, err)
			continue
		}
		f.found = true
		if err := f.record(record, carvedAt(offset+record.Offset())); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (f *dumped) record(r *evtx.Record, from origin) error {
	if !f.wants(r) {
		return nil
	}
	line, err := f.out.render(r, from)
	if err != nil {
		f.lost.tell(f.err, f.name, err)
		return nil
	}
	return f.out.write(line)
}
