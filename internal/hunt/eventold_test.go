package hunt

import (
	"bytes"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/google/go-cmp/cmp"
)

// oldLog is one of Windows Server 2003.
func oldLog(source string, typ uint16) []byte {
	e := forge.OldEvent{Source: source, Computer: "OLDDC", Code: 528, Type: typ, Time: noon, Strings: []string{"anna", "CONTOSO"}}
	f := e
	f.Source, f.Time = "other", noon+athar.Hour
	return forge.OldEventFile(e, f)
}

// A log of Windows before Vista is read, is told by its content before its name,
// and rules nothing out.
func TestOldEventLog(t *testing.T) {
	const audit, information = 8, 4
	for name, test := range map[string]struct {
		path   string
		log    []byte
		kind   athar.Kind
		losses int
	}{
		"by its name":                 {"c/AppEvent.Evt", oldLog("x", information), "windows/evtx/application", 0},
		"by its name, with a stroke":  {`System32\config\SysEvent.Evt`, oldLog("x", information), "windows/evtx/system", 0},
		"by its content":              {"saved.evt", oldLog("Service Control Manager", information), "windows/evtx/system", 0},
		"by its content, against it":  {"AppEvent.Evt", oldLog("Security", audit), "windows/evtx/security", 0},
		"an audit that tells nothing": {"AppEvent.Evt", oldLog("MSSQLSERVER", audit), "windows/evtx/application", 0},
		"by nothing":                  {"saved", oldLog("x", information), "windows/evtx/unknown", 1},
		"of no event":                 {"SecEvent.Evt", forge.OldEventFile(), "windows/evtx/security", 0},
	} {
		t.Run(name, func(t *testing.T) {
			tr := learned(t, Options{}, test.path, string(test.log))
			if tr.Kind != test.kind || len(tr.Losses) != test.losses || len(tr.Blind) == 0 || tr.Clock.Assumed != "UTC" {
				t.Errorf("%s, blind to %v, losses %v, clock %v", tr.Kind, tr.Blind, tr.Losses, tr.Clock)
			}
			if name == "of no event" {
				return
			}
			want := []athar.Span{
				{Server: "OLDDC", First: noon, Last: noon, Count: 1},
				{Server: "OLDDC", First: noon + athar.Hour, Last: noon + athar.Hour, Count: 1},
			}
			if diff := cmp.Diff(want, tr.Spans); diff != "" || tr.Records != 2 {
				t.Errorf("%d records %s", tr.Records, diff)
			}
		})
	}
}

// A broken record costs itself, and is said.
func TestOldEventLogDamaged(t *testing.T) {
	log := oldLog("Security", 8)
	for name, data := range map[string][]byte{
		"a record without its size": append(append(bytes.Clone(log[:48]), 0xff, 0xff, 0xff, 0x7f), log[52:]...),
		"cut":                       log[:len(log)-60],
	} {
		if tr := learned(t, Options{}, "SecEvent.Evt", string(data)); tr.Records != 1 || lostOf(tr) != 1 {
			t.Errorf("%s: %d records, losses %v", name, tr.Records, tr.Losses)
		}
	}
	if tr := learned(t, Options{}, "SecEvent.Evt", "no log at all"); len(tr.Losses) != 1 {
		t.Errorf("what is no log of that name: %+v", tr)
	}
}

// Its records have the names that rules use, as far as such a log has them.
func TestOldEventRecords(t *testing.T) {
	stop := errors.New("enough")
	want := map[string]string{
		"EventID": "528", "Provider_Name": "Security", "Channel": "Security", "Computer": "OLDDC", "Data": "anna\nCONTOSO",
		"EventRecordID": "1", "Level": "0", "Keywords": "0xa0000000000000",
	}
	got := map[string]string{}
	in := newIntake(bytes.NewReader(oldLog("Security", 8)), new(atomic.Int64))
	err := oldRecords(in, "x", func(rec *athar.Record) error {
		for name := range want {
			got[name], _ = rec.Lookup(name)
		}
		if _, ok := rec.Lookup("TargetUserName"); ok {
			t.Error("a value has a name")
		}
		return stop
	})
	if diff := cmp.Diff(want, got); diff != "" || !errors.Is(err, stop) {
		t.Error(diff, err)
	}
}
