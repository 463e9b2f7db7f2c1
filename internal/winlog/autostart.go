package winlog

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/windows"
)

// starting is how an event of something new that starts by itself names it and
// what it runs: services in two logs, and tasks, whose definition is a document.
var starting = map[uint32]struct {
	provider         string
	sort, name, line string
}{
	7045: {"Service Control Manager", "service", "ServiceName", "ImagePath"},
	4697: {auditing, "service", "ServiceName", "ServiceFileName"},
	4698: {auditing, "task", "TaskName", "TaskContent"},
	4702: {auditing, "task", "TaskName", "TaskContentNew"},
}

// autostart reports whether the event tells of something that starts by itself.
func (e *Event) autostart() bool {
	s, ok := starting[e.ID]
	return ok && s.provider == e.Provider
}

// deriveAutostart gives the record the fields of what starts, those that task
// files and the registry give. Of a task's several commands all are looked at:
// the folder is that of the first that lies in an unusual one.
func (e *Event) deriveAutostart(rec *athar.Record) {
	s := starting[e.ID]
	name, _ := e.from.field(s.name)
	text, _ := e.from.field(s.line)
	if s.sort == "service" {
		windows.Starts(rec, s.sort, name, text)
		return
	}
	rec.Derive("autorun", s.sort)
	// A definition that is cut short still says what came before the cut.
	_ = windows.Task(name, []byte(text), func(action *athar.Record) {
		for k, v := range action.Derived {
			switch had := rec.Derived[k]; {
			case had == "":
				rec.Derive(k, v)
			case k == "line" || k == "script":
				rec.Derive(k, had+"\n"+v)
			case k == "place" && !windows.Place(had).Unusual():
				rec.Derive(k, v)
			}
		}
	})
	rec.Derive("name", strings.TrimPrefix(name, `\`))
}
