package hunt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/google/go-cmp/cmp"
)

// madeLog is an event log of several chunks: channels and computers mixed, as a
// collector of forwarded events keeps them.
func madeLog(t testing.TB, n int) []byte {
	t.Helper()
	var events []forge.Event
	for i := range n {
		e := forge.Event{
			Provider: "MSExchange Common", ID: uint16(i%7) + 1, Level: 4, Channel: "Application", Computer: "MAIL01.contoso.test",
			Time: athar.Date(2021, 3, 5) + athar.Time(i)*athar.Second, Data: forge.Texts(strings.Repeat("text ", 40), fmt.Sprint(i)),
		}
		switch {
		case i%5 == 4:
			e.Channel, e.Computer, e.Provider = "System", "DC01.contoso.test", "Service Control Manager"
		case i > n/2:
			e.Computer = "MAIL02.contoso.test" // renamed
		}
		events = append(events, e)
	}
	log, err := forge.EventFile(events...)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// whole counts the records and losses of a log that is opened as a whole.
func whole(t *testing.T, log []byte) (records, lost int64) {
	t.Helper()
	f, err := evtx.Open(bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range f.Records() {
		if err == nil {
			records++
		} else if !errors.Is(err, evtx.ErrGap) {
			lost++
		}
	}
	return records, lost
}

func lostOf(t *athar.Trace) (records int64) {
	for _, l := range t.Losses {
		records += l.Records
	}
	return records
}

// A log is read from its stream in parts as it is read as a whole, whatever was
// done to it.
func TestEventLogParts(t *testing.T) {
	log := madeLog(t, 20_000)
	if len(log) < 3*eventPart {
		t.Fatalf("the log is too small to have parts: %d bytes", len(log))
	}
	shifted := append(bytes.Clone(log[:eventHeader+3*eventChunk]), append(bytes.Repeat([]byte("garbage "), 5000), log[eventHeader+3*eventChunk:]...)...)
	tests := map[string][]byte{
		"whole":            log,
		"without a header": forge.NoLogHeader(log),
		"header torn off":  log[eventHeader:],
		"chunks reversed":  forge.ReverseChunks(log),
		"garbage between":  forge.GarbageChunks(5)(log),
		"shifted by bytes": shifted,
		"no checksums":     forge.NoChecksums(log),
		"still open":       forge.OpenLog(log),
		"cut in a chunk":   log[:len(log)-eventChunk/2],
		"zeros at the end": append(bytes.Clone(log), make([]byte, 3*eventPart)...),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			tr := learned(t, Options{}, "x.evtx", string(data))
			records, lost := whole(t, data)
			if tr.Records != records || lostOf(tr) != lost || tr.Bytes != int64(len(data)) {
				t.Errorf("%d records and %d lost of %d bytes, want %d, %d and %d: %+v", tr.Records, lostOf(tr), tr.Bytes, records, lost, len(data), tr.Losses)
			}
		})
	}
}

// A log that ends within its header holds nothing, and that is said.
func TestEventLogCut(t *testing.T) {
	if tr := learned(t, Options{}, "x.evtx", string(madeLog(t, 3)[:100])); tr.Records != 0 || len(tr.Losses) != 1 {
		t.Errorf("%+v", tr)
	}
}

// The same log gives the same trace, whatever the number of threads.
func TestEventLogThreads(t *testing.T) {
	log := madeLog(t, 12_000)
	var first []byte
	for _, threads := range []int{1, 2, 8} {
		text, err := json.Marshal(learned(t, Options{Threads: threads}, "x.evtx", string(log)))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		} else if !bytes.Equal(first, text) {
			t.Errorf("%d threads say something else than one", threads)
		}
	}
}

// One file holds several channels and computers, and each has its own time.
func TestEventLogSpans(t *testing.T) {
	tr := learned(t, Options{}, "forwarded", string(madeLog(t, 1000)))
	count := map[string]int64{}
	for _, s := range tr.Spans {
		count[s.Server+" "+string(s.Kind)] += s.Count
	}
	want := map[string]int64{"MAIL01.contoso.test ": 401, "MAIL02.contoso.test ": 399, "DC01.contoso.test windows/evtx/system": 200}
	if diff := cmp.Diff(want, count); diff != "" || tr.Kind != "windows/evtx/application" || !tr.Exchange || tr.Clock.Assumed != "UTC" {
		t.Error(diff, tr.Kind, tr.Exchange, tr.Clock)
	}
}

// Real logs are read from their stream as they are as a whole.
func TestEventLogsOfTheCorpus(t *testing.T) {
	n := 0
	for _, dir := range []string{"omerbenamram-evtx", "velocidex-evtx", "evtx-attack-samples"} {
		err := filepath.WalkDir(corpus.Path(t, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".evtx" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			tr := learned(t, Options{}, path, string(data))
			if records, lost := whole(t, data); tr.Records != records || lostOf(tr) != lost {
				t.Errorf("%s: %d records and %d lost, want %d and %d", filepath.Base(path), tr.Records, lostOf(tr), records, lost)
			}
			n++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d logs", n)
}

// A log that names a new computer and a new channel in every event stays bounded,
// says what it leaves out, and says the same for any number of threads.
func TestEventLogNames(t *testing.T) {
	const n = maxComputers + 3000
	var events []forge.Event
	for i := range n {
		events = append(events, forge.Event{Provider: "x", ID: 1, Channel: fmt.Sprint("c", i), Computer: fmt.Sprint("HOST", i), Time: athar.Date(2021, 3, 5)})
	}
	log, err := forge.EventFile(events...)
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for _, threads := range []int{1, 8} {
		tr := learned(t, Options{Threads: threads}, "x.evtx", string(log))
		servers, kinds := map[string]bool{}, map[athar.Kind]bool{}
		var counted int64
		for _, s := range tr.Spans {
			servers[s.Server], kinds[s.Kind] = true, true
			counted += s.Count
		}
		if len(servers) != maxComputers+1 || len(kinds) > maxChannels+1 || counted != n || tr.Records != n || len(tr.Losses) != 1 {
			t.Errorf("%d servers, %d kinds, %d of %d records counted: %+v", len(servers), len(kinds), counted, tr.Records, tr.Losses)
		}
		text, err := json.Marshal(tr)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		} else if !bytes.Equal(first, text) {
			t.Error("other threads, other names")
		}
	}
}

const exported = `{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon","Hostname":"MAIL01.contoso.test","TimeCreated":"2021-03-05T02:11:07Z","UtcTime":"2021-03-05 07:11:07"}` + "\n" +
	`{"EventID":7036,"Channel":"System","SourceName":"Service Control Manager","Hostname":"MAIL01.contoso.test","TimeCreated":"2021-03-05T02:12:07Z"}` + "\n"

// Local time that is marked as UTC is put right where the events prove it, and said.
func TestExportClock(t *testing.T) {
	tr := learned(t, Options{}, "events.txt", exported)
	if len(tr.Spans) != 1 || tr.Spans[0].First.String() != "2021-03-05T07:11:07Z" || tr.Spans[0].Last.String() != "2021-03-05T07:12:07Z" || tr.Spans[0].Kind != "" {
		t.Errorf("%+v", tr.Spans)
	}
	if tr.Kind != athar.KindEventsJSON || tr.Clock.Offset == nil || *tr.Clock.Offset != 5*3600 || tr.Clock.Assumed != "UTC-05:00" || tr.Records != 2 {
		t.Errorf("%+v", tr)
	}
}

func TestExportLosses(t *testing.T) {
	tr := learned(t, Options{Now: athar.Date(2022, 1, 1)}, "events.json", exported+`{"EventID":1,"Channel":"x`+"\n"+`{"a":1}`+"\nRecord 5\n"+strings.ReplaceAll(exported, "2021", "2031"))
	var got []string
	for _, l := range tr.Losses {
		got = append(got, fmt.Sprint(l.Reason, " ", l.Records, " ", l.Bytes))
	}
	want := []string{
		"events dated in the future 2 0", "events that are no whole JSON 1 26",
		"objects between the events that are no Windows event 1 0", "text between the events that is no JSON 0 7",
	}
	if diff := cmp.Diff(want, got); diff != "" || tr.Records != 2 {
		t.Error(diff, tr.Records)
	}
}

func TestEventRecords(t *testing.T) {
	wide := append([]byte{0xFF, 0xFE}, bytes.Join(bytes.Split([]byte(exported), nil), []byte{0})...)
	set := evidenceOf(t, map[string]string{"a.json": exported, "b.evtx": string(madeLog(t, 3)), "c.json": string(append(wide, 0))})
	var got []string
	err := set.Walk(t.Context(), func(it *evidence.Item) error {
		a, err := Records(it, func(rec *athar.Record) error {
			got = append(got, fmt.Sprint(rec.Kind, " ", rec.Event, " ", rec.Line, " ", rec.Get("EventID")))
			return nil
		})
		if a.Form != artefact.EventExport && a.Form != artefact.EventLog {
			t.Errorf("%s: %+v", it.Path, a)
		}
		return err
	})
	want := []string{
		"windows/events-json 0 1 1", "windows/events-json 0 2 7036",
		"windows/evtx/application 1 0 1", "windows/evtx/application 2 0 2", "windows/evtx/application 3 0 3",
		"windows/events-json 0 1 1", "windows/events-json 0 2 7036",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
