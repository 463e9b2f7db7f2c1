package exchange

import (
	"encoding/json"
	"strings"

	"github.com/athar-forensics/athar"
)

// maxAudit bounds the JSON of one audit record, in bytes; a cmdlet with a long
// script in it has a few thousand.
const maxAudit = 256 << 10

// auditData is the Data column of the local audit queue (1.12). Builds differ in
// the names; the first that is there counts.
type auditData struct {
	CmdletName, Operation string
	CmdletParameters      []auditParam
	Parameters            []auditParam
	Caller, UserID        string
	ClientIP              string
	Succeeded             *bool
	ResultStatus          string
	Error                 string
	ObjectModified        string
	ObjectID              string
}

type auditParam struct{ Name, Value string }

// UnmarshalJSON takes values that are no text as they are written.
func (p *auditParam) UnmarshalJSON(b []byte) error {
	var raw struct {
		Name  string
		Value json.RawMessage
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	p.Name = raw.Name
	if json.Unmarshal(raw.Value, &p.Value) != nil {
		p.Value = string(raw.Value)
	}
	return nil
}

// deriveAudit makes a record of the audit queue one of a cmdlet, as the other logs
// of cmdlets are. What its JSON does not say, the row's own columns do.
func deriveAudit(rec *athar.Record) {
	var d auditData
	if text := rec.Get("Data"); len(text) <= maxAudit {
		if json.Unmarshal([]byte(text), &d) != nil {
			d = auditData{} // a cut record: the row's columns are left
		}
	}
	c := Command{Cmdlet: first(d.CmdletName, d.Operation, rec.Get("Operation"))}
	if !strings.Contains(c.Cmdlet, "-") {
		return // no cmdlet: a mailbox's own audit
	}
	params := d.CmdletParameters
	if len(params) == 0 {
		params = d.Parameters
	}
	for i, p := range params {
		if i == maxParts {
			break
		}
		c.Params = append(c.Params, Param(p))
	}
	setCommand(rec, []Command{c})
	result := first(d.ResultStatus, rec.Get("ResultStatus"))
	outcome := "unknown"
	switch {
	case d.Error != "" && !strings.EqualFold(d.Error, "none") || d.Succeeded != nil && !*d.Succeeded || strings.EqualFold(result, "false") || strings.EqualFold(result, "failed"):
		outcome = "failed"
	case d.Succeeded != nil || strings.EqualFold(result, "true") || strings.EqualFold(result, "succeeded") || strings.EqualFold(result, "success"):
		outcome = "completed"
	}
	rec.Derive(FieldOutcome, outcome)
	rec.Derive(FieldError, d.Error)
	rec.Derive("authenticateduser", first(d.Caller, d.UserID, rec.Get("UserKey")))
	rec.Derive("c-ip", clientAddress(d.ClientIP))
}

// clientAddress is an address without the port that some builds write behind it.
func clientAddress(s string) string {
	s = strings.TrimPrefix(s, "[")
	if host, _, ok := strings.Cut(s, "]"); ok {
		return host
	}
	if host, _, ok := strings.Cut(s, ":"); ok && strings.Count(s, ":") == 1 {
		return host
	}
	return s
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
