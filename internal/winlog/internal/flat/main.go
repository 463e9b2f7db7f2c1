// Command flat writes the events of logs as flat JSON lines, for comparisons with
// Sigma engines that read no event logs: flat -sources FILE LOG... FILE is the table
// of log sources (internal/campaign/logsources.yaml).
//
// An event is written once for the channel's services, as Windows names its fields,
// and once for each category that it belongs to, as the table names them. What says
// where an event comes from is "@log" (counted from 0), "@record", and "@product",
// "@service", "@category", "-" where there is none. -once writes each event once,
// with one service, one category and both sorts of names, for timing.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/winlog"
)

func main() {
	once := flag.Bool("once", false, "write each event once, for timing")
	table := flag.String("sources", "internal/campaign/logsources.yaml", "the table of log sources")
	flag.Parse()
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	err := write(out, *table, *once, flag.Args())
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "flat:", err)
		os.Exit(1)
	}
}

func write(w io.Writer, table string, once bool, logs []string) error {
	sources, err := readSources(table)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i, name := range logs {
		err := eachEvent(name, func(event *winlog.Event, record int64, own map[string]any) error {
			own["@log"], own["@record"] = i, record
			if once {
				return e.Encode(together(viewsOf(sources, event, own)))
			}
			for _, view := range viewsOf(sources, event, own) {
				if err := e.Encode(view); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// eachEvent hands out the records of a log that are whole, or the events of an export
// with one object a line, with the number that a scan cites each by, and the fields.
func eachEvent(name string, see func(event *winlog.Event, record int64, own map[string]any) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if strings.HasSuffix(name, ".json") {
		return eachExported(file, see)
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	log, err := evtx.Open(file, info.Size())
	if err != nil {
		return err
	}
	var event winlog.Event
	for r, damage := range log.Records() {
		if damage != nil {
			continue
		}
		event.FromLog(r)
		if err := see(&event, recordOf(&event), fieldsOf(&event, r)); err != nil {
			return err
		}
	}
	return nil
}

// eachExported reads the objects of an export.
func eachExported(r io.Reader, see func(*winlog.Event, int64, map[string]any) error) error {
	var (
		export winlog.Export
		event  winlog.Event
		line   int64
	)
	lines := bufio.NewScanner(r)
	for lines.Buffer(nil, 16<<20); lines.Scan(); {
		line++
		own := map[string]any{}
		if json.Unmarshal(lines.Bytes(), &own) != nil || export.Read(&event, lines.Bytes()) != nil {
			continue
		}
		lift(own, own)
		own["EventID"], own["Channel"], own["Provider_Name"] = event.ID, event.Channel, event.Provider
		if err := see(&event, line, own); err != nil {
			return err
		}
	}
	return lines.Err()
}

// lift puts the fields of objects in objects beside the outer ones, as exporters
// nest them ("event_data", "winlog").
func lift(to, from map[string]any) {
	for name, v := range maps.Clone(from) {
		if inner, ok := v.(map[string]any); ok {
			lift(to, inner)
			continue
		}
		if _, has := to[name]; !has {
			to[name] = v
		}
	}
}

// recordOf is the number by which a scan cites the event.
func recordOf(event *winlog.Event) int64 {
	var rec athar.Record
	event.Fill(&rec, athar.EventLog(event.Channel), 0)
	return rec.Event
}

// fieldsOf are the fields of an event as Windows names them, integers as numbers.
func fieldsOf(event *winlog.Event, r *evtx.Record) map[string]any {
	own := map[string]any{}
	for name, v := range r.Fields() {
		if v.IsNull() || name == "Data" {
			continue
		}
		text := v.String()
		own[name] = text
		if n, ok := v.Int(); ok && text == fmt.Sprint(n) {
			own[name] = n
		}
	}
	for _, name := range []string{"Provider_Name", "Channel", "Computer", "Data"} {
		if v, ok := event.Lookup(name); ok {
			own[name] = v
		}
	}
	own["EventID"] = event.ID
	return own
}
