package hunt

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
)

// setup reads the installer's log: its runs are the history of what was
// installed when.
func (r *reading) setup() {
	var reader exchange.SetupReader
	take := func(e exchange.SetupEvent, number int64) {
		if run := e.Run; run.HasOffset && e.Type != exchange.SetupStarted {
			r.zoned(athar.Zone{Server: run.Server, Name: run.Zone, Minutes: run.Offset / 60, How: "setup log", Time: e.Time})
		}
		if e.Type == exchange.SetupStarted || !e.Run.Installs() {
			return
		}
		r.t.Setups = append(r.t.Setups, athar.SetupEvent{
			Server: e.Run.Server, Time: e.Time, Line: number,
			Mode: e.Run.Mode, Version: e.Run.Version, Outcome: outcomeOf(e.Type),
		})
	}
	var clock textlog.Clock
	r.lines(func(b textlog.Block) {
		eachLine(b, func(line []byte, _ int, number int64) {
			t := setupTime(&clock, line)
			if t == 0 || !r.h.opt.counts(t) {
				return
			}
			r.t.Records++
			r.spans.add(nil, "", t)
			if e, ok := reader.Line(string(line)); ok {
				take(e, number)
			}
		})
	})
	if e, ok := reader.Finish(); ok {
		take(e, 0)
	}
	r.t.Exchange = len(r.t.Setups) > 0
	r.h.records.Add(r.t.Records)
}

func outcomeOf(t exchange.SetupEventType) string {
	switch t {
	case exchange.SetupCompleted:
		return "completed"
	case exchange.SetupFailed:
		return "failed"
	}
	return "unknown"
}

// setupTime reads "[MM/dd/yyyy HH:mm:ss.ffff]".
func setupTime(clock *textlog.Clock, line []byte) athar.Time {
	if len(line) < 21 || line[0] != '[' || line[3] == ' ' {
		return 0
	}
	var iso [19]byte
	copy(iso[:], line[7:11])
	iso[4] = '-'
	copy(iso[5:], line[1:3])
	iso[7] = '-'
	copy(iso[8:], line[4:6])
	iso[10] = ' '
	copy(iso[11:], line[12:20])
	t, _ := clock.Parse(iso[:])
	return t
}
