package campaign

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/sigma"
	"github.com/google/go-cmp/cmp"
)

const (
	sysmonChannel = "Microsoft-Windows-Sysmon/Operational"
	defender      = "Microsoft-Windows-Windows Defender/Operational"
)

// fields is an event of a test.
type fields map[string]string

func (f fields) Lookup(name string) (string, bool) { v, ok := f[name]; return v, ok }
func (f fields) Text() string {
	var all []string
	for _, v := range f {
		all = append(all, v)
	}
	return strings.Join(all, "\n")
}

func load(t *testing.T, logsource, detection string) *Rule {
	t.Helper()
	l := New()
	text := "title: T\nid: 11111111-2222-3333-4444-555555555555\nlogsource: " + logsource + "\ndetection: {s: " + detection + ", condition: s}\n"
	if err := l.AddSigma(tree("r.yml", text), "mine"); err != nil {
		t.Fatal(err)
	}
	if len(l.Failed) > 0 {
		t.Fatal(l.Failed)
	}
	return l.Rules[0]
}

// What a rule is asked about, and by which names it finds its fields there.
func TestEvents(t *testing.T) {
	process := "{Image|endswith: '\\cmd.exe', User|contains: sys}"
	tests := map[string]struct {
		logsource, detection string
		sort                 EventSort
		event                fields
		bound, match         bool
	}{
		"Sysmon": {
			"{category: process_creation, product: windows}", process,
			EventSort{Channel: sysmonChannel, ID: 1},
			fields{"Image": `C:\cmd.exe`, "User": "SYSTEM"},
			true, true,
		},
		"Security": {
			"{category: process_creation, product: windows}", process,
			EventSort{Channel: "security", ID: 4688},
			fields{"NewProcessName": `C:\cmd.exe`, "process.user": "SYSTEM"},
			true, true,
		},
		"another name of the field": {
			"{category: process_creation, product: windows}", process,
			EventSort{Channel: "Security", ID: 4688},
			fields{"Image": `C:\cmd.exe`, "User": "SYSTEM"},
			true, false,
		},
		"another number":     {"{category: process_creation, product: windows}", process, EventSort{Channel: "Security", ID: 4689}, nil, false, false},
		"another channel":    {"{category: process_creation, product: windows}", process, EventSort{Channel: "System", ID: 1}, nil, false, false},
		"no product":         {"{category: process_creation}", process, EventSort{Channel: sysmonChannel, ID: 1}, nil, true, false},
		"another product":    {"{category: process_creation, product: linux}", process, EventSort{Channel: sysmonChannel, ID: 1}, nil, false, false},
		"category, service":  {"{category: process_creation, product: windows, service: security}", process, EventSort{Channel: "Security", ID: 4688}, fields{"NewProcessName": `\cmd.exe`, "process.user": "sys"}, true, true},
		"not that service":   {"{category: process_creation, product: windows, service: security}", process, EventSort{Channel: sysmonChannel, ID: 1}, nil, false, false},
		"service":            {"{service: system, product: windows}", "{EventID: 7045}", EventSort{Channel: "System", ID: 7045}, fields{"EventID": "7045"}, true, true},
		"any Windows":        {"{product: windows}", "[mimikatz]", EventSort{Channel: "Whatever", ID: 1}, fields{"X": "a Mimikatz b"}, true, true},
		"a star":             {"{product: windows, service: applocker}", "{EventID: 8004}", EventSort{Channel: "Microsoft-Windows-AppLocker/EXE and DLL", ID: 8004}, fields{"EventID": "8004"}, true, true},
		"a key was deleted":  {"{category: registry_delete, product: windows}", "{TargetObject|contains: Run}", EventSort{Channel: sysmonChannel, ID: 12}, fields{"TargetObject": "x Run", "EventType": "DeleteKey"}, true, true},
		"a key was made":     {"{category: registry_delete, product: windows}", "{TargetObject|contains: Run}", EventSort{Channel: sysmonChannel, ID: 12}, fields{"TargetObject": "x Run", "EventType": "CreateKey"}, true, false},
		"a cmdlet's event":   {"{category: cmdlet, product: exchange}", "{noun: OabVirtualDirectory}", EventSort{Channel: "MSExchange Management", ID: 1}, fields{"noun": "OabVirtualDirectory"}, true, true},
		"antivirus":          {"{category: antivirus}", "{Signature|contains: Chopper}", EventSort{Channel: defender, ID: 1116}, fields{"Threat Name": "Backdoor:ASP/Chopper"}, true, true},
		"a log of rows only": {"{category: webserver}", "{cs-method: GET}", EventSort{Channel: "Security", ID: 1}, nil, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := load(t, tt.logsource, tt.detection).ForEvents(tt.sort)
			if (m != nil) != tt.bound {
				t.Fatalf("bound: %v", m != nil)
			}
			if m != nil && m.Match(tt.event) != tt.match {
				t.Errorf("matches: %v", !tt.match)
			}
		})
	}
}

// Web rules are written for logs in which path and query are one.
func TestWebFields(t *testing.T) {
	r := load(t, "{category: webserver}", "{cs-uri-query|contains: '/owa/auth/x.js', sc-status: 200}")
	record := func(stem, query string) *athar.Record {
		rec := &athar.Record{Kind: athar.KindIIS}
		rec.Derive("cs-uri-stem", stem)
		rec.Derive("cs-uri-query", query)
		rec.Derive("uri-as-sent", stem+"?"+query)
		rec.Derive("sc-status", "200")
		return rec
	}
	if !r.Matcher.Match(record("/owa/auth/x.js", "-")) || !r.Matcher.Match(record("/", "a=/owa/auth/x.js")) || r.Matcher.Match(record("/owa/auth/x.jpg", "-")) {
		t.Error("a path in cs-uri-query is looked for in the path and in the query")
	}
	if diff := cmp.Diff([]string{"/owa/auth/x.js"}, plainLiterals(r)); diff != "" {
		t.Error(diff)
	}
	// In a row a space of a user agent is a plus sign, and path and query are parted.
	for detection, want := range map[string][]string{
		"{cs-user-agent: 'Bad Scanner v1'}":                    {"scanner"},
		"{cs-uri-query|contains: 'a.aspx?exec_code=put'}":      {"exec_code=put"},
		"{cs-uri-query|startswith: '?x='}":                     nil,
		"{c-uri|contains: '/gate.php?id='}":                    {"/gate.php"},
		"{cs-method: CONNECT, sc-status: 200}":                 nil,
		"{cs-uri-query|contains: [/one/a, 'two\"three-four']}": {"/one/a", "three-four"},
	} {
		if diff := cmp.Diff(want, plainLiterals(load(t, "{category: webserver}", detection))); diff != "" {
			t.Errorf("%s: %s", detection, diff)
		}
	}
}

// plainLiterals leaves out the two characters beyond ASCII that equal s and k.
func plainLiterals(r *Rule) []string {
	return slices.DeleteFunc(slices.Clone(r.Literals), func(text string) bool { return text == "\u017f" || text == "\u212a" })
}

func TestAnswers(t *testing.T) {
	r := load(t, "{category: process_creation, product: windows}", "{Image: x}")
	for kind, want := range map[athar.Kind]bool{
		athar.EventLog("Security"): true, athar.EventLog(sysmonChannel): true, athar.EventLog("System"): false,
		athar.KindEventsJSON: true, athar.KindIIS: false, athar.HTTPProxy("ecp"): false,
	} {
		if r.Answers(kind) != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
	if !r.Bound() || load(t, "{product: linux, category: process_creation}", "{Image: x}").Bound() || load(t, "{definition: none}", "{Image: x}").Bound() {
		t.Error("which log sources are bound")
	}
}

// A user's table adds log sources, and further places to known ones.
func TestAddLogSources(t *testing.T) {
	l := New()
	const own = "- {category: process_creation, product: windows, from: [{channel: Mine, id: 7, fields: {Image: Program}}]}\n" +
		"- {product: agent, from: [{channel: Agent*, provider: [A, B]}]}\n"
	if err := l.AddLogSources([]byte(own)); err != nil {
		t.Fatal(err)
	}
	const rules = "title: P\nlogsource: {category: process_creation, product: windows}\ndetection: {s: {Image: x}, condition: s}\n---\n" +
		"title: A\nlogsource: {product: agent}\ndetection: {s: {F: x}, condition: s}\n"
	if err := l.AddSigma(tree("r.yml", rules), "mine"); err != nil || len(l.Failed) > 0 {
		t.Fatal(err, l.Failed)
	}
	if m := l.Rules[0].ForEvents(EventSort{Channel: "mine", ID: 7}); m == nil || !m.Match(fields{"Program": "x"}) {
		t.Error("the further place of a known log source")
	}
	if l.Rules[0].ForEvents(EventSort{Channel: sysmonChannel, ID: 1}) == nil {
		t.Error("the known place is gone")
	}
	if l.Rules[1].ForEvents(EventSort{Channel: "Agent 1", Provider: "b"}) == nil || l.Rules[1].ForEvents(EventSort{Channel: "Agent 1", Provider: "C"}) != nil {
		t.Error("the provider")
	}
	for text, want := range map[string]string{
		"- {from: [{channel: x}]}":                                         "entry 1 names no",
		"- {product: x}":                                                   "nothing of where",
		"- {product: x, from: [{id: 3}]}":                                  "kind or a channel",
		"- {product: x, from: [{kind: iis, id: 3}]}":                       "no channel",
		"- {product: x, from: [{channel: x, id: many}]}":                   "no event number",
		"- {product: x, from: [{channel: {a: b}}]}":                        "list of texts",
		"- {product: x, from: [{channel: x, fields: {A: [[[[[[B]]]]]]}}]}": "lists in lists",
		"- {product: x, from: [{channel: x, colour: red}]}":                "colour",
		"product: x": "",
	} {
		if err := New().AddLogSources([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Every published rule for Windows, Microsoft 365, the web and antivirus is bound.
func TestPublishedRulesAreBound(t *testing.T) {
	l := New()
	if err := l.AddSigma(os.DirFS(corpus.Path(t, "sigma-rules")), "sigma"); err != nil {
		t.Fatal(err)
	}
	bound, wants := 0, 0
	for _, r := range l.Rules {
		s := r.Sigma.LogSource
		if r.Bound() {
			bound++
		} else if strings.HasPrefix(r.Unanswerable(), "wants values for %") {
			wants++
		} else if wanted(s) {
			t.Errorf("%s: %s is not bound", r.File, describe(s))
		}
	}
	if len(l.Rules) != publishedRules || wants != withPlaceholders || len(l.Failed) > 0 {
		t.Errorf("%d rules are loaded, %d of them want values; %d and %d are known. Failed: %v", len(l.Rules), wants, publishedRules, withPlaceholders, l.Failed)
	}
	t.Logf("%d rules loaded, %d bound", len(l.Rules), bound)
}

// The published rules, all of which load, and those that want values of each site.
const (
	publishedRules   = 3780
	withPlaceholders = 25
)

func wanted(s sigma.LogSource) bool {
	switch {
	case s.Product == "windows", s.Product == "m365":
		return true
	case s.Product != "":
		return false
	}
	return s.Category == "webserver" || s.Category == "proxy" || s.Category == "antivirus"
}
