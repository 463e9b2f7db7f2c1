package hunt

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/evidence"
)

// eventHit is an event that a rule matched: a log, the number it bears there or in an
// export its line, and the name of the rule's file without its ending, which all
// engines know.
type eventHit struct {
	log    string
	record int64
	rule   string
}

// Other engines match the published rules to the same records of real logs, but for
// what testdata/sigma-peers.txt lists with its reasons. ATHAR_PEERS or the PATH has
// the peers; HAYABUSA_RULES and HAYABUSA_CONFIG, CHAINSAW_MAPPING name what two of
// them want (see scripts/bench-sigma).
func TestSigmaPeers(t *testing.T) {
	peers := map[string]func(*testing.T, string, []string, map[string]string) map[eventHit]bool{"rsigma": rsigmaHits, "hayabusa": hayabusaHits, "chainsaw": chainsawHits}
	reads := map[string][]string{"rsigma": {".evtx", ".json"}, "hayabusa": {".evtx"}, "chainsaw": {".evtx"}}
	if os.Getenv("ATHAR_PEERS") == "" {
		t.Skip("ATHAR_PEERS names no folder of other engines")
	}
	rules := corpus.Path(t, "sigma-rules")
	lib := campaign.New()
	if err := lib.AddSigma(os.DirFS(rules), "rules"); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{} // by the rule's id
	for _, r := range lib.Rules {
		files[r.Sigma.ID] = strings.TrimSuffix(filepath.Base(r.File), ".yml")
	}
	logs := append(logsBelow(t, corpus.Path(t, "sigma-regression")), logsBelow(t, corpus.Path(t, "evtx-attack-samples"))...)
	logs = append(logs, unpacked(t, corpus.Path(t, "otrf"))...)
	ours := map[eventHit]bool{}
	events := lib.Events()
	for _, log := range logs {
		for hit := range hitsOf(t, lib, events, log, files) {
			ours[hit] = true
		}
	}
	t.Logf("athar: %d matches in %d logs", len(ours), len(logs))
	for name, run := range peers {
		t.Run(name, func(t *testing.T) {
			mine := slices.DeleteFunc(slices.Clone(logs), func(log string) bool { return !slices.Contains(reads[name], filepath.Ext(log)) })
			theirs := run(t, rules, mine, files)
			differ := map[string]int{}
			both := 0
			for hit := range ours {
				switch {
				case theirs[hit]:
					both++
				case slices.Contains(mine, hit.log):
					differ[name+" athar "+hit.rule]++
				}
			}
			for hit := range theirs {
				if !ours[hit] {
					differ[name+" peer "+hit.rule]++
				}
			}
			t.Logf("%d matches in %d logs, %d of them athar's too", len(theirs), len(mine), both)
			known := knownDifferences(t, name)
			for what, n := range differ {
				if known[what] != n {
					t.Errorf("%s: %d records, %d are explained", what, n, known[what])
				}
			}
			for what, n := range known {
				if differ[what] == 0 {
					t.Errorf("%s: %d records are explained, and there is no difference", what, n)
				}
			}
		})
	}
}

// knownDifferences reads what is explained of a peer: the records by who alone
// matches them, and the rule.
func knownDifferences(t *testing.T, peer string) map[string]int {
	t.Helper()
	data, err := os.ReadFile("testdata/sigma-peers.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]int{}
	for line := range strings.Lines(string(data)) {
		if parts := strings.Fields(line); len(parts) == 4 && parts[0] == peer {
			n, err := strconv.Atoi(parts[2])
			if err != nil {
				t.Fatal(line, err)
			}
			known[parts[0]+" "+parts[1]+" "+parts[3]] += n // a rule may stand below two reasons
		}
	}
	return known
}

func logsBelow(t *testing.T, dir string) []string {
	t.Helper()
	var logs []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if strings.EqualFold(filepath.Ext(path), ".evtx") {
			logs = append(logs, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(logs)
	return logs
}

// unpacked are the exports of events in the archives below a folder.
func unpacked(t *testing.T, dir string) []string {
	t.Helper()
	set, err := evidence.Open([]string{dir}, evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	out := t.TempDir()
	var logs []string
	err = set.Walk(t.Context(), func(it *evidence.Item) error {
		if filepath.Ext(it.Path) != ".json" {
			return nil
		}
		in, err := it.Open()
		if err != nil {
			return err
		}
		defer in.Close()
		name := filepath.Join(out, strconv.Itoa(len(logs))+".json")
		file, err := os.Create(name)
		if err != nil {
			return err
		}
		if _, err := io.Copy(file, in); err != nil {
			return err
		}
		logs = append(logs, name)
		return file.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	return logs
}

// hitsOf asks the rules about each event of a log one by one, as athar rules explain
// does, and fails where a scan counts otherwise.
func hitsOf(t *testing.T, lib *campaign.Library, events *campaign.Events, log string, files map[string]string) map[eventHit]bool {
	t.Helper()
	hits, counts := map[eventHit]bool{}, map[string]int{}
	set, err := evidence.Open([]string{log}, evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	err = set.Walk(t.Context(), func(it *evidence.Item) error {
		_, err := Records(it, func(rec *athar.Record) error {
			id, err := strconv.ParseUint(rec.Get("EventID"), 10, 32)
			if err != nil {
				return err
			}
			sort := campaign.EventSort{Channel: rec.Get("Channel"), Provider: rec.Get("Provider_Name"), ID: uint32(id)}
			asked := events.Of(sort)
			if asked == nil {
				return nil
			}
			for _, rule := range asked.Rules {
				if rule.ForEvents(sort).Match(rec) {
					record := rec.Event
					if rec.Kind == athar.KindEventsJSON {
						record = rec.Line
					}
					hits[eventHit{log, record, files[rule.Sigma.ID]}] = true
					counts[rule.Name]++
				}
			}
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if scanned := matchesOf(t, lib, log); fmt.Sprint(counts) != fmt.Sprint(scanned) {
		t.Errorf("%s: record by record %v, in a scan %v", log, counts, scanned)
	}
	return hits
}

// rsigmaHits gives rsigma flat events, one for each log source, and so asks for the
// language alone: what a log source stands for is athar's table.
func rsigmaHits(t *testing.T, rules string, logs []string, files map[string]string) map[eventHit]bool {
	peer := corpus.Peer(t, "rsigma")
	in := filepath.Join(t.TempDir(), "events.jsonl")
	file, err := os.Create(in)
	if err != nil {
		t.Fatal(err)
	}
	flat := exec.Command("go", append([]string{"run", "../winlog/internal/flat", "-sources", "../campaign/logsources.yaml"}, logs...)...)
	flat.Stdout = file
	if err := errors.Join(flat.Run(), file.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(peer, "engine", "eval", "-q", "-r", rules, "--include-event", "--logsource-routing",
		"--logsource-field-map", "product=@product,service=@service,category=@category", "-e", "@"+in).Output()
	if err != nil {
		t.Fatal(told(err))
	}
	hits := map[eventHit]bool{}
	lines := jsonLines(t, bytes.NewReader(out))
	for lines.Scan() {
		var found struct {
			Rule  string `json:"rule_id"`
			Event struct {
				Log    int   `json:"@log"`
				Record int64 `json:"@record"`
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &found); err != nil {
			t.Fatal(err)
		}
		hits[eventHit{logs[found.Event.Log], found.Event.Record, files[found.Rule]}] = true
	}
	return hits
}

// hayabusaHits runs Hayabusa with the rules as its converter writes them. Of rules
// that share a name it tells the file.
func hayabusaHits(t *testing.T, _ string, logs []string, _ map[string]string) map[eventHit]bool {
	peer := corpus.Peer(t, "hayabusa")
	rules, config := os.Getenv("HAYABUSA_RULES"), os.Getenv("HAYABUSA_CONFIG")
	if rules == "" || config == "" {
		t.Skip("HAYABUSA_RULES and HAYABUSA_CONFIG name no converted rules and their configuration")
	}
	hits := map[eventHit]bool{}
	for _, dir := range roots(logs) {
		out := filepath.Join(t.TempDir(), "hits.jsonl")
		run := exec.Command(peer, "dfir-timeline", "-d", dir, "-r", rules, "-c", config, "-w", "-Q", "-C", "-D", "-n", "-u", "-A", "-a", "-K", "-q",
			"-U", "-t", "jsonl", "-p", "all-field-info-verbose", "-o", out)
		run.Dir = t.TempDir() // it leaves logs of its own
		if _, err := run.Output(); err != nil {
			t.Fatal(told(err))
		}
		found, err := os.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		defer found.Close()
		for lines := jsonLines(t, found); lines.Scan(); {
			var one struct {
				RecordID           int64
				RuleFile, EvtxFile string
			}
			if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
				t.Fatal(err)
			}
			hits[eventHit{one.EvtxFile, one.RecordID, strings.TrimSuffix(one.RuleFile, ".yml")}] = true
		}
	}
	return hits
}

// chainsawHits runs Chainsaw with its own mapping.
func chainsawHits(t *testing.T, rules string, logs []string, files map[string]string) map[eventHit]bool {
	peer := corpus.Peer(t, "chainsaw")
	mapping := os.Getenv("CHAINSAW_MAPPING")
	if mapping == "" {
		t.Skip("CHAINSAW_MAPPING names no mapping for event logs")
	}
	args := append([]string{"hunt"}, roots(logs)...)
	out, err := exec.Command(peer, append(args, "-s", rules, "--mapping", mapping, "--jsonl", "--skip-errors", "-q")...).Output()
	if err != nil {
		t.Fatal(told(err))
	}
	type document struct {
		Path string
		Data struct {
			Event struct {
				System struct {
					EventRecordID int64
				}
			}
		}
	}
	hits := map[eventHit]bool{}
	for lines := jsonLines(t, bytes.NewReader(out)); lines.Scan(); {
		var found struct {
			ID        string
			Document  *document
			Documents []document
		}
		if err := json.Unmarshal(lines.Bytes(), &found); err != nil {
			t.Fatal(err)
		}
		if found.Document != nil {
			found.Documents = append(found.Documents, *found.Document)
		}
		for _, d := range found.Documents {
			hits[eventHit{d.Path, d.Data.Event.System.EventRecordID, files[found.ID]}] = true
		}
	}
	return hits
}

// roots are the folders of the corpus that logs lie in.
func roots(logs []string) []string {
	var all []string
	for _, log := range logs {
		for _, name := range []string{"sigma-regression", "evtx-attack-samples"} {
			if at := strings.Index(log, string(filepath.Separator)+name+string(filepath.Separator)); at >= 0 {
				if dir := log[:at+1+len(name)]; !slices.Contains(all, dir) {
					all = append(all, dir)
				}
			}
		}
	}
	return all
}

func jsonLines(t *testing.T, r io.Reader) *bufio.Scanner {
	t.Helper()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	return lines
}

// told is a command's error with what it said.
func told(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return err
}
