package main

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// The neighbours in the same news: servers that are none of Exchange's.
var neighbourTales = []tale{
	{"Orion calls home", happened, "solarwinds", athar.Implanted, "", nil, cu18, on(2020, 6, 15, 6, 0, 0), true, func(d *draw) {
		for i := range 1 + d.IntN(5) {
			d.logs().OrionAsks(d.at + athar.Time(i)*athar.Hour)
		}
	}},
	{"and takes the next step", happened, "solarwinds", athar.Expanded, "solarwinds-teardrop", nil, cu18, on(2020, 6, 15, 6, 0, 0), true, func(d *draw) {
		d.logs().OrionAsks(d.at)
		d.logs().SecondStep(d.at + athar.Hour)
	}},
	{"Orion's sign-in is walked around", happened, "solarwinds", athar.Accessed, "", nil, cu18, on(2020, 12, 28, 6, 0, 0), true, func(d *draw) {
		d.host.OrionPages(d.from, d.from+2*athar.Day, athar.Hour)
		d.host.OrionBypass(d.at, d.who, 200)
	}},
	{"SUPERNOVA takes code", happened, "solarwinds", athar.Controlled, "solarwinds-supernova", nil, cu18, on(2020, 10, 5, 6, 0, 0), true, func(d *draw) {
		d.host.OrionPages(d.from, d.from+2*athar.Day, athar.Hour)
		d.host.Supernova(d.at, d.who, 200)
	}},
	{"Orion's sign-in holds", failed, "solarwinds", athar.Attempted, "", nil, cu18, on(2020, 12, 28, 6, 0, 0), true, func(d *draw) {
		d.host.OrionPages(d.from, d.from+2*athar.Day, athar.Hour)
		d.host.OrionBypass(d.at, d.who, drawn(d, []int{401, 404, 302}))
		d.host.Supernova(d.at+athar.Hour, d.who, drawn(d, []int{404, 500}))
	}},
	{"Orion at work, and somebody who looks the name up", alike, "solarwinds", athar.NoStage, "", nil, cu18, on(2020, 12, 28, 6, 0, 0), true, func(d *draw) {
		d.host.OrionPages(d.from, d.from+2*athar.Day, athar.Hour)
		d.logs().OthersAsk(d.at)
	}},

	{"VSA is entered and made to run a file", happened, "kaseya", athar.Controlled, "kaseya-chain", nil, cu20, on(2021, 7, 1, 6, 0, 0), true, func(d *draw) {
		d.host.AgentPages(d.from, d.from+2*athar.Day, 2*athar.Hour)
		d.host.KaseyaChain(d.at, d.who, 200)
	}},
	{"an agent unpacks what was sent, and encrypts", happened, "kaseya", athar.Impacted, "kaseya-sideload", nil, cu20, on(2021, 7, 1, 6, 0, 0), true, func(d *draw) { d.logs().HotFix(d.at, true) }},
	{"VSA refuses", failed, "kaseya", athar.NoStage, "", nil, cu20, on(2021, 7, 12, 6, 0, 0), true, func(d *draw) {
		d.host.AgentPages(d.from, d.from+2*athar.Day, 2*athar.Hour)
		d.host.KaseyaChain(d.at, d.who, drawn(d, []int{401, 403, 302}))
	}},
	{"VSA at work", alike, "kaseya", athar.NoStage, "", nil, cu20, on(2021, 7, 1, 6, 0, 0), true, func(d *draw) {
		d.host.AgentPages(d.from, d.from+2*athar.Day, 20*athar.Minute)
		d.logs().AgentWorks(d.at)
	}},
}

// tenantTale is a story of a Microsoft 365 tenant.
type tenantTale struct {
	name  string
	sort  taleSort
	stage athar.Stage
	tell  func(d *draw, made *forge.Tenant, user string)
}

var tenantTales = []tenantTale{
	{"passwords are tried", failed, athar.Attempted, func(d *draw, made *forge.Tenant, _ string) { made.Spray(d.at, d.who.Address) }},
	{"one of them is right", happened, athar.Accessed, func(d *draw, made *forge.Tenant, user string) {
		made.Spray(d.at, d.who.Address)
		made.SignIn(d.at+athar.Hour, user, d.who.Address, "")
	}},
	{"a rule is left", happened, athar.Implanted, func(d *draw, made *forge.Tenant, user string) {
		made.Spray(d.at, d.who.Address)
		made.SignIn(d.at+athar.Hour, user, d.who.Address, "")
		made.Say(forge.Audit{
			At: d.at + 61*athar.Minute, Operation: "New-InboxRule", Workload: "Exchange", User: user, IP: d.who.Address, Status: "True",
			Parameters: []forge.Pair{{Name: "Name", Value: "."}, {Name: "ForwardTo", Value: drop}},
		})
	}},
	{"power is given", happened, athar.Expanded, func(d *draw, made *forge.Tenant, user string) {
		made.Spray(d.at, d.who.Address)
		made.SignIn(d.at+athar.Hour, user, d.who.Address, "")
		made.Say(forge.Audit{
			At: d.at + 61*athar.Minute, Operation: "Add member to role.", Workload: "AzureActiveDirectory", User: user, IP: d.who.Address, Status: "Success",
			Object: d.word(6) + "@example.org", Modified: []forge.Pair{{Name: "Role.DisplayName", Value: `"Global Administrator"`}},
		})
	}},
	{"mail is read", happened, athar.Exfiltrated, func(d *draw, made *forge.Tenant, user string) {
		made.Spray(d.at, d.who.Address)
		made.SignIn(d.at+athar.Hour, user, d.who.Address, "")
		made.ReadMail(d.at+2*athar.Hour, user, user, d.who.Address, 20+d.IntN(300))
	}},
	{"an ordinary week", alike, athar.NoStage, func(*draw, *forge.Tenant, string) {}},
}

// A tenant's stories, with their seeds.
func TestTenantStories(t *testing.T) {
	t.Parallel()
	for i, x := range tenantTales {
		t.Run(strings.Join([]string{string(x.sort), x.name}, "/"), func(t *testing.T) {
			t.Parallel()
			for seed := range seeds(t) {
				d, _ := newDraw(t, &tale{name: x.name, build: cu20, from: on(2024, 3, 4, 0, 0, 0), foreign: true}, 9000+100*uint64(i)+seed)
				made := tenantOf(seed)
				x.tell(d, made, made.Users[d.IntN(len(made.Users))])
				dir := t.TempDir()
				wrapping := []func(){
					func() { put(t, dir, "audit.jsonl", made.Lines()) },
					func() { put(t, dir, "audit.csv", made.CSV()) },
					func() { put(t, dir, "page.json", made.Pages()) },
				}
				wrapping[d.IntN(len(wrapping))]()
				s := onlyTenant(t, scan(t, dir))
				if x.sort == alike {
					nothingFrom(t, s, athar.Attempted)
				} else if s.Stage != x.stage {
					t.Fatalf("seed %d: %v, want %v\n%s", seed, s.Stage, x.stage, told(s))
				}
			}
		})
	}
}
