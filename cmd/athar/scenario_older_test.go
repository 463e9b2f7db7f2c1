package main

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
)

// Exchange 2010 has pages where later products have none: on it they are its own, on
// disk and asked for, and anything else there is as foreign as ever.
func TestScenarioOlderProducts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, build, page string
		stage             athar.Stage
	}{
		{"its own page", "14.3.496.0", "error.aspx", athar.Exposed},
		{"another", "14.3.496.0", "errorEE.aspx", athar.Controlled},
		{"on a later product", "15.1.2176.2", "error.aspx", athar.Controlled},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newIIS()
			for hour := range 24 {
				at := on(2021, 3, 10, hour, 0, 0)
				for client := range 3 {
					l.row(at, "GET", "/owa/"+c.build+"/themes/base/logon.css", "", fmt.Sprint("192.0.2.", 60+client), "Mozilla/4.0", 200)
				}
				l.row(at+athar.Minute, "GET", "/owa/auth/"+c.page, "ex=x&msg=y", "192.0.2.60", "Mozilla/4.0", 200)
			}
			dir := t.TempDir()
			put(t, dir, "MAIL01/inetpub/logs/LogFiles/W3SVC1/u_ex210310.log", l.bytes())
			wantStage(t, scan(t, dir).only(), c.stage)
		})
	}
	for name, c := range map[string]struct {
		path  string
		found bool
	}{
		"its own on disk":            {"Exchange Server/V14/ClientAccess/Owa/auth/logon.aspx", false},
		"another on disk":            {"Exchange Server/V14/ClientAccess/Owa/auth/logout.aspx", true},
		"on disk of a later product": {"Exchange Server/V15/ClientAccess/Owa/auth/logon.aspx", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "MAIL01/C/Program Files/Microsoft/"+c.path, []byte("<%@ Page Language=\"C#\" %><html></html>"))
			if got := len(byRule(scan(t, dir).only(), "page-foreign")) > 0; got != c.found {
				t.Errorf("%s: foreign: %v", c.path, got)
			}
		})
	}
}
