package windows

import (
	"path"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// Task reads a scheduled task as Windows stores and exports it: an XML document,
// in UTF-16 as a rule. Each action is one record, with the fields of what starts
// (line, image, arguments, place, payload, script) and of the task: name, author,
// user, level, hidden, enabled, date, triggers. A task without a command that is
// run (it calls a COM class) is one record with its class.
func Task(filePath string, data []byte, emit Emit) error {
	t := taskReader{fields: map[string]string{}}
	t.fields["name"] = path.Base(strings.ReplaceAll(filePath, `\`, "/"))
	err := document{open: t.open, text: t.text}.walk(data)
	t.flush()
	var rec athar.Record
	for _, a := range t.actions {
		rec.Reset(athar.KindTasks, stated(t.fields["date"]), a.line, []byte(artefactText(data)))
		rec.Derive("autorun", "task")
		rec.Derive("state", "current")
		for k, v := range t.fields {
			put(&rec, k, v)
		}
		put(&rec, "class", a.class)
		if a.command != "" {
			line := a.command
			if strings.Contains(line, " ") && !strings.HasPrefix(line, `"`) {
				line = `"` + line + `"` // the element holds a path and nothing else
			}
			command(&rec, strings.TrimSpace(line+" "+a.arguments))
		}
		emit(&rec)
	}
	return err
}

// artefactText is the document as a reader sees it.
func artefactText(data []byte) string { return cut(string(textlog.Text(data))) }

type taskAction struct {
	command, arguments, class string
	line                      int64
}

// maxActions of one task: Windows itself allows 32.
const maxActions = 64

type taskReader struct {
	fields  map[string]string
	actions []taskAction
	now     *taskAction
}

// taskFields are the elements that become fields, by the end of their path.
var taskFields = []struct {
	parent, name, field string
}{
	{"registrationinfo", "date", "date"},
	{"registrationinfo", "author", "author"},
	{"registrationinfo", "uri", "uri"},
	{"registrationinfo", "description", "description"},
	{"principal", "userid", "user"},
	{"principal", "groupid", "user"},
	{"principal", "runlevel", "level"},
	{"settings", "hidden", "hidden"},
	{"settings", "enabled", "enabled"},
}

func (t *taskReader) open(path []string, e *element) {
	switch {
	case within(path, "actions", "exec"), within(path, "actions", "comhandler"):
		t.flush()
		if len(t.actions) < maxActions {
			t.now = &taskAction{line: e.line}
		}
	case within(path[:len(path)-1], "triggers"):
		t.fields["triggers"] = strings.TrimSpace(t.fields["triggers"] + " " + e.name)
	}
}

func (t *taskReader) text(path []string, text string) {
	if len(path) < 2 {
		return
	}
	parent, name := path[len(path)-2], path[len(path)-1]
	if t.now != nil {
		switch {
		case parent == "exec" && name == "command":
			t.now.command += strings.TrimSpace(text)
		case parent == "exec" && name == "arguments":
			t.now.arguments += strings.TrimSpace(text)
		case parent == "comhandler" && name == "classid":
			t.now.class += strings.TrimSpace(text)
		}
	}
	for _, f := range taskFields {
		if parent == f.parent && name == f.name && t.fields[f.field] == "" {
			t.fields[f.field] = strings.TrimSpace(text)
		}
	}
}

func (t *taskReader) flush() {
	if t.now != nil && (t.now.command != "" || t.now.class != "") {
		t.actions = append(t.actions, *t.now)
	}
	t.now = nil
}

// stated is the time that a task says it was registered at, where it says it with
// its zone. Most are in the server's own time, which is not known: those stay text.
func stated(date string) athar.Time {
	if !strings.HasSuffix(date, "Z") || len(date) < 20 {
		return 0
	}
	t, n := new(textlog.Clock).Parse([]byte(date))
	if n == 0 {
		return 0
	}
	return t
}
