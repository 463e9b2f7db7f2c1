package hunt

import (
	"errors"
	"io"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/tenant"
	"github.com/athar-forensics/athar/internal/textlog"
)

// maxOrganisations bounds the tenants that one file may name.
const maxOrganisations = 1000

// audit reads a tenant's audit or sign-in records. They are few beside a
// server's logs, so every one is decoded.
func (r *reading) audit() {
	r.plan = r.h.plan(r.a.Kind)
	var clients tenant.Clients
	var lost, lostBytes int64
	orgs := organisations{}
	r.eachAudit(func() {
		orgs.add(r.rec.Server, r.rec.Derived["organizationname"])
		if r.auditRecord() {
			clients.Add(&r.rec)
		}
	}, func(records, size int64) {
		lost += records
		lostBytes += size
	})
	if lost > 0 {
		lose(r.t, "audit records that could not be read", lost, lostBytes)
	}
	if clients.Over > 0 {
		lose(r.t, "sign-ins from more addresses than are told apart", clients.Over, 0)
	}
	r.t.Organisations, r.t.Clients = orgs.list(), clients.List()
}

// eachAudit decodes every record of the item into r.rec and calls see.
func (r *reading) eachAudit(see func(), lost func(records, size int64)) {
	decoder := tenant.NewDecoder(r.a.Kind)
	rows := tenant.NewReader(r.a.Wrapping, func(row tenant.Row) {
		if decoder.Record(row, &r.rec) {
			see()
			return
		}
		lost(1, int64(len(row.Raw)))
	}, lost)
	if rows.Lined() {
		r.lines(func(b textlog.Block) {
			eachLine(b, func(line []byte, _ int, number int64) { rows.Line(line, number) })
		})
	} else {
		r.blocks(rows.Block)
	}
	rows.Close()
}

// auditRecord counts the present record and asks the rules about it. It reports
// whether the record is of the time that was asked for.
func (r *reading) auditRecord() bool {
	rec := &r.rec
	switch {
	case r.h.opt.ahead(rec.Time):
		lose(r.t, "rows dated in the future", 1, int64(len(rec.Raw)))
		return false
	case !r.h.opt.counts(rec.Time):
		r.t.Beyond = max(r.t.Beyond, rec.Time)
		return false
	}
	r.t.Records++
	r.h.records.Add(1)
	r.spans.add([]byte(rec.Server), "", rec.Time)
	// JSON writes many characters otherwise than rules do, so the values are
	// searched as they were decoded.
	r.words = append(r.words[:0], rec.Raw...)
	for _, v := range rec.Derived {
		r.words = append(append(r.words, '\n'), v...)
	}
	r.hits = search(r.plan.find, r.words, r.hits)
	r.ask(r.hits, r.glimpse(r.words, r.textLanes(r.hits)))
	return true
}

// blocks hands out the item's text in UTF-8, for forms that lines do not part.
func (r *reading) blocks(take func([]byte)) {
	text := textlog.NewText(r.in)
	buf := make([]byte, 64<<10)
	for r.ctx.Err() == nil {
		n, err := text.Read(buf)
		take(buf[:n])
		if err != nil {
			if !errors.Is(err, io.EOF) {
				r.h.failed(r.t.Path, err)
			}
			return
		}
		r.h.report(r.t.Path)
	}
}

// organisations are the tenants that a file's records are of, with their domains.
type organisations map[athar.Organisation]bool

func (o organisations) add(id, name string) {
	if name != "" && id != "" && len(o) < maxOrganisations {
		o[athar.Organisation{ID: id, Name: strings.ToLower(name)}] = true
	}
}

func (o organisations) list() []athar.Organisation {
	var out []athar.Organisation
	for org := range o {
		out = append(out, org)
	}
	athar.SortOrganisations(out)
	return out
}
