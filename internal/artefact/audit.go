package artefact

import (
	"github.com/athar-forensics/athar/internal/tenant"
	"github.com/athar-forensics/athar/internal/textlog"
)

// auditRecords recognises a Microsoft 365 tenant's audit and sign-in records.
func auditRecords(h *head) (Artefact, bool) {
	if !textual(h.raw) {
		return Artefact{}, false
	}
	shape, ok := tenant.Recognise(textlog.Text(h.raw))
	if !ok {
		return Artefact{}, false
	}
	return Artefact{Form: Audit, Kind: shape.Kind, Wrapping: shape}, true
}
