package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

var csvHeader = []string{
	"server", "stage", "severity", "confidence", "time", "until", "count", "title", "why", "rule", "campaign",
	"path", "kind", "unit", "position", "sha256", "also", "ip", "account", "file", "url", "cve", "technique", "evidence", "raw", "id", "tlp",
}

// CSV writes one finding a row, leads included (RFC 4180, UTF-8). A cell that a
// spreadsheet could take for a formula starts with an apostrophe. The Arabic
// file starts with a byte order mark, without which Excel reads it as Latin.
func CSV(w io.Writer, a *athar.Assessment, o Options) error {
	a = clean(a)
	p := i18n.New(o.Lang)
	if p.RTL() {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvHeader); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for _, f := range rows(a) {
		unit, n := position(f.Source)
		at := ""
		if unit != "" {
			at = strconv.FormatInt(n, 10)
		}
		cells := []string{
			f.Server, stageOf(f.Stage), string(f.Severity), string(f.Confidence), rfc3339(f.Time), rfc3339(f.Until), strconv.Itoa(f.Count),
			p.Text(f.Title), p.Text(f.Why), f.Rule, f.Campaign, f.Source.Path, string(f.Source.Kind), unit, at, f.Source.SHA256, also(f.Also),
			strings.Join(f.IP, "; "), strings.Join(f.Account, "; "), strings.Join(f.File, "; "), strings.Join(f.URL, "; "),
			strings.Join(f.CVE, "; "), strings.Join(f.Technique, "; "), evidence(f.Finding), f.Raw, f.ID, string(o.TLP),
		}
		for i, c := range cells {
			cells[i] = Cell(c)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// Cell makes a text harmless in a spreadsheet: one line, and no formula. Signs
// of full width count too, because some programs fold them.
func Cell(s string) string {
	s = strings.ReplaceAll(s, "\n", `\n`)
	t := strings.TrimLeft(s, " '\"")
	if t != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}

// also lists further places of a finding: path:position.
func also(sources []athar.Source) string {
	var out []string
	for _, s := range sources {
		place := s.Path
		if unit, n := position(s); unit != "" {
			place += ":" + strconv.FormatInt(n, 10)
		}
		out = append(out, place)
	}
	return strings.Join(out, "; ")
}

// evidence writes what a rule looked at as name=value, in the order of names.
func evidence(f *athar.Finding) string {
	var out []string
	for _, k := range sortedKeys(f.Evidence) {
		out = append(out, k+"="+f.Evidence[k])
	}
	return strings.Join(out, "; ")
}
