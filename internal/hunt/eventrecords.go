package hunt

import (
	"bytes"
	"errors"
	"io"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/winlog"
)

// eventRecords hands out every event of an item, until see returns an error.
func eventRecords(in *intake, form artefact.Form, see func(*athar.Record) error) error {
	if form == artefact.EventExport {
		return exportRecords(in, see)
	}
	var (
		event winlog.Event
		rec   athar.Record
		data  []byte
		err   error
	)
	parts := eventParts{src: in}
	for {
		if data, err = parts.next(data); err != nil {
			return ended(err)
		}
		log, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return err
		}
		for record, damage := range log.Records() {
			if damage != nil {
				continue
			}
			event.FromLog(record)
			event.Fill(&rec, athar.EventLog(event.Channel), 0)
			if err := see(&rec); err != nil {
				return err
			}
		}
	}
}

func exportRecords(in *intake, see func(*athar.Record) error) error {
	var (
		export winlog.Export
		event  winlog.Event
		rec    athar.Record
		failed error
	)
	var split textlog.Objects
	err := in.utf8(func(data []byte) error {
		split.Feed(data, func(object []byte, line int64) {
			if failed == nil && export.Read(&event, object) == nil {
				event.Fill(&rec, athar.KindEventsJSON, line)
				rec.Raw = object
				failed = see(&rec)
			}
		})
		return failed
	})
	return ended(err)
}

// ended is the error of a stream that ended otherwise than at its end.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
