package release

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
)

// Titles are the words of the table in one language.
type Titles struct {
	CVE, Name, State, FixedBy, ExploitedSince string
	// States has a word for each state.
	States map[athar.ExposureState]string
	// Unknown stands for a product that is not known, Closed counts the flaws
	// that are not shown because they are fixed or not affected.
	Unknown, Closed string
}

// English and Arabic are the two languages of the table.
var (
	English = Titles{
		CVE: "CVE", Name: "NAME", State: "STATE", FixedBy: "FIXED BY", ExploitedSince: "EXPLOITED SINCE",
		States: map[athar.ExposureState]string{
			athar.Vulnerable: "vulnerable", athar.Mitigated: "mitigated", athar.Fixed: "fixed",
			athar.NotAffected: "not affected", athar.ExposureOpen: "unknown",
		},
		Unknown: "unknown product", Closed: "fixed or not affected: %d",
	}
	Arabic = Titles{
		CVE: "CVE", Name: "الاسم", State: "الحالة", FixedBy: "التحديث المُصلِح", ExploitedSince: "مستغَلة منذ",
		States: map[athar.ExposureState]string{
			athar.Vulnerable: "معرَّض", athar.Mitigated: "مخفَّف", athar.Fixed: "مُصلَح",
			athar.NotAffected: "غير متأثر", athar.ExposureOpen: "غير معروف",
		},
		Unknown: "منتج غير معروف", Closed: "مُصلَحة أو غير مؤثِّرة: %d",
	}
)

// Table writes a description for people: the flaws that are open or not
// certainly closed, the exploited ones first, and how many are closed.
func Table(w io.Writer, d Description, t Titles) error {
	product := t.Unknown
	if d.Product != nil {
		product = *d.Product
	}
	if d.Release != nil {
		product += " " + *d.Release
	}
	rows := [][]string{{t.CVE, t.Name, t.State, t.ExploitedSince, t.FixedBy}}
	shut := 0
	for _, exploited := range []bool{true, false} {
		for _, e := range d.Exposure {
			switch {
			case (e.ExploitedSince != 0) != exploited:
			case closed(e.State):
				shut++
			default:
				since := ""
				if exploited {
					since = e.ExploitedSince.Std().Format("2006-01-02")
				}
				rows = append(rows, []string{e.CVE, e.Name, t.States[e.State], since, e.FixedBy})
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s (%s)\n\n", product, d.Build)
	if len(rows) > 1 {
		align(&out, rows)
		out.WriteByte('\n')
	}
	fmt.Fprintf(&out, t.Closed+"\n", shut)
	_, err := io.WriteString(w, out.String())
	return err
}

// align writes rows in columns two blanks apart.
func align(out *strings.Builder, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], width(cell))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, cell := range r {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[i]-width(cell)+2))
		}
		out.WriteString(strings.TrimRight(line.String(), " "))
		out.WriteByte('\n')
	}
}

// width counts the columns that a cell takes: Arabic vowel signs take none.
func width(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x064B && r <= 0x0652 {
			n--
		}
	}
	return n
}
