package report

import (
	"encoding/json"
	"io"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// JSON writes the assessment as the contract has it, indented by two spaces. The
// same assessment gives the same bytes: lists are never null, keys of maps are
// sorted, and bytes that are not UTF-8 become U+FFFD before the encoder sees
// them, because it would write its own replacement in a second way. Markup stays
// readable (no \u003c); U+2028 and U+2029, which end a line in JavaScript, are
// escaped.
func JSON(w io.Writer, a *athar.Assessment) error { return MarkedJSON(w, a, tlp.None) }

// MarkedJSON is JSON with a label, which stands last as "tlp".
func MarkedJSON(w io.Writer, a *athar.Assessment, mark tlp.Mark) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		*athar.Assessment
		TLP tlp.Mark `json:"tlp,omitempty"`
	}{inert.Valid(a), mark})
}
