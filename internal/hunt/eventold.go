package hunt

import (
	"bytes"
	"errors"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/evtx/evt"
	"github.com/athar-forensics/athar/internal/winlog"
)

// maxOldLog is the most of one log of Windows before Vista that is read, in
// bytes. That Windows had 300 MB for all its logs together, and 16 MB for one
// unless somebody asked for more.
const maxOldLog = 160 << 20

// oldChannelUnknown stands in the kind of events of which nothing says to what
// log they belong.
const oldChannelUnknown = "unknown"

// oldBlind is what such a log lacks for all rules that ask for values by name.
// Its events bear other numbers than those of today, too (528 became 4624), so
// that its silence rules nothing out.
var oldBlind = []string{"names of values"}

// oldEvents reads a log of Windows before Vista. It is a ring, so it is held as
// a whole.
func (r *reading) oldEvents() {
	r.h.large.Lock()
	defer r.h.large.Unlock()
	body, err := r.in.all(maxOldLog)
	if err != nil {
		r.h.failed(r.t.Path, err)
	}
	if len(body) == maxOldLog {
		lose(r.t, "read up to a limit: its first "+sizeText(maxOldLog), 0, 0)
	}
	r.t.Blind = oldBlind
	log, err := evt.Open(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		lose(r.t, err.Error(), 0, int64(len(body)))
		return
	}
	var (
		events  = newEventReader(r.h)
		channel = oldChannel(log, r.t.Path)
		kind    = oldKind(channel)
		raw     []byte
	)
	for record, err := range log.Records() {
		if r.ctx.Err() != nil {
			break
		}
		if err != nil {
			var damage *evtx.Damage
			if errors.As(err, &damage) {
				lose(r.t, lossOf(damage.Err), 1, damage.Size)
			}
			continue
		}
		events.event.FromOld(record, channel)
		events.take(kind, 0, func() []byte {
			raw = record.AppendXML(raw[:0])
			return raw
		})
	}
	events.into(r)
	r.t.Kind = kind
	r.spans.home(kind)
	if channel == "" && r.t.Records > 0 {
		lose(r.t, "events whose log neither the file's name nor their content tells: rules for one log were not asked about them", r.t.Records, 0)
	}
}

// oldChannel is the log that a file is: by the first record that can be of one
// only, else by its name.
func oldChannel(log *evt.File, path string) string {
	for record, err := range log.Records() {
		if err != nil {
			continue
		}
		if channel := winlog.OldTell(record); channel != "" {
			return channel
		}
	}
	return winlog.OldChannel(path)
}

func oldKind(channel string) athar.Kind {
	if channel == "" {
		channel = oldChannelUnknown
	}
	return athar.EventLog(channel)
}

// oldRecords hands out every event of such a log, until see returns an error.
func oldRecords(in *intake, path string, see func(*athar.Record) error) error {
	body, err := in.all(maxOldLog)
	if err != nil {
		return err
	}
	log, err := evt.Open(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	var (
		event   winlog.Event
		rec     athar.Record
		channel = oldChannel(log, path)
	)
	for record, damage := range log.Records() {
		if damage != nil {
			continue
		}
		event.FromOld(record, channel)
		event.Fill(&rec, oldKind(channel), 0)
		if err := see(&rec); err != nil {
			return err
		}
	}
	return nil
}
