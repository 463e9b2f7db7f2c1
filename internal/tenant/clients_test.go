package tenant

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
)

// An export of failed sign-ins and of mail that was read, without the sign-ins that
// worked, makes no spray of an office.
func TestOfficeWithoutSignIns(t *testing.T) {
	var c Clients
	add := func(operation, user string) {
		rec := athar.Record{Time: athar.Date(2022, 1, 10)}
		for k, v := range map[string]string{"operation": operation, "userid": user, "c-ip": "198.51.100.7", "errornumber": "50126"} {
			rec.Derive(k, v)
		}
		c.Add(&rec)
	}
	for i := range 2 * sprayUsers {
		add("UserLoginFailed", fmt.Sprintf("user%02d@example.org", i))
	}
	if got := c.List(); len(got) != 1 || !Spray(got[0]) {
		t.Fatalf("refused alone: %v, want a spray", got)
	}
	for i := range sprayUsers {
		add("MailItemsAccessed", fmt.Sprintf("user%02d@example.org", i))
	}
	if got := c.List(); Spray(got[0]) || !Own(got[0]) {
		t.Errorf("an office at work: %v, want the estate's own address", got)
	}
}
