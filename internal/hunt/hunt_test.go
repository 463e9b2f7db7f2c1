package hunt

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/google/go-cmp/cmp"
)

// builtIn is the content that hunts are made with.
var builtIn = sync.OnceValues(func() (Knowledge, error) {
	fsys, err := content.FS()
	if err != nil {
		return Knowledge{}, err
	}
	lib, err := campaign.Load(fsys)
	if err != nil {
		return Knowledge{}, err
	}
	pages, err := exchange.LoadPages(fsys)
	return Knowledge{Library: lib, Pages: pages}, err
})

func hunter(t testing.TB, opt Options) *Hunter {
	t.Helper()
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return New(know, opt)
}

// evidenceOf writes files and opens their folder.
func evidenceOf(t *testing.T, files map[string]string) *evidence.Set {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set, err := evidence.Open([]string{dir}, evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { set.Close() })
	return set
}

// learned is the trace of one file.
func learned(t testing.TB, opt Options, path, text string) *athar.Trace {
	t.Helper()
	tr := &athar.Trace{Path: path, Kind: athar.KindFile}
	hunter(t, opt).learn(t.Context(), tr, strings.NewReader(text))
	return tr
}

const iisHeader = "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\r\n"

// iisRow is a row at a second of 3 March 2021, 06:40.
func iisRow(second, method, stem, ip, status string) string {
	return "2021-03-03 06:40:" + second + " " + method + " " + stem + " - 443 - " + ip + " Mozilla/5.0 " + status + "\r\n"
}

var noon = athar.Date(2021, time.March, 3) + 12*athar.Hour

// rules counts a trace's sightings by rule.
func rules(t *athar.Trace) map[string]int {
	out := map[string]int{}
	for i := range t.Sightings {
		out[t.Sightings[i].Rule]++
	}
	return out
}

func TestLearn(t *testing.T) {
	text := iisHeader + iisRow("07", "POST", "/aspnet_client/x.aspx", "192.0.2.7", "200") +
		iisRow("08", "GET", "/owa/auth/logon.aspx", "192.0.2.8", "200") + "2021-03-03 06:4\r\n"
	tr := learned(t, Options{}, "u_ex210303.log", text)
	sum := sha256.Sum256([]byte(text))
	if tr.Kind != athar.KindIIS || tr.Bytes != int64(len(text)) || tr.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%+v", tr)
	}
	if diff := cmp.Diff(map[string]int{webshellUsed: 1}, rules(tr)); diff != "" {
		t.Error(diff)
	}
	if len(tr.Spans) != 1 || tr.Spans[0].Count != 2 || tr.Records != 2 {
		t.Errorf("%d records, spans %+v", tr.Records, tr.Spans)
	}
	if len(tr.Losses) != 1 || tr.Losses[0].Records != 1 {
		t.Errorf("losses %+v", tr.Losses)
	}
}

// What is not read is said: by class, or where a name promised more, as a loss.
func TestLearnOfNoLog(t *testing.T) {
	note := learned(t, Options{}, "note.txt", "hello\n")
	if note.Kind != "" || note.Ignored["text"] != 1 || len(note.Losses) != 0 {
		t.Errorf("%+v", note)
	}
	posing := learned(t, Options{}, "u_ex210303.log", "hello\n")
	if posing.Kind != "" || len(posing.Ignored) != 0 || len(posing.Losses) != 1 {
		t.Errorf("%+v", posing)
	}
}

func TestBounds(t *testing.T) {
	text := iisHeader
	for _, hour := range []string{"06", "12", "18"} {
		text += strings.Replace(iisRow("07", "POST", "/aspnet_client/x.aspx", "192.0.2.7", "200"), "06", hour, 1)
	}
	tests := map[string]struct {
		opt                Options
		records            int64
		sightings, dropped int
	}{
		"open":           {Options{}, 3, 3, 0},
		"since":          {Options{Since: noon}, 2, 2, 0},
		"until":          {Options{Until: noon + athar.Hour}, 2, 2, 0},
		"both":           {Options{Since: noon, Until: noon + athar.Hour}, 1, 1, 0},
		"neither":        {Options{Since: noon + 10*athar.Hour}, 0, 0, 0},
		"in the future":  {Options{Now: noon - 20*athar.Hour}, 2, 2, 1},
		"a day for zone": {Options{Now: noon - 12*athar.Hour}, 3, 3, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tr := learned(t, tt.opt, "u_ex210303.log", text)
			if tr.Records != tt.records || len(tr.Sightings) != tt.sightings || len(tr.Losses) != tt.dropped {
				t.Errorf("%d records, %d sightings, losses %+v", tr.Records, len(tr.Sightings), tr.Losses)
			}
		})
	}
}

// What one header of a log lacks, the log lacks, whatever follows.
func TestBlind(t *testing.T) {
	row := iisRow("07", "GET", "/", "192.0.2.7", "200")
	const narrow, narrowRow = "#Fields: date time cs-method cs-uri-stem c-ip\r\n", "2021-03-03 06:40:07 GET / 192.0.2.7\r\n"
	tests := map[string]struct {
		text string
		want []string
	}{
		"all":             {iisHeader + row, nil},
		"narrow":          {narrow + narrowRow, []string{"cs-uri-query", "sc-status"}},
		"narrow at first": {narrow + narrowRow + iisHeader + row, []string{"cs-uri-query", "sc-status"}},
		"narrow at last":  {iisHeader + row + narrow + narrowRow, []string{"cs-uri-query", "sc-status"}},
	}
	for name, tt := range tests {
		if diff := cmp.Diff(tt.want, learned(t, Options{}, "u_ex210303.log", tt.text).Blind); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The address book generator's log is read as text; a line without a time has
// that of the line before.
func TestOAB(t *testing.T) {
	const failed = `Download failed and temporary file '\\127.0.0.1\c$\inetpub\wwwroot\x.aspx' needs to be removed`
	tr := learned(t, Options{}, "Logging/OABGeneratorLog/a.log", "# a log\r\n2021-03-03T06:40:07.123Z,start\r\n"+failed+"\r\n")
	if tr.Kind != athar.KindOABGenerator || tr.Records != 2 || !tr.Exchange || len(tr.Sightings) != 1 {
		t.Fatalf("%+v", tr)
	}
	s := tr.Sightings[0]
	if s.Line != 3 || s.Time.String() != "2021-03-03T06:40:07.123Z" || s.Fields["oab.path"] != `\\127.0.0.1\c$\inetpub\wwwroot\x.aspx` {
		t.Errorf("%+v", s)
	}
}

// A scan that was stopped is an error, never a case that looks whole.
func TestRunStopped(t *testing.T) {
	set := evidenceOf(t, map[string]string{"u_ex210303.log": iisHeader + iisRow("07", "GET", "/", "192.0.2.7", "200")})
	ctx, stop := context.WithCancel(t.Context())
	// Only one file: when it is read, nobody waits for a place any more.
	h := hunter(t, Options{Threads: 1, Progress: func(Progress) { stop() }})
	if _, err := h.Run(ctx, set); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
