package windows

import (
	"encoding/binary"
	"strings"

	"github.com/athar-forensics/athar"
)

// cached is a task as the registry holds it beside its file.
type cached struct {
	k      key
	path   string // in the tree: \Microsoft\Windows\...
	id     string // in lower case
	guards bool   // a security descriptor stands in the tree
}

const taskCachePath = `Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache`

// maxTasks bounds the tasks of one hive.
const maxTasks = 20_000

// taskCache reads the scheduler's own list. A task whose security descriptor was
// taken out of the tree runs and is shown by no tool: sd is "absent" where a
// server's other tasks have one.
func (w *regWalk) taskCache(root key, prefix string) {
	tree := find(root, taskCachePath+`\Tree`)
	if tree == nil {
		return
	}
	var all []cached
	branch(tree, "", 0, &all)
	guarded := 0
	for i := range all {
		if all[i].guards {
			guarded++
		}
	}
	bodies := map[string]key{}
	if tasks := find(root, taskCachePath+`\Tasks`); tasks != nil {
		for _, k := range tasks.subkeys() {
			bodies[strings.ToLower(k.name())] = k
		}
	}
	for i := range all {
		c := &all[i]
		w.task(c, bodies[c.id], prefix, guarded*5 >= len(all)*4)
		delete(bodies, c.id)
	}
}

// branch gathers the tasks below a key of the tree.
func branch(k key, path string, depth int, all *[]cached) {
	for _, s := range k.subkeys() {
		if depth > 16 || len(*all) >= maxTasks {
			return
		}
		c := cached{k: s, path: path + `\` + s.name()}
		for _, v := range s.values() {
			switch strings.ToLower(v.name) {
			case "id":
				c.id = strings.ToLower(v.text())
			case "sd":
				c.guards = len(v.data) > 0
			}
		}
		if c.id != "" {
			*all = append(*all, c)
		}
		branch(s, c.path, depth+1, all)
	}
}

// task emits a cached task, one record an action.
func (w *regWalk) task(c *cached, body key, prefix string, guarded bool) {
	path := prefix + `\` + taskCachePath + `\Tree` + c.path
	emit := func(line string) {
		name, data := "Id", c.id
		if line != "" {
			name, data = "Actions", line
		}
		w.entry(c.k, path, "task", name, data)
		w.rec.Derive("name", strings.TrimPrefix(c.path, `\`))
		w.rec.Derive("sd", "present")
		if guarded && !c.guards {
			w.rec.Derive("sd", "absent")
		}
		if body != nil {
			put(&w.rec, "author", get(body, "Author"))
			put(&w.rec, "date", get(body, "Date"))
			if at := registered(body); at != 0 {
				w.rec.Time = at
			}
		}
		if line != "" {
			command(&w.rec, line)
		}
		w.emit(&w.rec)
	}
	lines := []string{""}
	if body != nil {
		for _, v := range body.values() {
			if strings.EqualFold(v.name, "Actions") {
				if got := actions(v.data); len(got) > 0 {
					lines = got
				}
			}
		}
	}
	for _, line := range lines {
		emit(line)
	}
}

// registered is when a task was made: the first time in DynamicInfo, after its
// version.
func registered(body key) athar.Time {
	for _, v := range body.values() {
		if strings.EqualFold(v.name, "DynamicInfo") && len(v.data) >= 12 {
			return fileTime(binary.LittleEndian.Uint64(v.data[4:]))
		}
	}
	return 0
}

// actions reads the commands of a cached task. The form is not published; as seen
// it is a version (2 bytes), from version 2 on the name of the principal, and the
// actions: a mark (0x6666 runs a program, 0x7777 calls a class), an id, and for a
// program its path, arguments and folder. Texts are a length in bytes and UTF-16.
func actions(b []byte) []string {
	if len(b) < 2 {
		return nil
	}
	version := binary.LittleEndian.Uint16(b)
	b = b[2:]
	text := func() (string, bool) {
		if len(b) < 4 {
			return "", false
		}
		n := binary.LittleEndian.Uint32(b)
		if int64(n) > int64(len(b)-4) {
			return "", false
		}
		s := fromUTF16(b[4 : 4+n])
		b = b[4+n:]
		return s, true
	}
	if version >= 2 {
		if _, ok := text(); !ok {
			return nil
		}
	}
	var out []string
	for len(b) >= 2 && len(out) < maxActions {
		mark := binary.LittleEndian.Uint16(b)
		b = b[2:]
		if _, ok := text(); !ok || mark != 0x6666 {
			return out
		}
		program, ok1 := text()
		arguments, ok2 := text()
		if _, ok := text(); !ok || !ok1 || !ok2 {
			return out
		}
		if version >= 3 && len(b) >= 2 {
			b = b[2:]
		}
		if strings.Contains(program, " ") && !strings.HasPrefix(program, `"`) {
			program = `"` + program + `"`
		}
		out = append(out, strings.TrimSpace(program+" "+arguments))
	}
	return out
}
