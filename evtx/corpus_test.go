package evtx

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

// logs returns the event logs below a folder.
func logs(tb testing.TB, dir string) []string {
	tb.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.EqualFold(filepath.Ext(path), ".evtx") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// open opens a log of the corpus until the test ends.
func open(tb testing.TB, path string) *File {
	tb.Helper()
	file, err := os.Open(path)
	if err != nil {
		tb.Skip(err)
	}
	tb.Cleanup(func() { file.Close() })
	info, err := file.Stat()
	if err != nil {
		tb.Fatal(err)
	}
	f, err := Open(file, info.Size())
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	return f
}

// TestCorpusCounts reads every log of the corpus. All of them are whole but for
// those in the table, whose damage is known: records torn in the middle, chunks
// that never were.
func TestCorpusCounts(t *testing.T) {
	damaged := map[string]struct{ records, damage int }{
		"2-vss_0-Microsoft-Windows-TerminalServices-RemoteConnectionManager%4Operational.evtx": {1795, 1},
		"Microsoft-Windows-HelloForBusiness%4Operational.evtx":                                 {5, 1},
		"Microsoft-Windows-LanguagePackSetup%4Operational.evtx":                                {16, 1},
		"sample_with_a_bad_chunk_magic.evtx":                                                   {298, 5},
		"sysmon.evtx":                                                                          {358, 1},
	}
	root := corpus.Path(t)
	total, carvable := 0, 0
	for _, dir := range []string{"evtx-attack-samples", "omerbenamram-evtx", "velocidex-evtx", "velociraptor-testdata", "sigma-regression"} {
		for _, path := range logs(t, filepath.Join(root, dir)) {
			f := open(t, path)
			records, damage := 0, 0
			var dst []byte
			for c, err := range f.Chunks() {
				if err != nil {
					damage++
					continue
				}
				for r, err := range c.Records() {
					if err != nil {
						damage++
						continue
					}
					records++
					if dst, err = r.AppendJSON(dst[:0], JSONSeparate); err != nil || !json.Valid(dst) {
						t.Errorf("%s: record %d: %v: %s", path, r.ID(), err, dst)
					}
					if dst, err = r.AppendJSON(dst[:0], JSONInline); err == nil {
						unplanned(t, r, dst)
					}
					if r.Provider() == "" || r.Time().IsZero() || r.Computer() == "" {
						t.Errorf("%s: record %d has no provider, time or computer", path, r.ID())
					}
				}
				for range c.Slack() {
					carvable++
				}
			}
			total += records
			want, ok := damaged[filepath.Base(path)]
			if ok && (records != want.records || damage != want.damage) || !ok && (damage != 0 || records == 0) {
				t.Errorf("%s: %d records, %d damaged places, want %+v", path, records, damage, want)
			}
		}
	}
	if total < 21270 || carvable < 844 {
		t.Errorf("%d records and %d in slack, want 21270 and 844 at least", total, carvable)
	}
}

// expected names the outputs that the corpus holds, made by another reader, and
// the record that each is of: its number in the file, counted from 0.
var expected = []struct {
	snapshot, sample, form string
	record                 int
}{
	{"event_json_multiple_empty_data_nodes_not_ignored", "MSExchange_Management_wec.evtx", "separate", 0},
	{"event_json_sample_with_event_data_with_attributes_and_text", "system.evtx", "inline", 0},
	{"event_json_with_multiple_data_elements-2", "MSExchange_Management_wec.evtx", "inline", 0},
	{"event_json_with_multiple_data_elements", "MSExchange_Management_wec.evtx", "xml", 0},
	{"event_json_with_multiple_nodes_same_name", "E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx", "inline", 27},
	{"event_json_with_multiple_nodes_same_name_separate", "E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx", "separate", 27},
	{"event_json_with_size_t", "Security_with_size_t.evtx", "inline", 195},
	{"event_xml_sample_with_entity_ref", "E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx", "xml", 27},
	{"event_xml_sample_with_entity_ref_2", "E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx", "xml", 24},
	{"event_xml_sample_with_event_data_with_attributes_and_text", "system.evtx", "xml", 0},
	{"event_xml_sample_with_user_data", "E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2%4Operational.evtx", "xml", 0},
}

func TestCorpusExpected(t *testing.T) {
	root := filepath.Join(corpus.Path(t), "omerbenamram-evtx")
	for _, e := range expected {
		t.Run(e.snapshot, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join(root, "expected", "test_record_samples__"+e.snapshot+".snap"))
			if err != nil {
				t.Skip(err)
			}
			_, body, _ := strings.Cut(strings.TrimPrefix(string(want), "---\n"), "\n---\n")
			r := nth(t, open(t, filepath.Join(root, "samples", e.sample)), e.record)
			var got []byte
			switch e.form {
			case "inline":
				got, err = r.AppendJSON(nil, JSONInline)
			case "separate":
				got, err = r.AppendJSON(nil, JSONSeparate)
			case "xml":
				got, err = r.AppendXML(nil)
			}
			if err != nil {
				t.Fatal(err)
			}
			if e.form == "xml" {
				if diff := cmp.Diff(tokens(t, body), tokens(t, string(got))); diff != "" {
					t.Error(diff)
				}
				return
			}
			if diff := cmp.Diff(object(t, body), object(t, string(got))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// nth returns a record of a file. It is the last thing read, and so stays good.
func nth(t *testing.T, f *File, n int) *Record {
	t.Helper()
	for r, err := range f.Records() {
		if err == nil && n == 0 {
			return r
		}
		n--
	}
	t.Fatal("too few records")
	return nil
}

// The other reader cuts times to microseconds and shows GUIDs without braces in
// upper case, and leaves out an empty Binary only in newer versions.
var (
	fraction = regexp.MustCompile(`(T\d\d:\d\d:\d\d)\.(\d{6})\d*Z`)
	guid     = regexp.MustCompile(`\{?([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})\}?`)
	empty    = regexp.MustCompile(`,\s*"Binary": null|<Binary></Binary>`)
)

func normal(s string) string {
	s = fraction.ReplaceAllString(s, "$1.${2}Z")
	s = empty.ReplaceAllString(s, "")
	return guid.ReplaceAllStringFunc(s, func(g string) string { return strings.ToLower(strings.Trim(g, "{}")) })
}

func object(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(normal(s)), &v); err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	return v
}

// tokens lists the elements, attributes and texts of XML.
func tokens(t *testing.T, s string) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(bufio.NewReader(strings.NewReader(normal(s))))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
		switch token := token.(type) {
		case xml.StartElement:
			out = append(out, "<"+token.Name.Local)
			for _, a := range token.Attr {
				out = append(out, a.Name.Local+"="+a.Value)
			}
		case xml.EndElement:
			out = append(out, ">"+token.Name.Local)
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				out = append(out, text)
			}
		}
	}
}
