package export

import (
	"io"
	"net/netip"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Options says how a document is written.
type Options struct {
	// Lang is the language of titles and reasons, "en" or "ar".
	Lang string
	// TLP marks the document; [tlp.None] leaves it unmarked.
	TLP tlp.Mark
}

// Writer writes one format.
type Writer func(io.Writer, *athar.Assessment, Options) error

// Writers are the formats by the names of the command line.
func Writers() map[string]Writer {
	return map[string]Writer{"csv": CSV, "stix": STIX, "navigator": Navigator, "ocsf": OCSF, "misp": MISP, "timesketch": Timesketch}
}

// row is one finding with the system that it is of.
type row struct {
	*athar.Finding
	Server string
}

// rows lists the findings of all servers and tenants in the order of the
// assessment.
func rows(a *athar.Assessment) []row {
	var out []row
	for _, systems := range [][]athar.Server{a.Servers, a.Tenants} {
		for i := range systems {
			for j := range systems[i].Findings {
				out = append(out, row{&systems[i].Findings[j], systems[i].Name})
			}
		}
	}
	return out
}

// clean is the assessment as every format writes it.
func clean(a *athar.Assessment) *athar.Assessment { return inert.Assessment(a) }

// address reads an address; ok is false for anything that is none.
func address(s string) (a netip.Addr, ok bool) {
	a, err := netip.ParseAddr(strings.TrimSpace(s))
	return a.Unmap().WithZone(""), err == nil
}

// public says whether an address can be looked for elsewhere: one inside the
// organisation's own network is nobody's indicator.
func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate()
}

// techniques are the well-formed ATT&CK ids of a finding.
func techniques(f *athar.Finding) []string {
	return slices.DeleteFunc(slices.Clone(f.Technique), func(id string) bool { return !isTechnique(id) })
}

// isTechnique holds for T1190 and T1505.003.
func isTechnique(id string) bool {
	head, sub, has := strings.Cut(id, ".")
	return len(head) == 5 && head[0] == 'T' && digits(head[1:]) && (!has || len(sub) == 3 && digits(sub))
}

// isCVE holds for CVE-2021-26855.
func isCVE(id string) bool {
	rest, ok := strings.CutPrefix(id, "CVE-")
	year, number, cut := strings.Cut(rest, "-")
	return ok && cut && len(year) == 4 && digits(year) && len(number) >= 4 && len(number) <= 19 && digits(number)
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// isSHA256 holds for 64 hexadecimal digits.
func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}

// planted says whether a finding's own source is a file that the intruder left,
// so that the file's hash is worth sharing. The hash of a log is not.
func planted(f *athar.Finding) bool {
	return f.Source.Kind == athar.KindFile && f.Stage >= athar.Implanted && isSHA256(f.Source.SHA256)
}

// stageOf names a stage for a machine; a lead has none.
func stageOf(s athar.Stage) string {
	if s == athar.NoStage {
		return "lead"
	}
	return s.String()
}

// position says where in its file a record stands: "line 212".
func position(s athar.Source) (unit string, n int64) {
	switch {
	case s.Line > 0:
		return "line", s.Line
	case s.Record > 0:
		return "record", s.Record
	case s.Offset > 0:
		return "offset", s.Offset
	}
	return "", 0
}

// base is the last part of a path of either system.
func base(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// rfc3339 writes a time for a machine, empty where it is unknown.
func rfc3339(t athar.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02T15:04:05.000Z")
}
