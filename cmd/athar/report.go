package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/report"
	"github.com/athar-forensics/athar/internal/report/claim"
	"github.com/athar-forensics/athar/internal/report/export"
	"github.com/athar-forensics/athar/internal/report/letter"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// reportCommand is "athar report".
type reportCommand struct {
	Case      string   `arg:"" help:"The folder that a scan wrote." type:"path"`
	Format    string   `help:"${formats}." enum:"${formats}" default:"html" placeholder:"FORMAT"`
	Lang      string   `help:"Language that is shown first: en or ar." enum:"en,ar" default:"en"`
	Output    string   `help:"File to write; - is standard output." default:"-" placeholder:"FILE"`
	TLP       label    `name:"tlp" help:"Mark the document: clear, green, amber, amber+strict or red." placeholder:"LABEL"`
	Redact    []string `help:"Replace names by stand-ins: a file with one name a line, names with commas between them, or auto for those the case itself knows (repeatable)." placeholder:"NAMES" sep:"none"`
	Aware     moment   `help:"When the organisation learned of the incident: the clocks of nis2 run from it." placeholder:"TIME"`
	Digits    string   `help:"Digits of numbers and dates in Arabic: latin (123) or arabic (١٢٣)." enum:"latin,arabic" default:"latin"`
	RedactKey string   `help:"File with the key of the stand-ins, made where it is missing (default: redact.key in the case). Two cases with one key have the same stand-ins." placeholder:"FILE" type:"path"`
}

// formats are what report writes, in the order of the help.
const formats = "html,json,csv,stix,navigator,ocsf,misp,timesketch,letter,letter-provider,situation,ed2102,ed2502,cisa,nis2"

// label is a TLP label on the command line.
type label tlp.Mark

// UnmarshalText reads a label.
func (l *label) UnmarshalText(b []byte) error {
	m, err := tlp.Parse(string(b))
	*l = label(m)
	return err
}

// Run renders the case.
func (c *reportCommand) Run(s streams) error {
	a, err := casefile.Assessment(c.Case)
	if err != nil {
		return err
	}
	hide, err := c.redactor(a)
	if err != nil {
		return err
	}
	if hide == nil {
		return writeFile(c.Output, s, func(w io.Writer) error { return c.render(w, a) })
	}
	var doc bytes.Buffer
	if err := c.render(&doc, hide.Assessment(a)); err != nil {
		return err
	}
	// A name that is also a word of the report itself ("mail") cannot be taken
	// out of it, and whoever asked for it has to know.
	for _, n := range hide.Holds(doc.String()) {
		fmt.Fprintf(s.err, "athar: %s stands in the report as a word of its own; nowhere else\n", inert.Text(n, 80))
	}
	return writeFile(c.Output, s, func(w io.Writer) error {
		_, err := doc.WriteTo(w)
		return err
	})
}

// render writes one format.
func (c *reportCommand) render(w io.Writer, a *athar.Assessment) error {
	mark := tlp.Mark(c.TLP)
	if write, ok := export.Writers()[c.Format]; ok {
		return write(w, a, export.Options{Lang: c.Lang, TLP: mark})
	}
	about := letter.Options{Lang: c.Lang, TLP: mark, Aware: athar.Time(c.Aware)}
	switch {
	case c.Format == "json":
		return report.MarkedJSON(w, a, mark)
	case c.Format == "ed2102":
		return letter.ED2102(w, a, about)
	case slices.Contains(letter.Names(), c.Format):
		fsys, err := content.FS()
		if err != nil {
			return err
		}
		return letter.Write(w, fsys, c.Format, a, about)
	}
	o, err := pageOptions(c.Lang)
	if err != nil {
		return err
	}
	o.TLP, o.ArabicDigits = mark, c.Digits == "arabic"
	return report.HTML(w, a, o)
}

// pageOptions are those of an HTML report, with what was publicly said.
func pageOptions(lang string) (report.Options, error) {
	fsys, err := content.FS()
	if err != nil {
		return report.Options{}, err
	}
	claims, err := claim.Load(fsys)
	return report.Options{Lang: lang, Claims: claims}, err
}
