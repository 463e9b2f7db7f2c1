package hunt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

var webColumns = athar.NewColumns([]string{"cs-uri-stem", "sc-status", "c-ip", "s-port", "cs-uri-query"}, nil)

func webRecord(values ...string) *athar.Record {
	rec := &athar.Record{Kind: athar.KindIIS, Time: noon, Line: 7, Columns: webColumns}
	for _, v := range values {
		rec.Values = append(rec.Values, []byte(v))
	}
	return rec
}

// Only a path that was served names the build, and the clients that it was
// served to are counted up to three.
func TestLookoutURL(t *testing.T) {
	tests := map[string]struct{ stem, status, want string }{
		"served":       {"/owa/prem/15.1.2176.2/scripts/x.js", "200", "15.1.2176.2"},
		"from a cache": {"/ECP/15.1.2176.2/x.js", "304", "15.1.2176.2"},
		"not there":    {"/owa/15.1.2176.9/x.js", "404", ""},
		"three parts":  {"/owa/15.1.2176/x.js", "200", ""},
		"no number":    {"/owa/15.1.2176.x/x.js", "200", ""},
		"too long":     {"/owa/15.1.2176." + strings.Repeat("2", 20) + "/x.js", "200", ""},
		"elsewhere":    {"/ews/15.1.2176.2/x.js", "200", ""},
	}
	for name, tt := range tests {
		var l lookout
		for _, ip := range []string{"192.0.2.2", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"} {
			l.url(webRecord(tt.stem, tt.status, ip))
		}
		tr := &athar.Trace{}
		l.into(tr)
		var want []athar.BuildSeen
		if tt.want != "" {
			want = []athar.BuildSeen{{Build: tt.want, Time: noon, Line: 7, How: "url", Clients: []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}}}
		}
		if diff := cmp.Diff(want, tr.Builds); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if tt.want == "" {
			continue
		}
		line := []byte("x " + tt.stem + " y")
		if !l.noted(line, 2, noon) || l.noted(line, 2, noon+athar.Day) {
			t.Errorf("%s: noted on its day %v, on the next %v", name, l.noted(line, 2, noon), l.noted(line, 2, noon+athar.Day))
		}
	}
}

func TestLookoutMention(t *testing.T) {
	var l lookout
	for i, name := range []string{"mail02.example.org", "MAIL02.EXAMPLE.ORG", "localhost", "192.0.2.7", "a b.example", "]@x.example", strings.Repeat("a", 64) + ".example", "a." + strings.Repeat("b", 255), ""} {
		l.mention(name, int64(i+1))
	}
	tr := &athar.Trace{}
	l.into(tr)
	if diff := cmp.Diff([]athar.Mention{{Name: "mail02.example.org", Line: 1}}, tr.Mentions); diff != "" {
		t.Error(diff)
	}
}

func TestLookoutIsBounded(t *testing.T) {
	var l lookout
	for i := range maxBuilds + 100 {
		l.mention(fmt.Sprintf("mail%d.example", i), 1)
		for client := range maxClients {
			l.url(webRecord(fmt.Sprintf("/owa/15.1.%d.2/x.js", i), "200", fmt.Sprint("192.0.2.", client)))
		}
	}
	if len(l.builds) != maxBuilds || len(l.mentions) != maxMentions || len(l.full) > maxBuilds {
		t.Errorf("%d builds, %d mentions, %d full", len(l.builds), len(l.mentions), len(l.full))
	}
}

func TestSample(t *testing.T) {
	tests := map[string]struct {
		values   []string
		path     string
		exchange bool
		back     bool
	}{
		"logon page":         {[]string{"/owa/auth/logon.aspx", "200", "192.0.2.7", "443", "-"}, "u.log", true, false},
		"redirect":           {[]string{"/ECP", "302", "192.0.2.7", "443", "-"}, "u.log", true, false},
		"a scanner's search": {[]string{"/owa/", "404", "192.0.2.7", "443", "-"}, "u.log", false, false},
		"another site":       {[]string{"/owanews/", "200", "192.0.2.7", "443", "-"}, "u.log", false, false},
		"appended":           {[]string{"/x", "404", "192.0.2.7", "443", "a&CorrelationID=<empty>;"}, "u.log", true, false},
		"inner, by folder":   {[]string{"/x", "404", "192.0.2.7", "-", "-"}, "LogFiles/W3SVC2/u.log", false, true},
		"inner, by clients":  {[]string{"/x", "404", "fe80::1%3", "-", "-"}, "u.log", false, true},
		"outer, in a folder": {[]string{"/x", "404", "192.0.2.7", "443", "-"}, "LogFiles/W3SVC2/u.log", false, false},
	}
	for name, tt := range tests {
		var l lookout
		tr := &athar.Trace{Path: tt.path}
		l.sample(webRecord(tt.values...), tr)
		if tr.Exchange != tt.exchange || (l.backEnd == 1) != tt.back || l.backEnd+l.frontEnd != 1 {
			t.Errorf("%s: exchange %v, front %d, back %d", name, tr.Exchange, l.frontEnd, l.backEnd)
		}
	}
}
