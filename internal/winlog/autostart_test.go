package winlog

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/google/go-cmp/cmp"
)

// New services and tasks have the fields of everything that starts by itself, and
// a task's several commands are all looked at.
func TestAutostart(t *testing.T) {
	const definition = `<?xml version="1.0" encoding="UTF-16"?><Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Principals><Principal id="a"><UserId>S-1-5-18</UserId></Principal></Principals><Actions Context="a">` +
		`<Exec><Command>C:\Windows\System32\defrag.exe</Command><Arguments>-c</Arguments></Exec><Exec><Command>C:\Users\Public\calcx.exe</Command></Exec></Actions></Task>`
	log := logOf(
		t,
		forge.Event{Provider: "Service Control Manager", ID: 7045, Channel: "System", Data: []forge.EventField{{Name: "ServiceName", Value: "x"}, {Name: "ImagePath", Value: `"C:\Windows\Temp\x.exe" -s`}}},
		forge.Event{Provider: auditing, ID: 4697, Channel: "Security", Data: []forge.EventField{{Name: "ServiceName", Value: "y"}, {Name: "ServiceFileName", Value: `C:\Program Files\y\y.exe`}}},
		forge.Event{Provider: auditing, ID: 4698, Channel: "Security", Data: []forge.EventField{{Name: "TaskName", Value: `\Updater`}, {Name: "TaskContent", Value: definition}}},
		forge.Event{Provider: auditing, ID: 4702, Channel: "Security", Data: []forge.EventField{{Name: "TaskName", Value: `\Cut`}, {Name: "TaskContentNew", Value: definition[:300]}}},
		forge.Event{Provider: "Another", ID: 7045, Channel: "System", Data: []forge.EventField{{Name: "ServiceName", Value: "x"}, {Name: "ImagePath", Value: `C:\Windows\Temp\x.exe`}}},
	)
	want := []map[string]string{
		{"autorun": "service", "name": "x", "line": `"C:\Windows\Temp\x.exe" -s`, "image": `C:\Windows\Temp\x.exe`, "place": "temp"},
		{"autorun": "service", "name": "y", "image": `C:\Program Files\y\y.exe`},
		{"autorun": "task", "name": "Updater", "user": "S-1-5-18", "line": `C:\Windows\System32\defrag.exe -c` + "\n" + `C:\Users\Public\calcx.exe`, "place": "public"},
		{"autorun": "task", "name": "Cut", "image": `C:\Windows\System32\defrag.exe`},
		{"name": "", "autorun": ""},
	}
	i := 0
	eachRecord(t, log, func(rec *athar.Record) {
		for field, v := range want[i] {
			if have, _ := rec.Lookup(field); have != v {
				t.Errorf("event %d: %s is %q, want %q", i, field, have, v)
			}
		}
		i++
	})
	if diff := cmp.Diff(len(want), i); diff != "" {
		t.Error(diff)
	}
}
