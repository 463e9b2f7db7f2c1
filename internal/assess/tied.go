package assess

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// raise gives leads the stage that their rule names where an account does what
// administrators do shortly after an intruder acted as that account. Alone the
// same cmdlet stays a lead: people who look after Exchange use it every day.
// Findings are in order of time, and a raised one counts for those that follow.
func (a *assessor) raise(findings []athar.Finding) {
	used := map[string][]*athar.Finding{} // intruders' steps by the account that they acted as
	for i := range findings {
		f := &findings[i]
		if r := a.rule(f.Rule); r != nil && r.Meta.Tied != nil && f.Time != 0 && r.Stage == athar.NoStage {
			stage, within, err := r.Meta.Tied.Bounds()
			for _, who := range actors(f, true) {
				step := latest(used[who], f.Time-within)
				if err != nil || step == nil || f.Stage == stage {
					continue
				}
				f.Stage, f.Severity, f.Confidence, f.Campaign = stage, athar.High, athar.Probable, step.Campaign
				f.Evidence["tied_account"], f.Evidence["tied_to"] = who, step.ID
				for _, cve := range step.CVE {
					f.CVE = keep(f.CVE, cve)
				}
			}
		}
		if f.Stage < athar.Accessed || f.Time == 0 {
			continue
		}
		for _, who := range actors(f, false) {
			used[who] = append(used[who], f)
		}
	}
}

// followSlack is how far a step may lie from one of a known campaign that an
// account took, to be part of it.
const followSlack = athar.Hour

// follow gives steps that belong to no campaign of their own (a session of remote
// PowerShell, whoever opened it) the campaign in which the same account acted then.
func (a *assessor) follow(findings []athar.Finding) {
	used := map[string][]*athar.Finding{}
	for i := range findings {
		f := &findings[i]
		if f.Stage < athar.Accessed || f.Time == 0 || f.Campaign == campaign.Persistence {
			continue
		}
		for _, who := range actors(f, false) {
			used[who] = append(used[who], f)
		}
	}
	for i := range findings {
		f := &findings[i]
		if f.Stage < athar.Accessed || f.Time == 0 || f.Campaign != campaign.Persistence {
			continue
		}
		if step := beside(f, used); step != nil {
			f.Campaign = step.Campaign
		}
	}
}

// beside finds a step by one of a finding's accounts at about its time.
func beside(f *athar.Finding, used map[string][]*athar.Finding) *athar.Finding {
	for _, who := range actors(f, false) {
		for _, step := range used[who] {
			if step.Time <= f.Until+followSlack && f.Time <= step.Until+followSlack {
				return step
			}
		}
	}
	return nil
}

// latest is the last of some steps that is not older than a moment.
func latest(steps []*athar.Finding, since athar.Time) *athar.Finding {
	if n := len(steps); n > 0 && steps[n-1].Until >= since {
		return steps[n-1]
	}
	return nil
}

// actors are the accounts that acted, in a form that all logs share. Of a cmdlet
// only the account that ran it counts, not the mailboxes that it names.
func actors(f *athar.Finding, cmdlet bool) []string {
	names := f.Account
	if ran := f.Evidence["AuthenticatedUser"]; cmdlet || f.Evidence["cmdlet"] != "" && ran != "" {
		names = []string{ran}
	}
	var out []string
	for _, n := range names {
		if n = plainAccount(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// plainAccount is the bare name of DOMAIN\user and user@domain in lower case; empty
// for accounts that no person uses: machines, Exchange's own, the system's.
func plainAccount(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if i := strings.LastIndexAny(name, `\/`); i >= 0 {
		name = name[i+1:]
	}
	name, _, _ = strings.Cut(name, "@")
	for _, own := range []string{"healthmailbox", "systemmailbox", "extest_"} {
		if strings.HasPrefix(name, own) {
			return ""
		}
	}
	if strings.HasSuffix(name, "$") || name == "system" || name == "-" {
		return ""
	}
	return name
}
