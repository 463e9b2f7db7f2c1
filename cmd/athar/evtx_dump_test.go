package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/forge/craft"
)

// dumpable is a log of a day: three live records, one broken between them, and
// one that was deleted.
func dumpable() *chunkLog {
	h := newChunkLog()
	noon := time.Date(2021, 3, 3, 12, 0, 0, 0, time.UTC)
	h.event(1, noon, "4624", "Security", "first")
	h.broken(2)
	h.event(3, noon.Add(time.Hour), "4625", "Security", "second")
	h.event(4, noon.Add(2*time.Hour), "6", "MSExchange Management", "third")
	h.deleted(90, noon.AddDate(0, 0, -1), "1102", "Security", "old")
	return h
}

// notes returns the note of each line of JSON; one of a carved record ends in
// an asterisk.
func notes(t *testing.T, lines string) []string {
	t.Helper()
	out := []string{}
	for line := range strings.Lines(lines) {
		var v struct {
			Event  struct{ EventData struct{ Note string } }
			Carved *struct{ Offset int64 }
		}
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if v.Carved != nil {
			v.Event.EventData.Note += "*"
		}
		out = append(out, v.Event.EventData.Note)
	}
	return out
}

func TestEvtxDump(t *testing.T) {
	log := dumpable().bytes()
	wiped := strings.Replace(log, "ElfChnk\x00", "********", 1)
	blob := strings.Repeat("free space ", 1000) + log[craft.HeaderSize:]
	for _, c := range []struct {
		name, file string
		args       []string
		want       []string
	}{
		{"all", log, nil, []string{"first", "second", "third"}},
		{"carved", log, []string{"--carve"}, []string{"first", "second", "third", "old*"}},
		{"numbers", log, []string{"--id", "4625,6", "--id", "1102", "--carve"}, []string{"second", "third", "old*"}},
		{"channel", log, []string{"--channel", "msexchange management"}, []string{"third"}},
		{"channels", log, []string{"--channel", "SECURITY", "--channel", "MSExchange Management"}, []string{"first", "second", "third"}},
		{"part of a channel's name", log, []string{"--channel", "Secur"}, []string{}},
		{"since", log, []string{"--since", "2021-03-03T13:00:00Z"}, []string{"second", "third"}},
		{"until", log, []string{"--until", "2021-03-03T13:00:00Z", "--carve"}, []string{"first", "second", "old*"}},
		{"a day", log, []string{"--since", "2021-03-02", "--until", "2021-03-03", "--carve"}, []string{"old*"}},
		// Without its header a chunk does not say which records are live.
		{"a chunk without its signature", wiped, nil, []string{"first", "second", "third", "old"}},
		{"a blob", blob, []string{"--carve", "--channel", "Security"}, []string{"first*", "second*", "old*"}},
		{"behind a gap", log + blob, []string{"--carve", "--id", "4625,1102"}, []string{"second", "old*", "second", "old*"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, _ := command(t, append([]string{"evtx", "dump", written(t, "x.evtx", c.file)}, c.args...)...)
			if got := notes(t, out); code != exitBelow || !slices.Equal(got, c.want) {
				t.Errorf("exit status %d, %q, want %q", code, got, c.want)
			}
		})
	}
}

func TestEvtxDumpStatus(t *testing.T) {
	log := written(t, "x.evtx", dumpable().bytes())
	text := written(t, "note\x1b[2J.txt", "hello")
	empty := written(t, "empty", "")
	header := written(t, "header.evtx", dumpable().bytes()[:craft.HeaderSize])
	for _, c := range []struct {
		name  string
		args  []string
		code  int
		notes int
		says  string // on standard error
	}{
		{"damaged", []string{log}, exitBelow, 3, "x.evtx: record 2 at offset "},
		{"no log", []string{text}, exitFailed, 0, `note\x1b[2J.txt: not a Windows event log: neither file header nor chunk found; --carve`},
		{"nothing to carve", []string{text, "--carve"}, exitFailed, 0, "holds no chunk and no record"},
		{"empty", []string{empty}, exitFailed, 0, "not a Windows event log"},
		{"header only", []string{header}, exitFailed, 0, "holds no chunk and no record"},
		{"not there", []string{log + ".none"}, exitFailed, 0, "x.evtx.none"},
		{"folder", []string{filepath.Dir(log)}, exitFailed, 0, "no regular file"},
		{"one of two", []string{text, log}, exitFailed, 3, "not a Windows event log"},
		{"nothing asked for is there", []string{log, "--id", "1"}, exitBelow, 0, ""},
		{"separate XML", []string{log, "-o", "xml", "--separate"}, exitFailed, 0, "--separate is about JSON"},
		{"no such form", []string{log, "-o", "csv"}, exitFailed, 0, "csv"},
		{"no number", []string{log, "--id", "logon"}, exitFailed, 0, "logon"},
		{"no time", []string{log, "--since", "yesterday"}, exitFailed, 0, "yesterday"},
		{"over the evidence", []string{text, log, "--output", log}, exitFailed, 0, "is one of the files to read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := command(t, append([]string{"evtx", "dump"}, c.args...)...)
			if code != c.code || !strings.Contains(errs, c.says) || strings.Contains(errs, "\x1b") {
				t.Errorf("exit status %d, want %d and %q:\n%s", code, c.code, c.says, errs)
			}
			if code == c.code && c.notes != strings.Count(out, "\n") && !strings.Contains(out, "Usage") {
				t.Errorf("%d lines, want %d", strings.Count(out, "\n"), c.notes)
			}
		})
	}
}

// Where the output goes to a file, it is the same; where no file can be read,
// the file that is there stays.
func TestEvtxDumpOutput(t *testing.T) {
	log := written(t, "x.evtx", dumpable().bytes())
	output := written(t, "out.jsonl", "before")
	if code, _, _ := command(t, "evtx", "dump", output, "--output", output+"2"); code != exitFailed {
		t.Errorf("exit status %d", code)
	}
	if _, err := os.Stat(output + "2"); err == nil {
		t.Error("output of nothing")
	}
	_, want, _ := command(t, "evtx", "dump", log, "--carve")
	if code, out, _ := command(t, "evtx", "dump", log, "--carve", "--output", output); code != exitBelow || out != "" {
		t.Errorf("exit status %d, %q", code, out)
	}
	got, err := os.ReadFile(output)
	if err != nil || string(got) != want || want == "" {
		t.Errorf("%v: %q, want %q", err, got, want)
	}
}

func TestEvtxDumpTellsDamageOnce(t *testing.T) {
	h := newChunkLog()
	for id := range uint64(50) {
		h.broken(id + 1)
	}
	_, _, errs := command(t, "evtx", "dump", written(t, "x.evtx", h.bytes()))
	if n := strings.Count(errs, "\n"); n != maxTold+1 || !strings.HasSuffix(errs, "x.evtx: and 30 more damaged places\n") {
		t.Errorf("%d lines:\n%s", n, errs)
	}
}

// A terminal gets no control or bidi character, a file gets what was written,
// and both mean the same.
func TestEvtxDumpTerminal(t *testing.T) {
	const note = "a\x7f\u009b31m\u202egpj\u2028\U000e0041<\"é"
	h := newChunkLog()
	h.event(1, time.Unix(1614729600, 0), "1", "Security", note)
	log := written(t, "x.evtx", h.bytes())
	for _, form := range []string{"jsonl", "xml"} {
		for _, terminal := range []bool{false, true} {
			var out bytes.Buffer
			s := streams{out: &out, err: io.Discard, width: 100, outTerminal: terminal}
			if code := run(context.Background(), []string{"evtx", "dump", log, "-o", form}, s); code != exitBelow {
				t.Fatalf("exit status %d", code)
			}
			if kept := strings.ContainsAny(out.String(), "\x7f\u009b\u202e\u2028\U000e0041"); kept == terminal || !strings.Contains(out.String(), "é") {
				t.Errorf("%s, terminal %t: %q", form, terminal, out.String())
			}
			var got string
			if form == "jsonl" {
				got = notes(t, out.String())[0]
			} else {
				got = xmlNotes(t, out.String())[0]
			}
			if got != note {
				t.Errorf("%s, terminal %t: %q, want %q", form, terminal, got, note)
			}
		}
	}
}

func xmlNotes(t *testing.T, document string) []string {
	t.Helper()
	var v struct {
		XMLName xml.Name `xml:"Events"`
		Event   []struct {
			Note string `xml:"EventData>Note"`
		}
	}
	if err := xml.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	var out []string
	for _, e := range v.Event {
		out = append(out, e.Note)
	}
	return out
}

func TestEvtxDumpXML(t *testing.T) {
	log := written(t, "x.evtx", dumpable().bytes())
	_, out, _ := command(t, "evtx", "dump", log, log, "-o", "xml", "--carve")
	if got := xmlNotes(t, out); !slices.Equal(got, []string{"first", "second", "third", "old", "first", "second", "third", "old"}) {
		t.Errorf("%q in %s", got, out)
	}
	if n := strings.Count(out, "\n<!-- carved at offset "); n != 2 {
		t.Errorf("%d records are called carved, want 2", n)
	}
	_, out, _ = command(t, "evtx", "dump", log, "-o", "xml", "--id", "1")
	if got := xmlNotes(t, out); got != nil {
		t.Errorf("%q", got)
	}
}

func TestEvtxDumpInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	for _, file := range []string{dumpable().bytes(), strings.Repeat("x", 1<<20)} {
		var out, errs bytes.Buffer
		args := []string{"evtx", "dump", "--carve", written(t, "x.evtx", file)}
		if code := run(ctx, args, streams{out: &out, err: &errs, width: 100}); code != exitFailed || out.Len() > 0 || !strings.Contains(errs.String(), "canceled") {
			t.Errorf("exit status %d, %q, %q", code, out.String(), errs.String())
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestEvtxDumpFullDisk(t *testing.T) {
	var errs bytes.Buffer
	log := written(t, "x.evtx", dumpable().bytes())
	if code := run(context.Background(), []string{"evtx", "dump", log}, streams{out: full{}, err: &errs, width: 100}); code != exitFailed || !strings.Contains(errs.String(), "no space left") {
		t.Errorf("exit status %d, %q", code, errs.String())
	}
}

func TestCorpusEvtxDump(t *testing.T) {
	dir := corpus.Path(t, "omerbenamram-evtx", "samples")
	for _, c := range []struct {
		name    string
		args    []string
		records int
		holds   string
	}{
		{"sample_with_a_bad_chunk_magic.evtx", nil, 298, ""},
		{"system.evtx", []string{"--id", "1014"}, 160, ""},
		{"MSExchange_Management_wec.evtx", []string{"--separate"}, 0, `"Event_attributes":`},
		{"MSExchange_Management_wec.evtx", []string{"--channel", "msexchange management"}, 0, `"#attributes":`},
	} {
		code, out, _ := command(t, append([]string{"evtx", "dump", filepath.Join(dir, c.name)}, c.args...)...)
		n := len(notes(t, out))
		if code != exitBelow || n == 0 || c.records > 0 && n != c.records || !strings.Contains(out, c.holds) {
			t.Errorf("%s %v: exit status %d, %d records, want %d that hold %s", c.name, c.args, code, n, c.records, c.holds)
		}
	}
}

// A chunk that lost its header and its first record is no chunk any more;
// carving finds what other records of it tell.
func TestCorpusEvtxDumpGap(t *testing.T) {
	log, err := os.ReadFile(filepath.Join(corpus.Path(t, "omerbenamram-evtx", "samples"), "system.evtx"))
	if err != nil {
		t.Skip(err)
	}
	const (
		second       = craft.HeaderSize + craft.ChunkSize
		recordsStart = 512 // in a chunk
	)
	clear(log[second:][:recordsStart+24])
	_, out, errs := command(t, "evtx", "dump", "--carve", written(t, "x.evtx", string(log)))
	if !strings.Contains(errs, "offset 69632 (65536 bytes): bytes that are no chunk") {
		t.Error(errs)
	}
	inGap := 0
	for line := range strings.Lines(out) {
		var v struct{ Carved struct{ Offset int64 } }
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		if o := v.Carved.Offset; o >= second && o < second+craft.ChunkSize {
			inGap++
		}
	}
	if inGap < 20 {
		t.Errorf("%d records carved between the chunks, want 20 at least", inGap)
	}
}
