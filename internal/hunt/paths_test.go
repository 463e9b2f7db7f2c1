package hunt

import (
	"fmt"
	"strings"
	"testing"
)

func TestPathsForeign(t *testing.T) {
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		row, at string // where the literal was found
		want    bool
	}{
		{"x GET /aspnet_client/x.aspx - 443", "/aspnet_client/", true},
		{"x GET /aspnet_client/x.aspx?a=/owa/auth/logon.aspx 443", "/aspnet_client/", true},
		{"x,/owa/auth/logon.aspx,y", "/owa/auth/", false},
		{"x,/owa/auth/other.aspx,y", "/owa/auth/", true},
		{`"/owa/auth/Logon.ASPX"`, "/owa/auth/", false},
		{"x GET /owa/auth/15.1.2176/themes/x.png -", "/owa/auth/", false},
		{"/owa/auth/x.aspx", "/owa/auth/", true}, // all that there is of the row
		{"x GET /oab/ - 443", "t /oab/", false},
		{"x GET /oab/x.asmx - 443", "t /oab/", true},
		{"x,y,/oab/x.asmx,z", ",/oab/", true},
		{"x /y.aspx", ".aspx", true}, // Exchange has none at the root
		{"x /app/y.aspx", ".aspx", false},
	}
	p := paths{pages: know.Pages}
	for range 2 { // the second answer is remembered
		for _, tt := range tests {
			if got := p.foreign([]byte(tt.row), strings.Index(strings.ToLower(tt.row), tt.at)); got != tt.want {
				t.Errorf("%s: %v", tt.row, got)
			}
		}
	}
	// A sweep with names of its own each time takes no memory that grows.
	for i := range 2*maxPaths + 1 {
		if !p.foreign(fmt.Appendf(nil, "/aspnet_client/%d.aspx", i), 0) {
			t.Fatal(i)
		}
	}
	if len(p.known) > maxPaths {
		t.Errorf("%d paths are remembered", len(p.known))
	}
}
