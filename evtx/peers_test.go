package evtx

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// The other readers say what they make of every log of the corpus, and all of it
// must be read here, with the same values. Counts and what differs stand in
// docs/conformance.md. It takes minutes, so it runs only where ATHAR_PEERS says
// where peers are:
//
//	ATHAR_PEERS=/folder/of/evtx_dump go test ./evtx -run TestCorpusPeers -v

// peer writes a log's events as XML.
type peer struct {
	name    string
	version []string
	command []string // the log's path comes last
	// slow is one that takes a hundred times as long as the others: it gets every
	// sixth of the small logs.
	slow bool
}

const pythonDump = `
import json, sys
import Evtx.Evtx
with Evtx.Evtx.Evtx(sys.argv[1]) as log:
    for chunk in log.chunks():
        try:
            for r in chunk.records():
                try:
                    print(r.xml())
                except Exception as e:
                    print("cannot read", r.record_num(), e, file=sys.stderr)
        except Exception as e:
            print("cannot go on", e, file=sys.stderr)
`

var peers = []peer{
	{"evtx_dump", []string{"--version"}, []string{"-t", "1", "-o", "xml", "--dont-show-record-number"}, false},
	{"evtxexport", []string{"-V"}, []string{"-f", "xml"}, false},
	{"python3", []string{"-c", "import Evtx.Evtx"}, []string{"-c", pythonDump}, true},
}

// torn are records of which the second half is zeros: blocks of 512 bytes that
// never reached the disk. Some readers show zeros for their values; here they are
// lost, and said to be.
var torn = map[string]int{
	"omerbenamram-evtx/samples/Microsoft-Windows-HelloForBusiness%4Operational.evtx":  1,
	"omerbenamram-evtx/samples/Microsoft-Windows-LanguagePackSetup%4Operational.evtx": 1,
	"omerbenamram-evtx/samples/sample_with_a_bad_chunk_magic.evtx":                    3,
}

// theirs are differences that docs/conformance.md explains: what a peer makes of
// a log that the format or Windows itself says otherwise of.
var theirs = map[string]map[string]int{
	"evtxexport": {
		// Text that looks like markup is written as markup.
		"omerbenamram-evtx/samples/2-system-Microsoft-Windows-LiveId%4Operational.evtx": 247,
		// Pointers and sizes in decimal, where Windows shows hexadecimal.
		"omerbenamram-evtx/samples/Security_with_size_t.evtx": 434,
	},
}

// tally is what comparing came to. A record that lacks values that the other
// reader has, or has others, differs; one that has more does not.
type tally struct{ files, read, same, differ, missing int }

func TestCorpusPeers(t *testing.T) {
	if os.Getenv("ATHAR_PEERS") == "" {
		t.Skip("ATHAR_PEERS does not say where the peers are: the corpus is not compared")
	}
	root := corpus.Path(t)
	var all []string
	for _, dir := range []string{"evtx-attack-samples", "omerbenamram-evtx", "velocidex-evtx", "velociraptor-testdata", "sigma-regression"} {
		all = append(all, logs(t, filepath.Join(root, dir))...)
	}
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			program := corpus.Peer(t, p.name)
			if err := exec.Command(program, p.version...).Run(); err != nil {
				t.Skipf("%s does not answer: %v", program, err)
			}
			var sum tally
			why := map[string][]string{}
			for _, path := range p.share(t, all) {
				name, err := filepath.Rel(root, path)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, p, program, path, filepath.ToSlash(name), &sum, why)
			}
			t.Logf("%d files, %d records read by it: %d the same, %d differ, %d missing", sum.files, sum.read, sum.same, sum.differ, sum.missing)
			for _, name := range slices.Sorted(maps.Keys(why)) {
				t.Logf("%5d × %s, such as %s", len(why[name]), name, why[name][0])
			}
			for name, all := range why {
				if n := theirs[p.name][name] + torn[name]; len(all) > n {
					t.Errorf("%s: %d records missing or different, want %d at most", name, len(all), n)
				}
			}
			if sum.read < 19000 && !p.slow || sum.read < 300 {
				t.Errorf("only %d records compared", sum.read)
			}
		})
	}
}

// share is what a peer is asked to read.
func (p peer) share(t *testing.T, all []string) []string {
	if !p.slow {
		return all
	}
	var small, out []string
	for _, path := range all {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() < 80000 {
			small = append(small, path)
		}
	}
	for i := 0; i < len(small); i += 6 {
		out = append(out, small[i])
	}
	return out
}

// compare counts the records that a peer reads in one log by whether they are
// read here too.
func compare(t *testing.T, p peer, program, path, name string, sum *tally, why map[string][]string) {
	t.Helper()
	cmd := exec.Command(program, append(slices.Clone(p.command), path)...)
	out, err := cmd.Output() // damage makes some of them fail, with all records written
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	ours := map[string][]told{} // by EventRecordID
	for c, err := range open(t, path).Chunks() {
		if err != nil {
			continue
		}
		take := func(r *Record) {
			text, err := r.AppendXML(nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events(text) {
				ours[e.id()] = append(ours[e.id()], e)
			}
		}
		for r, err := range c.Records() {
			if err == nil {
				take(r)
			}
		}
		for r := range c.Slack() {
			take(r)
		}
	}
	sum.files++
	for _, said := range events(out) {
		sum.read++
		candidates := ours[said.id()]
		if len(candidates) == 0 {
			sum.missing++
			why[name] = append(why[name], "missing "+said.id())
			continue
		}
		best := ""
		for i, e := range candidates {
			if d := said.without(e); i == 0 || len(d) < len(best) {
				best = d
			}
		}
		if best == "" {
			sum.same++
			continue
		}
		sum.differ++
		why[name] = append(why[name], said.id()+": "+best)
	}
}

// told is an event's values by their names, normalised.
type told map[string]int

func (e told) id() string {
	for v := range e {
		if id, ok := strings.CutPrefix(v, "EventRecordID="); ok {
			return id
		}
	}
	return ""
}

// without says which values the other event lacks.
func (e told) without(other told) string {
	var out []string
	for v, n := range e {
		if other[v] < n {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	if len(out) > 3 {
		out = append(out[:3], fmt.Sprintf("and %d more", len(out)-3))
	}
	b, _ := json.Marshal(out)
	if len(out) == 0 {
		return ""
	}
	return string(b[:min(len(b), 600)])
}

var notXML = regexp.MustCompile(`[^\t\n\r\x20-\x{d7ff}\x{e000}-\x{fffd}\x{10000}-\x{10ffff}]`)

// events reads one document after the other.
func events(b []byte) []told {
	var out []told
	for {
		start := bytes.Index(b, []byte("<Event "))
		if start < 0 {
			return out
		}
		b = b[start:]
		end := bytes.Index(b, []byte("</Event>"))
		if end < 0 {
			return out
		}
		end += len("</Event>")
		out = append(out, values(b[:end]))
		b = b[end:]
	}
}

func values(doc []byte) told {
	e := told{}
	d := xml.NewDecoder(bytes.NewReader(notXML.ReplaceAll(doc, []byte("\ufffd"))))
	d.Strict = false
	var names []string
	add := func(name, v string) {
		if parts := pythonArray.FindAllStringSubmatch(v, -1); parts != nil {
			for _, p := range parts {
				if v := normalValue(p[1]); v != "" {
					e[name+"="+v]++
				}
			}
			return
		}
		if b, err := base64.StdEncoding.DecodeString(v); name == "Binary" && err == nil && !hexBytes.MatchString(v) {
			v = strings.ToUpper(hex.EncodeToString(b))
		}
		if v = normalValue(v); v != "" {
			e[name+"="+v]++
		}
	}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return e
		}
		if err != nil {
			e["not XML: "+err.Error()]++
			return e
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			for _, a := range token.Attr {
				switch {
				case a.Name.Local == "xmlns" || a.Name.Space == "xmlns":
				case name == "Data" && a.Name.Local == "Name":
					name = a.Value
				default:
					add(name+"_"+a.Name.Local, a.Value)
				}
			}
			names = append(names, name)
		case xml.EndElement:
			names = names[:len(names)-1]
		case xml.CharData:
			if len(names) > 0 {
				add(names[len(names)-1], string(token))
			}
		}
	}
}

var (
	timeValue = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?( UTC|Z|\+00:00)?$`)
	hexValue  = regexp.MustCompile(`^0x0*([0-9a-fA-F]+)$`)
	hexBytes  = regexp.MustCompile(`^([0-9A-F]{2})*$`)
	spaces    = regexp.MustCompile(`\s+`)
)

// pythonArray is how python-evtx writes an array of texts into one; it writes
// binary data in base64.
var pythonArray = regexp.MustCompile(`(?s)<string>(.*?)</string>`)

// normalValue levels what readers write in different ways: parts of a second,
// leading zeros, letters of GUIDs and truth, white space.
func normalValue(s string) string {
	s = strings.TrimSpace(spaces.ReplaceAllString(s, " "))
	if m := timeValue.FindStringSubmatch(s); m != nil {
		return m[1] + "T" + m[2] + "Z"
	}
	if m := hexValue.FindStringSubmatch(s); m != nil {
		return "0x" + strings.ToLower(m[1])
	}
	if s == "True" || s == "False" {
		return strings.ToLower(s)
	}
	return guid.ReplaceAllStringFunc(s, func(g string) string { return strings.ToLower(strings.Trim(g, "{}")) })
}
