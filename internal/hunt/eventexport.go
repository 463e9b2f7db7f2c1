package hunt

import (
	"bytes"
	"errors"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/winlog"
)

// eventPiece is how much of an export is read at once, in bytes.
const eventPiece = 1 << 18

// exportedEvents reads Windows events that were exported as JSON.
func (r *reading) exportedEvents() {
	var (
		export  winlog.Export
		events  = newEventReader(r.h)
		strange int64
		broken  int64
	)
	var split textlog.Objects
	take := func(object []byte, line int64) {
		switch err := export.Read(&events.event, object); {
		case errors.Is(err, winlog.ErrNoEvent):
			strange++
		case err != nil:
			broken++
			split.LostBytes += int64(len(object))
		default:
			events.take(athar.KindEventsJSON, line, func() []byte { return object })
		}
	}
	err := r.in.utf8(func(data []byte) error {
		split.Feed(data, take)
		events.into(r)
		r.h.report(r.t.Path)
		return r.ctx.Err()
	})
	if err := ended(err); err != nil && r.ctx.Err() == nil {
		r.h.failed(r.t.Path, err)
	}
	split.Finish()
	if n := broken + split.Lost; n > 0 {
		lose(r.t, "events that are no whole JSON", n, split.LostBytes)
	}
	if strange > 0 {
		lose(r.t, "objects between the events that are no Windows event", strange, 0)
	}
	if split.Noise > 0 {
		lose(r.t, "text between the events that is no JSON", 0, split.Noise)
	}
	r.spans.home(athar.KindEventsJSON)
	r.t.Clock = r.exportClock(&export)
}

// utf8 hands out the item as UTF-8, as it comes, until its end or an error: an
// array may stand in a single line. Only text in UTF-16 has to be read by lines.
func (in *intake) utf8(take func(data []byte) error) error {
	head := in.ahead
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || len(head) > 1 && (head[0] == 0 || head[1] == 0) {
		text := textlog.NewReader(in)
		for {
			b, err := text.Next()
			if err == nil {
				err = take(b.Data)
			}
			if err != nil {
				return err
			}
		}
	}
	buf := make([]byte, eventPiece)
	for {
		n, err := in.Read(buf)
		if stop := take(buf[:n]); stop != nil {
			return stop
		}
		if err != nil {
			return err
		}
	}
}

// exportClock says how an export's times were read. Where its events prove that
// they are in another zone than they say, all times of the file are put right.
func (r *reading) exportClock(x *winlog.Export) athar.Clock {
	off, told, proved := x.Zone.Offset()
	switch {
	case proved && off != 0:
		r.shift(-off)
		sec := -int(off / athar.Second)
		return athar.Clock{
			Assumed: "UTC" + winlog.ZoneName(off), Offset: &sec,
			Basis: "the export holds the exporter's own time as if it were UTC: its events hold the same moments in UTC too, and prove it",
		}
	case proved:
		return athar.Clock{Assumed: "UTC", Basis: "the export's times are in UTC: its events hold the same moments twice"}
	case told:
		return athar.Clock{Assumed: "UTC", Basis: "the export's times were taken as UTC, and its events contradict each other about that: some may be off by hours"}
	case x.Zoneless > 0:
		return athar.Clock{Assumed: "local", Basis: "the export's times are the exporter's own, whose zone is not known"}
	}
	return athar.Clock{Assumed: "UTC", Basis: "the export says that its times are in UTC"}
}

// shift moves every time that was read of the file.
func (r *reading) shift(by athar.Time) {
	r.spans.shift(by)
	r.seen.shift(by)
	if r.t.Beyond != 0 {
		r.t.Beyond += by
	}
}
