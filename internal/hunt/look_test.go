package hunt

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// asked is a page outside the folders that are watched.
const asked = "/news/standin.aspx"

// A page that was planted where nobody looked is searched for in the web logs,
// within the bounds of the scan.
func TestLookAgain(t *testing.T) {
	tests := map[string]struct {
		opt  Options
		want map[string]int
	}{
		"found":         {Options{}, map[string]int{webshellUsed: 1}},
		"before since":  {Options{Since: noon}, map[string]int{}},
		"in the future": {Options{Now: noon - 2*athar.Day}, map[string]int{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := hunter(t, tt.opt)
			set := evidenceOf(t, map[string]string{
				"LogFiles/W3SVC1/u_ex210303.log": iisHeader + iisRow("07", "GET", "/other", "192.0.2.7", "200") + iisRow("08", "POST", asked, "192.0.2.7", "200"),
			})
			// The sighting that raises the key, as a trace of another log holds it.
			found, err := h.Run(t.Context(), set)
			if err != nil {
				t.Fatal(err)
			}
			found.Add(&athar.Trace{Root: "other", Kind: athar.KindECPServer, Sightings: []athar.Sighting{{
				Rule: raising(t, h), Time: noon, File: []string{`C:\inetpub\wwwroot\news\standin.aspx`},
			}}})
			if err := h.lookAgain(t.Context(), set, found); err != nil {
				t.Fatal(err)
			}
			for _, tr := range found.Traces() {
				if tr.Kind != athar.KindIIS {
					continue
				}
				if diff := cmp.Diff(tt.want, rules(tr)); diff != "" {
					t.Error(diff)
				}
				for _, s := range tr.Sightings {
					if s.Subject != asked || s.Line != 3 {
						t.Errorf("%+v", s)
					}
				}
			}
		})
	}
}

// raising names a rule whose sightings are looked for a second time.
func raising(t *testing.T, h *Hunter) string {
	t.Helper()
	for _, r := range h.know.Library.Rules {
		if r.Stage >= athar.Attempted {
			return r.Name
		}
	}
	t.Fatal("no rule above probing")
	return ""
}

func TestKeys(t *testing.T) {
	h := hunter(t, Options{})
	rule := raising(t, h)
	k := h.keys([]*athar.Trace{{Sightings: []athar.Sighting{
		{Rule: rule, Time: noon + athar.Minute, Request: "id-2"},
		{Rule: rule, Time: noon, Request: "id-1"},
		{Rule: rule, Time: noon, Request: "id-1"},
		{Rule: rule, Time: noon, Request: "quiet", Quiet: true},
		{Rule: webshellSwept, Time: noon, Request: "probe"},
		{Rule: "no such rule", Time: noon, Request: "unknown"},
		{Rule: rule, Time: noon, File: []string{`C:\x\FrontEnd\HttpProxy\owa\auth\x.aspx`, `D:\inetpub\wwwroot\y.aspx`, "no page"}},
	}}})
	// The earliest first; pages of closed folders were seen by the first look.
	if diff := cmp.Diff([]string{"id-1", "/y.aspx", "id-2"}, k.texts); diff != "" {
		t.Error(diff)
	}
	if !k.hours[noon] || !k.hours[noon-athar.Hour] || !k.hours[noon+athar.Hour] || k.hours[noon+2*athar.Hour] {
		t.Errorf("hours %v", k.hours)
	}
	var many []athar.Sighting
	for i := range maxKeys + 10 {
		many = append(many, athar.Sighting{Rule: rule, Time: noon, Request: fmt.Sprint("id-", i)})
	}
	if k := h.keys([]*athar.Trace{{Sightings: many}}); len(k.texts) != maxKeys || k.over != 10 {
		t.Errorf("%d keys, %d over", len(k.texts), k.over)
	}
	// Wrong passwords without end leave room for the ids of requests.
	flood := []athar.Sighting{}
	for i := range maxKeys {
		flood = append(flood, athar.Sighting{Rule: athar.RefusedRow, Quiet: true, Time: noon, Subject: fmt.Sprint("user", i), Account: []string{fmt.Sprint("user", i)}, IP: []string{"203.0.113.9"}, Fields: map[string]string{}})
	}
	flood = append(flood, athar.Sighting{Rule: rule, Time: noon, Request: "id-1"})
	if k := h.keys([]*athar.Trace{{Sightings: flood}}); !k.ids["id-1"] || len(k.texts) != maxKeys {
		t.Errorf("%d keys, the id among them: %v", len(k.texts), k.ids["id-1"])
	}
	if last := flood[maxKeys-1]; last.Fields[athar.Unasked] == "" || flood[0].Fields[athar.Unasked] != "" {
		t.Errorf("of whom nobody asked is not told: %v, %v", flood[0].Fields, last.Fields)
	}
	// What there was no room for is said.
	found := athar.NewCase()
	found.Add(&athar.Trace{Kind: athar.KindECPServer, Sightings: many})
	if err := h.lookAgain(t.Context(), evidenceOf(t, nil), found); err != nil {
		t.Fatal(err)
	}
	if all := found.Skipped(); len(all) != 1 || all[0].Path != lookedInto {
		t.Errorf("skipped: %v", all)
	}
}
