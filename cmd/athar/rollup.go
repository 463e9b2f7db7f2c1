package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report"
	"github.com/athar-forensics/athar/internal/report/redact"
	"github.com/athar-forensics/athar/internal/rollup"
	"github.com/athar-forensics/athar/internal/term"
)

// rollupCommand is "athar rollup".
type rollupCommand struct {
	Cases     []string `arg:"" name:"case" help:"Folders that scans wrote, or folders of such folders." type:"path"`
	Inventory string   `help:"CSV with the columns case or server, organisation, sector." placeholder:"FILE" type:"path"`
	JSON      string   `help:"Write the picture for programs; - is standard output." placeholder:"FILE"`
	HTML      string   `help:"Write the picture as one page; - is standard output." placeholder:"FILE"`
	Lang      string   `help:"Language: en or ar." enum:"en,ar" default:"en"`
	TLP       label    `name:"tlp" help:"Mark the document: clear, green, amber, amber+strict or red." placeholder:"LABEL"`
	Redact    []string `help:"Replace names by stand-ins: a file, names with commas between them, or auto (repeatable)." placeholder:"NAMES" sep:"none"`
	RedactKey string   `help:"File with the key of the stand-ins, made where it is missing; needed with --redact." placeholder:"FILE" type:"path"`
}

// Run reads the cases one after the other and writes what was asked for.
func (c *rollupCommand) Run(s streams) error {
	dirs, err := caseFolders(c.Cases)
	if err != nil {
		return err
	}
	inventory, err := c.inventory()
	if err != nil {
		return err
	}
	hide, err := c.redactor(dirs)
	if err != nil {
		return err
	}
	roll := rollup.New(inventory)
	for _, dir := range dirs {
		a, err := casefile.Assessment(dir)
		switch {
		case err != nil:
			roll.Fail(dir, err)
		case hide != nil:
			roll.Add(hide.Text(dir), hide.Assessment(a))
		default:
			roll.Add(dir, a)
		}
	}
	d := roll.Document()
	d.TLP = string(c.TLP)
	if hide != nil {
		hideRoll(d, hide)
	}
	return c.write(d, s)
}

// write puts the picture where it is wanted; with neither file, the few sentences
// that a person needs go to the screen.
func (c *rollupCommand) write(d *rollup.Document, s streams) error {
	if c.JSON != "" {
		err := writeFile(c.JSON, s, func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(d)
		})
		if err != nil {
			return err
		}
	}
	if c.HTML != "" {
		if err := writeFile(c.HTML, s, func(w io.Writer) error { return report.Rollup(w, d, c.Lang) }); err != nil {
			return err
		}
	}
	if c.JSON == "-" || c.HTML == "-" {
		return nil
	}
	return term.Rollup(s.out, d, i18n.New(c.Lang))
}

func (c *rollupCommand) inventory() (*rollup.Inventory, error) {
	if c.Inventory == "" {
		return nil, nil
	}
	f, err := os.Open(c.Inventory)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return rollup.ReadInventory(f)
}

// redactor makes the redactor that the options ask for. Names of the cases' own
// are collected in a pass of its own, so that no case is held.
func (c *rollupCommand) redactor(dirs []string) (*redact.Redactor, error) {
	if len(c.Redact) == 0 {
		return nil, nil
	}
	if c.RedactKey == "" {
		return nil, errors.New("--redact over many cases needs --redact-key: one key for all of them")
	}
	var given, names []string
	for _, g := range c.Redact {
		if g != "auto" {
			given = append(given, g)
			continue
		}
		for _, dir := range dirs {
			if a, err := casefile.Assessment(dir); err == nil {
				names = append(names, redact.NamesOf(a)...)
			}
		}
	}
	if len(given) > 0 || len(names) == 0 {
		more, err := redactNames(given)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	key, err := redactKey(c.RedactKey)
	if err != nil {
		return nil, err
	}
	return redact.New(key, names), nil
}

// hideRoll takes the names out of what did not come from a case: the inventory
// and the errors.
func hideRoll(d *rollup.Document, hide *redact.Redactor) {
	for i := range d.Help {
		d.Help[i].Organisation, d.Help[i].Sector = hide.Text(d.Help[i].Organisation), hide.Text(d.Help[i].Sector)
	}
	for i := range d.Sectors {
		d.Sectors[i].Sector = hide.Text(d.Sectors[i].Sector)
	}
	for i := range d.Failed {
		d.Failed[i] = rollup.Failed{Case: hide.Text(d.Failed[i].Case), Reason: hide.Text(d.Failed[i].Reason)}
	}
}

// caseFolders lists the cases under the paths given: a path is a case, or holds
// cases.
func caseFolders(paths []string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	add := func(dir string) {
		if !seen[dir] {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	for _, p := range paths {
		if isCase(p) {
			add(p)
			continue
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return nil, fmt.Errorf("%s is no case and no folder of cases: %w", p, err)
		}
		found := false
		for _, e := range entries {
			if dir := filepath.Join(p, e.Name()); e.IsDir() && isCase(dir) {
				found = true
				add(dir)
			}
		}
		if !found {
			return nil, fmt.Errorf("%s is no case and holds none (a scan writes one with --out)", p)
		}
	}
	return out, nil
}

func isCase(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "manifest.json"))
	return err == nil && info.Mode().IsRegular()
}
