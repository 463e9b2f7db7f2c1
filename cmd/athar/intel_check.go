package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar/internal/intel"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// intelCheck is "athar intel check".
type intelCheck struct {
	Files []string `arg:"" name:"file" help:"Lists: text, CSV, JSON, STIX, MISP, OpenIOC, CHIRP." type:"path"`
	JSON  bool     `help:"Print JSON."`
}

// shown bounds what is printed of one text.
const shown = 400

// Run reads lists as a scan would. A list of which nothing can be used makes the
// command fail: a scan with it would look for nothing.
func (c *intelCheck) Run(s streams) error {
	know, err := loadKnowledge()
	if err != nil {
		return err
	}
	b := know.newIndicators()
	for _, name := range c.Files {
		if _, err := b.Open(name); err != nil {
			return err
		}
	}
	b.Build() // which may add what it cannot take
	lists := b.Lists()
	if c.JSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		if err := e.Encode(struct {
			Lists []*intel.List `json:"lists"`
		}{lists}); err != nil {
			return err
		}
	} else {
		for _, l := range lists {
			printList(s, l)
		}
	}
	if slices.ContainsFunc(lists, func(l *intel.List) bool { return l.Loaded == 0 }) {
		return status(exitFound)
	}
	return nil
}

// printList shows one list as text: its faults as "list:line: value: reason", and
// a line of numbers.
func printList(s streams, l *intel.List) {
	name := inert.Text(l.Name, shown)
	for _, f := range l.Faults {
		where := name
		if f.Line > 0 {
			where += ":" + strconv.Itoa(f.Line)
		}
		if f.Value != "" {
			where += ": " + inert.Text(strconv.Quote(f.Value), shown)
		}
		fmt.Fprintf(s.out, "%s: %s\n", where, inert.Text(f.Reason, shown))
	}
	if rest := l.Faulty - len(l.Faults); rest > 0 {
		fmt.Fprintf(s.out, "%s: and %d more\n", name, rest)
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(l.Types)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", l.Types[kind], kind))
	}
	fmt.Fprintf(s.out, "%s (%s): %d loaded", name, l.Format, l.Loaded)
	if len(kinds) > 0 {
		fmt.Fprintf(s.out, " (%s)", strings.Join(kinds, ", "))
	}
	fmt.Fprintf(s.out, ", %d cannot be used", l.Faulty)
	if l.Context > 0 {
		fmt.Fprintf(s.out, ", %d are context by the list's own word", l.Context)
	}
	fmt.Fprintln(s.out)
}
