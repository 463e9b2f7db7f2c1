package hunt

import (
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/windows"
)

// compiledForeign is the detector of pages that ASP.NET compiled and that are none
// of Exchange's.
const compiledForeign = "compiled-foreign"

// document reads a file that is read whole into records and asks the rules of its
// kind about each. Such a file shows a state: its records have the time at which
// they were last written, where they have one, and cover no time.
func (r *reading) document() {
	limit := windows.MaxFile
	switch r.a.Kind {
	case athar.KindMFT:
		r.mft()
		return
	case athar.KindRegistry:
		limit = windows.MaxHive
		r.h.large.Lock()
		defer r.h.large.Unlock()
	}
	body, err := r.in.all(limit)
	if err != nil {
		r.h.failed(r.t.Path, err)
	}
	if len(body) == limit {
		lose(r.t, "read up to a limit: its first "+sizeText(limit), 0, 0)
	}
	r.plan = r.h.plan(r.a.Kind)
	facts, err := decodeDocument(r.a.Kind, r.t.Path, body, r.asked)
	if err != nil {
		lose(r.t, err.Error(), 0, 0)
	}
	r.learned(facts)
	r.seen.into(r.t)
	if r.a.Kind == athar.KindRegistry {
		// A hive where a web site serves files was laid there to be fetched.
		_, sum := r.in.done()
		s := fileSighting(r.t.Path, sum, nil)
		if rule := r.staged(body[:min(len(body), 16)], &s); rule != "" {
			r.t.Sightings = append(r.t.Sightings, r.h.dressed(rule, s))
		}
	}
	r.t.Clock = athar.Clock{Assumed: "UTC", Basis: "the state when it was copied"}
	if r.a.Kind == athar.KindScannerLog || r.a.Kind == athar.KindRemedyLog {
		r.t.Clock = athar.Clock{Assumed: "local", Basis: "written in the server's own time, whose zone is not known"}
	}
	r.h.records.Add(r.t.Records)
}

// decodeDocument hands out the records of a document.
func decodeDocument(kind athar.Kind, path string, body []byte, emit windows.Emit) (facts windows.RegistryFacts, err error) {
	switch kind {
	case athar.KindRegistry:
		return windows.Registry(body, emit)
	case athar.KindTasks:
		err = windows.Task(path, body, emit)
	case athar.KindIISConfig:
		err = windows.Config(path, body, emit)
	case athar.KindExchangeConfig:
		err = windows.Agents(body, emit)
	case athar.KindCompiled:
		err = windows.Compiled(body, emit)
	case athar.KindScannerLog:
		err = windows.ScannerLog(body, emit)
	case athar.KindRemedyLog:
		err = windows.RemedyLog(body, emit)
	}
	return facts, err
}

// asked shows one record of a document to all rules of its kind. There are few:
// no literal is looked for first.
func (r *reading) asked(rec *athar.Record) {
	r.t.Records++
	r.rec = *rec
	if rec.Kind == athar.KindCompiled {
		r.compiled(rec)
	}
	if rec.Get("app") != "" || rec.Kind == athar.KindExchangeConfig || rec.Kind == athar.KindRemedyLog {
		r.t.Exchange = true
	}
	var matched []int
	for i, rule := range r.plan.rules {
		if rule.Matcher != nil && rule.Matcher.Match(&r.rec) {
			matched = append(matched, i)
		}
	}
	if len(matched) > 0 {
		r.matched(matched)
	}
	if r.h.know.Intel != nil {
		r.indicated()
	}
}

// learned takes what a hive says of the server.
func (r *reading) learned(f windows.RegistryFacts) {
	r.t.Computer = f.Computer
	if f.Zone != nil {
		r.zoned(*f.Zone)
	}
	if f.Dirty {
		lose(r.t, "copied while in use: its last changes may stand in its transaction logs only", 0, 0)
	}
	if f.Build != "" {
		r.t.Exchange = true
		r.t.Builds = append(r.t.Builds, athar.BuildSeen{Build: f.Build, Time: f.Written, How: "registry"})
	}
}

// compiled judges the trace of a compiled page by the page's address.
func (r *reading) compiled(rec *athar.Record) {
	script, ok := exchange.ScriptOf(rec.Get("virtual"))
	if !ok || !r.h.know.Pages.ForeignURL(script, true) {
		return
	}
	s := sight(rec, r.h.know.Library.Detector(compiledForeign), false)
	s.Subject, s.URL = script, []string{script}
	s.Fields["virtual"] = clip(rec.Get("virtual"), maxValue)
	r.seen.add(s)
}

func sizeText(n int) string { return strconv.Itoa(n>>20) + " MiB" }

// documentRecords hands out the records of a document until see refuses one.
func documentRecords(kind athar.Kind, path string, in *intake, see func(*athar.Record) error) error {
	body, err := in.all(windows.MaxHive)
	if err != nil {
		return err
	}
	var refused error
	_, err = decodeDocument(kind, path, body, func(rec *athar.Record) {
		if refused == nil {
			refused = see(rec)
		}
	})
	if refused != nil {
		return refused
	}
	return err
}
