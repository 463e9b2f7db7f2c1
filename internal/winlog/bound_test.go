package winlog

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/forge"
)

// askedNames are names that rules ask for: an event's own, made ones, and none.
var askedNames = slices.Concat(madeNames, []string{
	"Image", "ParentImage", "User", "CommandLine", "NewProcessName", "TargetUserName", "IpAddress", "Hashes", "Threat Name",
	"ThreatName", "Path", "TargetObject", "ObjectName", "Protocol", "Direction", "param1", "ServiceName", "ScriptBlockText", "nothing",
})

// A bound event says what the event says by names, whatever is asked first.
func agreeBound(t *testing.T, log []byte) {
	t.Helper()
	bound, names := NewBound(askedNames), NewBound(askedNames)
	f, err := evtx.Open(bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	var e Event
	var rec, plain athar.Record
	for r, err := range f.Records() {
		if err != nil {
			continue
		}
		e.FromLog(r)
		e.Fill(&rec, athar.EventLog(e.Channel), 0)
		e.Fill(&plain, athar.EventLog(e.Channel), 0)
		if !bound.Show(&e, &rec) {
			continue
		}
		for i, name := range names.names {
			v, ok := bound.Value(i)
			want, has := plain.Lookup(name)
			if v != want || ok != has {
				t.Errorf("record %d: %s is %q, %v; by name %q, %v", r.ID(), name, v, ok, want, has)
			}
		}
	}
}

func TestBound(t *testing.T) {
	log := logOf(t,
		forge.Event{Channel: "Security", Provider: auditing, ID: 4688, Data: []forge.EventField{{Name: "NewProcessName", Value: `C:\x.exe`}, {Name: "SubjectUserName", Value: "u"}, {Name: "User", Value: "own"}}},
		forge.Event{Channel: "Microsoft-Windows-Sysmon/Operational", Provider: "Microsoft-Windows-Sysmon", ID: 1, Data: []forge.EventField{{Name: "Image", Value: `C:\ünï.exe`}, {Name: "Hashes", Value: "MD5=00,SHA256=11"}}},
		forge.Event{Channel: "Microsoft-Windows-Windows Defender/Operational", Provider: "Microsoft-Windows-Windows Defender", ID: 1116, Data: []forge.EventField{{Name: "Threat Name", Value: "T"}}},
		forge.Event{Channel: "MSExchange Management", Provider: "MSExchange CmdletLogs", ID: 1, Data: []forge.EventField{{Value: "New-MailboxExportRequest"}, {Value: "-Mailbox a"}}},
	)
	agreeBound(t, log)
}

func TestBoundOfTheWild(t *testing.T) {
	dir := corpus.Path(t, "sigma-regression")
	logs := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".evtx" {
			logs++
			log, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			agreeBound(t, log)
		}
		return err
	})
	if err != nil || logs == 0 {
		t.Errorf("%d logs, %v", logs, err)
	}
}

// An event has one fingerprint wherever it stands in a log, and one value more or
// less makes another.
func TestFingerprint(t *testing.T) {
	event := func(values ...string) forge.Event {
		e := forge.Event{Channel: "Security", Provider: auditing, ID: 4624, Number: 7, Time: athar.Date(2021, 3, 5)}
		for i, v := range values {
			e.Data = append(e.Data, forge.EventField{Name: string(rune('a' + i)), Value: v})
		}
		return e
	}
	prints := func(events ...forge.Event) (all []uint64) {
		log := logOf(t, events...)
		f, err := evtx.Open(bytes.NewReader(log), int64(len(log)))
		if err != nil {
			t.Fatal(err)
		}
		var e Event
		for r, err := range f.Records() {
			if err != nil {
				t.Fatal(err)
			}
			e.FromLog(r)
			print, ok := e.Fingerprint()
			if !ok {
				t.Error("no fingerprint")
			}
			all = append(all, print)
		}
		return all
	}
	first := prints(event("x", "longer than eight"))[0]
	others := prints(event("other"), event("x", "longer than eight"), event("x", "longer than eighT"), event("xlonger", " than eight"), event("x"), event("x", ""))
	if others[1] != first {
		t.Error("the place in the log changes the fingerprint")
	}
	slices.Sort(others)
	if len(slices.Compact(others)) != 6 {
		t.Error("different events share a fingerprint")
	}
}
