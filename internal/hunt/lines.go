package hunt

import (
	"bytes"
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
)

// setup reads the installer's log: its runs are the history of what was
// installed when.
func (r *reading) setup() {
	var reader exchange.SetupReader
	take := func(e exchange.SetupEvent, number int64) {
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
			if t == 0 || t < r.h.opt.Since || r.h.opt.Until != 0 && t > r.h.opt.Until {
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

// oab reads the address book generator's log as text: its header is not known,
// its phrase is (1.5).
func (r *reading) oab() {
	r.plan = r.h.plan(athar.KindOABGenerator)
	var clock textlog.Clock
	var last athar.Time
	r.lines(func(b textlog.Block) {
		eachLine(b, func(line []byte, _ int, number int64) {
			if len(line) == 0 || line[0] == '#' {
				return
			}
			if t, n := clock.Parse(bytes.TrimLeft(line, `"[`)); n > 0 {
				last = t
			}
			if last != 0 && (last < r.h.opt.Since || r.h.opt.Until != 0 && last > r.h.opt.Until) {
				return
			}
			r.t.Records++
			if last != 0 {
				r.spans.add(nil, "", last)
			}
			path, ok := exchange.OABDownloadFailed(string(line))
			if !ok {
				return
			}
			r.rec.Reset(athar.KindOABGenerator, last, number, line)
			r.rec.Derive("oab.path", path)
			r.rec.Derive("oab.benign", strconv.FormatBool(exchange.OABPathBenign(path)))
			for i := range r.plan.rules {
				if r.plan.rules[i].Matcher.Match(&r.rec) {
					r.seen.add(sight(&r.rec, r.plan.rules[i], false))
				}
			}
		})
	})
	r.t.Exchange = r.t.Records > 0
	r.h.records.Add(r.t.Records)
}
