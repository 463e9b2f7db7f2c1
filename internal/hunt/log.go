package hunt

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/weblog"
)

// decoder reads the lines of one text log.
type decoder interface {
	Line(line []byte) textlog.Class
	Row() *textlog.Row
	Record(rec *athar.Record)
}

// log is a log of rows: what it is, its decoder, and the record that is reused
// for every row that is looked into.
type log struct {
	a     artefact.Artefact
	dec   decoder
	web   *weblog.Decoder   // dec, where it is a web log's
	proxy *exchange.Decoder // dec, where it is one of Exchange's
	rec   athar.Record
}

// open makes the decoder; it reports false for what is no log of rows.
func (l *log) open() bool {
	switch l.a.Form {
	case artefact.W3C:
		l.web = weblog.NewDecoder()
		l.web.Day = l.a.Day
		l.dec = l.web
	case artefact.Native:
		l.dec = weblog.NewNativeDecoder(l.a.Day)
	case artefact.CSV:
		l.proxy = exchange.NewDecoder(l.a.Layout)
		l.dec = l.proxy
	case artefact.OABLog:
		l.dec = &exchange.OABDecoder{}
	default:
		return false
	}
	return true
}

// decode parts the line that the decoder was given last into the record, and
// derives what its kind hides.
func (l *log) decode(line []byte, number int64) {
	row := l.dec.Row()
	kind := l.a.Kind
	if row.Kind != "" {
		kind = row.Kind
	}
	l.rec.Reset(kind, row.Time, number, line)
	l.rec.Server = string(row.Server)
	l.dec.Record(&l.rec)
	exchange.Derive(&l.rec)
}
