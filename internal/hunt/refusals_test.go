package hunt

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
)

// What says that a page is not there, and what says nothing of it.
func TestRefuses(t *testing.T) {
	for _, tt := range []struct {
		status, substatus, port string
		want                    bool
	}{
		{"404", "0", "443", true},
		{"302", "0", "443", true},
		{"302", "0", "80", false}, // the way to HTTPS
		{"403", "4", "80", false}, // HTTPS is demanded
		{"403", "14", "443", true},
		{"401", "2", "443", true},
		{"304", "0", "443", false},
		{"200", "0", "443", false},
		{"500", "0", "443", false},
		{"503", "0", "443", false},
	} {
		if got := refuses(tt.status, tt.substatus, tt.port); got != tt.want {
			t.Errorf("%s.%s on port %s: %v", tt.status, tt.substatus, tt.port, got)
		}
	}
}

// A file with more hours of refusals than are kept says that it refused all the time.
func TestRefusalsAreBounded(t *testing.T) {
	var r refusals
	for i := range maxRefusals + 100 {
		r.add(fmt.Sprint("S", i%7), "/aspnet_client/a.aspx", athar.Time(i)*athar.Hour)
	}
	var tr athar.Trace
	r.into(&tr)
	if len(tr.Refusals) > maxRefusals+1 {
		t.Errorf("%d are kept", len(tr.Refusals))
	}
	if first := tr.Refusals[0]; first.Hour != 0 || first.Sort != "/aspnet_client/*.aspx" {
		t.Errorf("first: %+v", first)
	}
}
