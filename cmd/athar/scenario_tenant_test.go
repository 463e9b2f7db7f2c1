package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/forge"
)

const (
	officeIP   = "198.51.100.7"
	intruderIP = "203.0.113.66"
	tenantName = "example.onmicrosoft.com"
)

// tenantOf makes a tenant with a week of ordinary life: people mistype, an
// administrator works, a backup reads everybody's mail.
func tenantOf(seed uint64) *forge.Tenant {
	var users []string
	for i := range 24 {
		users = append(users, fmt.Sprintf("user%02d@example.org", i))
	}
	made := forge.NewTenant(seed, tenantName, users...)
	for day := range athar.Time(7) {
		at := on(2024, 3, 4, 0, 0, 0) + day*athar.Day
		made.Office(at, officeIP)
		for _, u := range users {
			made.ReadMail(at+2*athar.Hour, "backup@example.org", u, "198.51.100.200", 12)
		}
	}
	at := on(2024, 3, 5, 10, 0, 0)
	made.Say(forge.Audit{At: at, Operation: "Add-MailboxPermission", Workload: "Exchange", User: users[0], IP: officeIP, Status: "True", Object: users[3], Parameters: []forge.Pair{{Name: "User", Value: users[4]}}})
	made.Say(forge.Audit{At: at + athar.Hour, Operation: "Add service principal credentials.", Workload: "AzureActiveDirectory", User: users[0], IP: officeIP, Status: "Success", Object: "ServicePrincipal_1"})
	made.Say(forge.Audit{At: at + 2*athar.Hour, Operation: "New-InboxRule", Workload: "Exchange", User: users[5], IP: officeIP, Status: "True", Parameters: []forge.Pair{{Name: "Name", Value: "private"}, {Name: "ForwardTo", Value: "me@example.net"}}})
	return made
}

// tenantScan writes a tenant's records in three wrappings and assesses them.
func tenantScan(t *testing.T, made *forge.Tenant, also ...string) verdict {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "audit.jsonl", made.Lines())
	put(t, dir, "export/audit.csv", made.CSV())
	put(t, dir, "export/page.json", made.Pages())
	return scan(t, append(also, dir)...)
}

func onlyTenant(t *testing.T, v verdict) *athar.Server {
	t.Helper()
	if len(v.Tenants) != 1 {
		t.Fatalf("%d tenants, want one", len(v.Tenants))
	}
	return &v.Tenants[0]
}

func TestTenantHealthy(t *testing.T) {
	for seed := range uint64(2) {
		v := tenantScan(t, tenantOf(seed))
		s := onlyTenant(t, v)
		wantStage(t, s, athar.Unknown)
		wantAnswers(t, s, "? ? ? ? ?")
		if len(v.Servers) != 0 || s.Name != tenantName {
			t.Errorf("%d servers beside tenant %s", len(v.Servers), s.Name)
		}
		for _, rule := range []string{"m365-mailbox-opened", "m365-app-secret", "m365-forwarding"} {
			if f := oneOf(t, s, rule); f.Stage != athar.NoStage || f.Count != 1 {
				t.Errorf("%s: %v, %d records", rule, f.Stage, f.Count)
			}
		}
	}
}

// A password is tried on every account, and on one it works.
func TestTenantSpray(t *testing.T) {
	for seed := range uint64(2) {
		made := tenantOf(seed)
		at := on(2024, 3, 6, 2, 0, 0)
		made.Spray(at, intruderIP)
		s := onlyTenant(t, tenantScan(t, made))
		wantStage(t, s, athar.Attempted)
		if f := oneOf(t, s, "tenant-tried"); f.Count != 24 || !slices.Equal(f.IP, []string{intruderIP}) {
			t.Errorf("%d attempts from %v", f.Count, f.IP)
		}

		user := made.Users[7]
		made.SignIn(at+athar.Hour, user, intruderIP, "")
		s = onlyTenant(t, tenantScan(t, made))
		wantStage(t, s, athar.Accessed)
		wantAnswers(t, s, "? yes yes ? ?")

		made.Say(forge.Audit{At: at + 61*athar.Minute, Operation: "New-InboxRule", Workload: "Exchange", User: user, IP: intruderIP, Status: "True", Parameters: []forge.Pair{{Name: "Name", Value: "."}, {Name: "ForwardTo", Value: "x@example.net"}}})
		s = onlyTenant(t, tenantScan(t, made))
		wantStage(t, s, athar.Implanted)

		made.ReadMail(at+62*athar.Minute, user, user, intruderIP, 321)
		made.ReadMail(at+63*athar.Minute, user, user, intruderIP, 250)
		s = onlyTenant(t, tenantScan(t, made))
		wantStage(t, s, athar.Exfiltrated)
		wantAnswers(t, s, "? yes yes yes ?")
		if len(s.Mailboxes) != 1 || s.Mailboxes[0].Mailbox != user || *s.Mailboxes[0].Items != 571 || s.Mailboxes[0].Band != "bulk" {
			t.Errorf("mailboxes: %+v", s.Mailboxes)
		}
	}
}

// Who attacked the server signs in to the tenant: one case, joined.
func TestTenantLinked(t *testing.T) {
	st := newStory(t, 5)
	h := st.server("MAIL01", "15.1.2106.2")
	at := on(2021, 3, 3, 4, 0, 0)
	quiet(h, at-athar.Day, at+athar.Day)
	h.ProxyLogon(forge.ProxyLogon{At: at, From: forge.Visitor{Address: intruderIP, Agent: "python-requests/2.25.1"}, Shell: forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"}})
	made := tenantOf(5)
	made.SignIn(at+3*athar.Hour, made.Users[2], intruderIP, "")
	v := tenantScan(t, made, st.pack())
	s := onlyTenant(t, v)
	wantStage(t, s, athar.Accessed)
	if len(v.Links) != 1 || v.Links[0].Server != "MAIL01" || v.Links[0].Tenant != tenantName || v.Links[0].By != "address "+intruderIP || len(v.Links[0].Findings) < 2 {
		t.Errorf("links: %+v", v.Links)
	}

	// From the office's own address the same says nothing.
	made = tenantOf(5)
	h.ProxyLogon(forge.ProxyLogon{At: at + athar.Hour, From: forge.Visitor{Address: officeIP, Agent: "python-requests/2.25.1"}, Shell: forge.Shell{URL: "/owa/auth/y.aspx", Key: "k"}})
	s = onlyTenant(t, tenantScan(t, made, st.pack()))
	wantStage(t, s, athar.Unknown)
}

// Real records of a tenant that was broken into for its mail.
func TestCorpusInvictus(t *testing.T) {
	packed := corpus.Path(t, "invictus-o365", "split", "auditrecords_2021-03_to_05.dev.csv.xz")
	out, err := exec.Command("xz", "-dc", packed).Output()
	if err != nil {
		t.Skipf("the records are packed, and xz does not open them: %v", err)
	}
	dir := t.TempDir()
	put(t, dir, "audit.csv", out)
	v := scan(t, filepath.Join(dir, "audit.csv"))
	s := onlyTenant(t, v)
	if v.Scan.Records != 4766 || len(v.Scan.Skipped) != 0 {
		t.Errorf("%d records read, skipped %v", v.Scan.Records, v.Scan.Skipped)
	}
	wantStage(t, s, athar.Implanted)
	if f := oneOf(t, s, "m365-takeover"); f.Time != on(2021, 4, 16, 12, 7, 14) || !slices.Equal(f.IP, []string{"62.149.20.10"}) {
		t.Errorf("takeover at %s from %v", f.Time, f.IP)
	}
}
