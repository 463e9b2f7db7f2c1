package hunt

import (
	"errors"
	"io"
	"sync/atomic"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/textlog"
)

// Records hands out every record of an item that rules are asked about, as a
// scan decodes those that it looks into, until see returns an error. The record
// is reused; an item that holds none says what it is instead.
func Records(it *evidence.Item, see func(*athar.Record) error) (artefact.Artefact, error) {
	src, err := it.Open()
	if err != nil {
		return artefact.Artefact{}, err
	}
	defer src.Close()
	in := newIntake(src, new(atomic.Int64))
	head, err := in.head(artefact.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return artefact.Artefact{}, err
	}
	l := &log{a: artefact.Recognise(head, it.Path)}
	if l.a.Form == artefact.Document {
		return l.a, documentRecords(l.a.Kind, it.Path, in, see)
	}
	if l.a.Form == artefact.OldEventLog {
		return l.a, oldRecords(in, it.Path, see)
	}
	if l.a.Form == artefact.EventLog || l.a.Form == artefact.EventExport {
		return l.a, eventRecords(in, l.a.Form, see)
	}
	if !l.open() {
		return l.a, nil
	}
	text := textlog.NewReader(in)
	for {
		b, err := text.Next()
		if errors.Is(err, io.EOF) {
			return l.a, nil
		}
		if err != nil {
			return l.a, err
		}
		eachLine(b, func(line []byte, _ int, number int64) {
			if err != nil {
				return
			}
			if class := l.dec.Line(line); class == textlog.Whole || class == textlog.Partial {
				l.decode(line, number)
				err = see(&l.rec)
			}
		})
		if err != nil {
			return l.a, err
		}
	}
}
