package forge

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/google/go-cmp/cmp"
)

// allKinds are events with every kind of value that an event can have.
func allKinds() []Event {
	at := athar.Date(2021, 3, 3) + 1234567*100
	base := Event{
		Provider: "Maker", ProviderGUID: "{00112233-4455-6677-8899-aabbccddeeff}", ID: 7, Version: 2, Level: 4, Task: 12, Opcode: 1,
		Keywords: 0x8020000000000000, Time: at, Activity: "{00112233-4455-6677-8899-aabbccddeeff}", Process: 4, Thread: 8,
		Channel: "Made/Operational", Computer: "MAIL01.corp.example.test", User: "S-1-5-21-1-2-3-500",
	}
	values, classic, user, bare := base, base, base, base
	values.Data = []EventField{
		{"Text", "أثر <&>"},
		{"Null", nil},
		{"True", true},
		{"I8", int8(-1)},
		{"U8", uint8(255)},
		{"I16", int16(-2)},
		{"U16", uint16(65535)},
		{"I32", int32(-3)},
		{"U32", uint32(1 << 31)},
		{"I64", int64(-4)},
		{"U64", uint64(1) << 63},
		{"F", 1.5},
		{"H32", Hex32(0x1f)},
		{"H64", Hex64(0x3e7)},
		{"Time", at},
		{"Bin", []byte{0xab, 0xcd}},
		{"GUID", GUID("{00112233-4455-6677-8899-aabbccddeeff}")},
		{"SID", SID("S-1-5-18")},
		{"List", []string{"a", "", "b"}},
	}
	classic.Data, classic.Qualifiers = Texts("Set-Mailbox", `-Identity "x"`, ""), 0x4000
	user.UserData, user.Data = "LogFileCleared", []EventField{{"SubjectUserName", "x"}, {"Channel", "Security"}}
	return []Event{values, classic, user, bare}
}

const allKindsSystem = `"System":{"Provider":{"#attributes":{"Name":"Maker","Guid":"{00112233-4455-6677-8899-aabbccddeeff}"}},"EventID":7,"Version":2,"Level":4,"Task":12,"Opcode":1,"Keywords":"0x8020000000000000","TimeCreated":{"#attributes":{"SystemTime":"2021-03-03T00:00:00.1234567Z"}},"EventRecordID":1,"Correlation":{"#attributes":{"ActivityID":"{00112233-4455-6677-8899-aabbccddeeff}"}},"Execution":{"#attributes":{"ProcessID":4,"ThreadID":8}},"Channel":"Made/Operational","Computer":"MAIL01.corp.example.test","Security":{"#attributes":{"UserID":"S-1-5-21-1-2-3-500"}}}`

func TestEventFile(t *testing.T) {
	want := []string{
		`,"EventData":{"Text":"أثر <&>","Null":null,"True":true,"I8":-1,"U8":255,"I16":-2,"U16":65535,"I32":-3,"U32":2147483648,"I64":-4,"U64":9223372036854775808,"F":1.5,"H32":"0x1f","H64":"0x3e7","Time":"2021-03-03T00:00:00.1234567Z","Bin":"ABCD","GUID":"{00112233-4455-6677-8899-aabbccddeeff}","SID":"S-1-5-18","List":["a","","b"]}`,
		`,"EventData":{"Data":{"#text":["Set-Mailbox","-Identity \"x\"",""]}}`,
		`,"UserData":{"LogFileCleared":{"SubjectUserName":"x","Channel":"Security"}}`,
		``,
	}
	for i, e := range allKinds() {
		data, err := EventFile(e)
		if err != nil {
			t.Fatal(err)
		}
		f, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if h := f.Header(); !h.ChecksumOK || h.Dirty || h.Chunks != 1 || h.NextRecord != 2 {
			t.Errorf("header %+v", h)
		}
		for r, err := range f.Records() {
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.AppendJSON(nil, evtx.JSONInline)
			if err != nil {
				t.Fatal(err)
			}
			system := allKindsSystem
			if e.Qualifiers != 0 {
				system = strings.Replace(system, `"EventID":7`, `"EventID":{"#attributes":{"Qualifiers":16384},"#text":7}`, 1)
			}
			full := `{"Event":{"#attributes":{"xmlns":"` + eventSchema + `"},` + system + want[i] + `}}`
			if diff := cmp.Diff(full, string(got)); diff != "" || !json.Valid(got) {
				t.Error(diff)
			}
		}
	}
}

func TestEventFileRefuses(t *testing.T) {
	for _, e := range []Event{
		{Data: []EventField{{"x", struct{}{}}}},
		{Data: []EventField{{"x", GUID("{1}")}}},
		{Data: []EventField{{"x", SID("S-1-")}}},
		{User: "nobody"},
		{Data: []EventField{{"", "text"}, {"x", "named"}}},
		{Data: []EventField{{"x", "named"}, {"", "text"}}},
		{Data: Texts(strings.Repeat("x", 40000))},
	} {
		if _, err := EventFile(e); err == nil {
			t.Errorf("%+v was written", e)
		}
	}
}

// A load is whole chunks, all of them read, in the order of time; its header
// counts them.
func TestLoadEvents(t *testing.T) {
	const size = 1 << 20
	for _, kind := range EventLoadKinds() {
		name := filepath.Join(t.TempDir(), "load.evtx")
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := LoadEvents(file, kind, size, 1); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		last, n := athar.Time(0), uint64(0)
		for r, err := range f.Records() {
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			n++
			at := athar.TimeOf(r.Time())
			if r.ID() != n || at < last || kind != evtxKind && kind != eventKind(r.Channel()) {
				t.Fatalf("%s: record %d is the %dth, at %v after %v, of %s", kind, r.ID(), n, at, last, r.Channel())
			}
			last = at
		}
		if h := f.Header(); h.NextRecord != n+1 || int(h.Chunks) != len(data)/65536 || h.Dirty || !h.ChecksumOK || n < 500 {
			t.Errorf("%s: %d records, header %+v", kind, n, h)
		}
		if len(data) > size || len(data) < size-2*65536 {
			t.Errorf("%s: %d bytes for %d", kind, len(data), size)
		}
		var again bytes.Buffer
		if err := LoadEvents(&again, kind, size, 1); err != nil || !bytes.Equal(again.Bytes()[4096:], data[4096:]) {
			t.Errorf("%s: the same seed makes other bytes: %v", kind, err)
		}
	}
	if err := LoadEvents(&bytes.Buffer{}, "windows/evtx/none", size, 1); err == nil {
		t.Error("a load of no channel")
	}
}

// Damage costs what it says and nothing else.
func TestEventLogDamage(t *testing.T) {
	var whole, older bytes.Buffer
	if err := LoadEvents(&whole, "windows/evtx/security", 400<<10, 1); err != nil {
		t.Fatal(err)
	}
	l := NewEventLog(&older)
	for i := range 500 {
		e := allKinds()[0]
		e.Number = uint64(100000 + i)
		if err := l.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Broken(); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	count := func(data []byte) (records, damage, slack int) {
		f, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for c, err := range f.Chunks() {
			if err != nil {
				damage++
				continue
			}
			for _, err := range c.Records() {
				if err != nil {
					damage++
					continue
				}
				records++
			}
			for range c.Slack() {
				slack++
			}
		}
		return records, damage, slack
	}
	all, _, _ := count(whole.Bytes())
	for name, tt := range map[string]struct {
		harm            Damage
		lost, minDamage int
	}{
		"open":     {OpenLog, 0, 0},
		"headless": {NoLogHeader, 0, 0},
		"reversed": {ReverseChunks, 0, 0},
		"garbage":  {GarbageChunks(1000), 0, 5},
		"no sums":  {NoChecksums, 0, 0},
		"reused":   {ReusedChunks(older.Bytes()), 0, 0},
	} {
		records, damage, _ := count(tt.harm(whole.Bytes()))
		if records != all-tt.lost || damage != tt.minDamage {
			t.Errorf("%s: %d records of %d, %d damaged places, want %d", name, records, all, damage, tt.minDamage)
		}
		for _, odd := range [][]byte{nil, []byte("x"), make([]byte, 5000)} {
			tt.harm(odd)
		}
	}
	if records, damage, _ := count(older.Bytes()); records != 500 || damage != 1 {
		t.Errorf("broken: %d records, %d damaged", records, damage)
	}
}
