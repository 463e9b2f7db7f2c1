package letter

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
	"github.com/athar-forensics/athar/internal/report/export"
	"github.com/athar-forensics/athar/internal/term"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// ed2102Columns are those of the inventory of CISA's status template, version 3
// (Supplemental Direction v1 to ED 21-02, 31 March 2021).
var ed2102Columns = []string{
	"Internal IP", "External IP", "Internal host name", "Public host name",
	"MSERT scan done", "Test-ProxyLogon done", "Notes and incident number",
	"1a", "1b", "2", "3", "4a", "4b", "4c", "4d", "4e", "4f", "Attack path", "5", "6", "7", "Comments with timeline",
	"Exchange version", "Operating system", "OWA", "ECP", "Internet", "OWA/ECP disabled", "Disconnected", "Updated", "TLP",
}

// ED2102 writes the inventory, one server a row. The two tools that CISA names
// were not run by athar, so their columns stay blank: what athar found stands
// in the notes. Yes is written where evidence shows it, and nothing where it
// does not.
func ED2102(w io.Writer, a *athar.Assessment, o Options) error {
	p := i18n.New(o.Lang)
	a = inert.Assessment(a)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if p.RTL() {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("write ED 21-02 inventory: %w", err)
		}
	}
	if err := out.Write(ed2102Columns); err != nil {
		return fmt.Errorf("write ED 21-02 inventory: %w", err)
	}
	for _, s := range digest.Of(a, p).Systems {
		if s.Tenant {
			continue
		}
		if err := out.Write(ed2102Row(s, p, o)); err != nil {
			return fmt.Errorf("write ED 21-02 inventory: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

func ed2102Row(s *digest.System, p *i18n.Printer, o Options) []string {
	cells := map[string]string{
		"Internal host name":        s.Name,
		"Public host name":          strings.Join(s.Aliases, "; "),
		"Notes and incident number": "athar: " + p.Stage(s.Stage) + ". " + p.StageMeans(s.Stage),
		"Comments with timeline":    timelineOf(s, p),
		"OWA":                       seen(s.Server, athar.HTTPProxy("owa")), "ECP": seen(s.Server, athar.HTTPProxy("ecp")),
		"Internet": reachable(s.Server), "Updated": updated(s.Server), "TLP": string(o.TLP),
	}
	if s.Server.Product != nil {
		cells["Exchange version"] = term.Product(s.Server.Product)
	}
	if _, err := netip.ParseAddr(s.Name); err == nil {
		cells["Internal IP"] = s.Name
	}
	row := make([]string, len(ed2102Columns))
	for i, name := range ed2102Columns {
		row[i] = export.Cell(cells[name])
	}
	return row
}

func timelineOf(s *digest.System, p *i18n.Printer) string {
	lines := []string{p.Text(s.Headline)}
	for _, f := range s.Proof {
		lines = append(lines, p.Exact(f.Time)+": "+p.Text(f.Title))
	}
	return strings.Join(lines, " | ")
}

// seen says Yes where a source has records: the service answered.
func seen(s *athar.Server, k athar.Kind) string {
	if slices.ContainsFunc(s.Coverage, func(c athar.Coverage) bool { return c.Source == k && c.Records > 0 }) {
		return "Yes"
	}
	return ""
}

// reachable says Yes where an address of the Internet reached the server.
func reachable(s *athar.Server) string {
	for i := range s.Findings {
		for _, text := range s.Findings[i].IP {
			if ip, err := netip.ParseAddr(text); err == nil && ip.IsGlobalUnicast() && !ip.IsPrivate() {
				return "Yes"
			}
		}
	}
	return ""
}

// updated reads the last state of the flaws of March 2021.
func updated(s *athar.Server) string {
	states := map[string]athar.ExposureState{}
	for _, e := range s.Exposure {
		if e.CVE == "CVE-2021-26855" || e.CVE == "CVE-2021-26857" || e.CVE == "CVE-2021-26858" || e.CVE == "CVE-2021-27065" {
			states[e.CVE] = e.State
		}
	}
	answer := ""
	for _, cve := range []string{"CVE-2021-26855", "CVE-2021-26857", "CVE-2021-26858", "CVE-2021-27065"} {
		switch states[cve] {
		case athar.Vulnerable, athar.Mitigated:
			return "No"
		case athar.Fixed, athar.NotAffected:
			answer = "Yes"
		case athar.ExposureOpen:
			return ""
		}
	}
	return answer
}
