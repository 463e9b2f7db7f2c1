package hunt

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// signs stand in for code: they name what a shell names, and call nothing.
const signs = `stand-in: Request["x"] and eval( without calling them`

// runs is what a page of one line that takes orders comes to.
const runs = `<%@ Page Language="Jscript"%><%eval(Request.Item["standin"],"unsafe");%>`

const dump = `Name            : OAB (Default Web Site)
OfflineAddressBooks : \Default
InternalUrl     : https://mail.example/OAB
ExternalUrl     : http://f/<script runat="server">stand-in: Request["s3cret"]</script>
Server          : MAIL01
DistinguishedName : CN=OAB
Guid            : 01234567-89ab-cdef-0123-456789abcdef
WhenChangedUTC  : 3/13/2021 8:40:41 AM
`

func TestJudge(t *testing.T) {
	const auth = "FrontEnd/HttpProxy/owa/auth/"
	tests := map[string]struct{ path, text, want string }{
		"foreign":                {auth + "x.aspx", "<p>", pageForeign},
		"in another case":        {"c/frontend/HTTPPROXY/OWA/Auth/X.ASPX", "<p>", pageForeign},
		"two signs":              {auth + "x.aspx", signs, pageShell},
		"one sign":               {auth + "x.aspx", `Request["x"]`, pageForeign},
		"adapted":                {auth + "logon.aspx", "<p>own logo", pageChanged},
		"adapted, two signs":     {auth + "logon.aspx", signs, pageChanged},
		"overwritten":            {auth + "logon.aspx", signs + " Process.Start", pageShell},
		"a site of one's own":    {"inetpub/wwwroot/intranet/x.aspx", signs, ""},
		"orders, anywhere":       {"inetpub/wwwroot/intranet/x.aspx", runs, "shell_chopper"},
		"behind NULs":            {"inetpub/wwwroot/intranet/x.aspx", "<p>\x00\x00\x00\x00\x00" + runs, "shell_chopper"},
		"behind a long line":     {"inetpub/wwwroot/intranet/x.aspx", strings.Repeat(" ", 600<<10) + runs, "shell_chopper"},
		"a dump":                 {"somewhere/x.aspx", dump, pageOABDump},
		"a dump without script":  {"somewhere/x.aspx", strings.NewReplacer("<script", "", "</script", "").Replace(dump), ""},
		"a mailbox file":         {"inetpub/wwwroot/aspnet_client/x.aspx", "!BDN...", pageWrapped},
		"a certificate request":  {"inetpub/wwwroot/aspnet_client/x.aspx", "\x30\x82..<%@ Page Language=\"C#\"", pageWrapped},
		"a certificate, no page": {"inetpub/wwwroot/other/x.aspx", "\x30\x82...", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tr := learned(t, Options{}, tt.path, tt.text)
			if tr.Kind != athar.KindFile {
				t.Fatalf("taken for %+v", tr)
			}
			got := ""
			if len(tr.Sightings) == 1 {
				got = tr.Sightings[0].Rule
			}
			if got != tt.want || len(tr.Sightings) > 1 {
				t.Errorf("got %+v, want %q", tr.Sightings, tt.want)
			}
		})
	}
}

func TestReadDump(t *testing.T) {
	s := athar.Sighting{Fields: map[string]string{}}
	readDump(dump, &s)
	for field, want := range map[string]string{
		"key": "s3cret", "server": "MAIL01", "directory": "01234567-89ab-cdef-0123-456789abcdef", "when": "3/13/2021 8:40:41 AM",
	} {
		if s.Fields[field] != want {
			t.Errorf("%s: %q, want %q", field, s.Fields[field], want)
		}
	}
	if got := s.Time.String(); got != "2021-03-13T08:40:41Z" {
		t.Errorf("dropped %s", got)
	}
	// The third of April, or the fourth of March: the dump does not say.
	s = athar.Sighting{Fields: map[string]string{}}
	readDump(strings.Replace(dump, "3/13/", "3/4/", 1), &s)
	if s.Time != 0 || s.Fields["when"] == "" {
		t.Errorf("an open date is read as %s", s.Time)
	}
}

// broken is a file whose container ends in the middle of it.
type broken struct{ r io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// The hash of a part says nothing of the whole: a page of Exchange that was cut
// off on its way is lost, not changed.
func TestPageCutShort(t *testing.T) {
	tr := &athar.Trace{Path: "FrontEnd/HttpProxy/owa/auth/logon.aspx", Kind: athar.KindFile}
	h := hunter(t, Options{})
	h.learn(t.Context(), tr, broken{strings.NewReader("<p>half of")})
	if len(tr.Sightings) != 0 || h.unread[tr.Path] == "" {
		t.Errorf("sightings %+v, unread %q", tr.Sightings, h.unread)
	}
}

func TestTailOf(t *testing.T) {
	for in, want := range map[string]string{
		"host/C/Program Files/V15/FrontEnd/HttpProxy/owa/auth/X.aspx": "FrontEnd/HttpProxy/owa/auth/X.aspx",
		"a.zip!/inetpub/wwwroot/aspnet_client/x.aspx":                 "inetpub/wwwroot/aspnet_client/x.aspx",
		"aspnet_client/x.aspx":                                        "aspnet_client/x.aspx",
		"some/where/x.aspx":                                           "x.aspx",
		"a.zip!x.aspx":                                                "x.aspx",
		"x.aspx":                                                      "x.aspx",
		"":                                                            "",
	} {
		if got := tailOf(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestVisitClass(t *testing.T) {
	tests := []struct{ method, status, query, want string }{
		{"GET", "200", "", webshellReached},
		{"HEAD", "304", "", webshellReached},
		{"GET", "200", "cmd=x", webshellUsed},
		{"POST", "204", "", webshellUsed},
		{"PUT", "201", "", webshellUsed},
		{"POST", "500", "", webshellError},
		{"GET", "500", "", webshellSwept},
		{"GET", "404", "cmd=x", webshellSwept},
		{"POST", "302", "", webshellSwept},
		{"POST", "2", "", webshellSwept},
		{"POST", "", "", webshellSwept},
	}
	for _, tt := range tests {
		if got := visitClass(tt.method, tt.status, tt.query); got != tt.want {
			t.Errorf("%s %s %q: %s, want %s", tt.method, tt.status, tt.query, got, tt.want)
		}
	}
}
