package assess

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// file is a trace of one path below a root, whose rows name the servers.
func file(root, path string, servers ...string) *athar.Trace {
	t := &athar.Trace{Root: root, Path: path, Home: root[strings.LastIndexByte(root, '/')+1:], SHA256: root + path, Kind: athar.KindIIS}
	for _, s := range servers {
		t.Spans = append(t.Spans, athar.Span{Server: s, First: monday, Last: monday + athar.Hour, Count: 2})
	}
	return t
}

func TestAttribution(t *testing.T) {
	same := func(t *athar.Trace, as string) *athar.Trace { t.SHA256 = as; return t }
	tests := map[string]struct {
		traces []*athar.Trace
		named  string // what the record itself says
		want   string // the server of the last trace
	}{
		"the record says it":            {[]*athar.Trace{file("c/e", "a/x.log", "MAIL02")}, "mail01.corp.example.test", "MAIL01"},
		"its file says it":              {[]*athar.Trace{file("c/e", "a/x.log", "mail01.corp.example.test", "MAIL01")}, "", "MAIL01"},
		"its folder says it":            {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "a/iis/u.log")}, "", "MAIL01"},
		"the nearest folder says it":    {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "b/x.log", "MAIL02"), file("c/e", "a/iis/deep/u.log")}, "", "MAIL01"},
		"the collection says it":        {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "iis/u.log")}, "", "MAIL01"},
		"nothing says it":               {[]*athar.Trace{file("c/e", "iis/W3SVC1/u.log")}, "", "e"},
		"beside two named servers":      {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "b/x.log", "MAIL02"), file("c/e", "iis/W3SVC1/u.log")}, "", "iis"},
		"above two named servers":       {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "b/x.log", "MAIL02"), file("c/e", "u.log")}, "", "e"},
		"a zip inside another's folder": {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "a/b.zip!/x.log", "MAIL02"), file("c/e", "a/b.zip!/iis/u.log")}, "", "MAIL02"},
		"beside that zip":               {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "a/b.zip!/x.log", "MAIL02"), file("c/e", "a/iis/u.log")}, "", "iis"},
		"an unnamed zip":                {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("c/e", "b/x.log", "MAIL02"), file("c/e", "iis.zip!/u.log")}, "", "iis.zip"},
		"other collections":             {[]*athar.Trace{file("c/e", "a/x.log", "MAIL01"), file("d/f", "u.log")}, "", "f"},
		"folders of one name": {[]*athar.Trace{
			file("c/e", "s/a/x.log", "MAIL01"), file("c/e", "s/b/x.log", "MAIL02"), file("c/e", "s/iis/u.log"),
			file("c/e", "t/a/x.log", "MAIL03"), file("c/e", "t/b/x.log", "MAIL04"), file("c/e", "t/iis/u.log"),
		}, "", "e/t/iis"},
		"collections of one name":       {[]*athar.Trace{file("c/logs", "u.log"), file("d/logs", "u.log")}, "", "logs (2)"},
		"the same collection again":     {[]*athar.Trace{same(file("c/logs", "u.log"), "1"), same(file("d/logs", "u.log"), "1")}, "", "logs"},
		"the same under another name":   {[]*athar.Trace{same(file("c/logs", "u.log"), "1"), same(file("a/other", "u.log"), "1")}, "", "logs"},
		"a name of blanks says nothing": {[]*athar.Trace{file("c/e", "x.log", "  ")}, " ", "e"},
		"a path that climbs":            {[]*athar.Trace{file("c/e", "../../x.log")}, "", "e"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			last := tt.traces[len(tt.traces)-1]
			if got := newAtlas(tt.traces).server(last, tt.named); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// A log that two servers share is of these two, and its folder is no third.
func TestHostsOfAMergedLog(t *testing.T) {
	a := &assessor{traces: []*athar.Trace{file("c/e", "all.log", "MAIL01", "mail02.corp.example.test"), file("d/copy", "all.log", "MAIL01", "mail02.corp.example.test")}}
	a.traces[1].SHA256 = a.traces[0].SHA256
	var got []string
	for _, h := range a.hosts() {
		got = append(got, h.name)
		if n := len(h.spans[athar.KindIIS]); n != 1 {
			t.Errorf("%s: the copy counts too: %d spans", h.name, n)
		}
	}
	if diff := cmp.Diff([]string{"MAIL01", "MAIL02"}, got); diff != "" {
		t.Error(diff)
	}
}
