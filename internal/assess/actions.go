package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// maxReasons is how many findings an action cites: a reader needs a few.
const maxReasons = 20

// actions are what is due now, in the order of the content. Each rests on findings:
// those of the rules or campaigns that it names, else those of the server's stage.
func (a *assessor) actions(s *athar.Server) []athar.Action {
	out := []athar.Action{}
	for _, t := range a.know.Texts.Actions {
		because, due := a.due(&t, s)
		if due {
			out = append(out, athar.Action{ID: t.ID, Priority: len(out) + 1, Text: t.Text, Because: list(because)})
		}
	}
	return out
}

// due reports whether an action is called for, and by which findings.
func (a *assessor) due(t *actionText, s *athar.Server) (because []string, due bool) {
	from, _ := athar.ParseStage(t.From) // checked when the texts were loaded
	to, err := athar.ParseStage(t.To)
	if err != nil {
		to = athar.Impacted
	}
	if s.Stage < from || s.Stage > to {
		return nil, false
	}
	tied := len(t.Rules)+len(t.Campaigns) > 0
	for i := range s.Findings {
		f := &s.Findings[i]
		fits := f.Stage == s.Stage
		if tied {
			fits = f.Stage >= max(from, athar.Attempted) && (t.namesRule(f.Rule) || slices.Contains(t.Campaigns, f.Campaign))
		}
		if fits && len(because) < maxReasons {
			because = append(because, f.ID)
		}
	}
	if tied && len(because) == 0 {
		return nil, false
	}
	if t.If != "" {
		why, ok := conditions[t.If](a, s)
		if !ok {
			return nil, false
		}
		if !tied {
			because = why
		}
	}
	return because, true
}

func (t *actionText) namesRule(rule string) bool {
	return slices.ContainsFunc(t.Rules, func(name string) bool {
		begin, open := strings.CutSuffix(name, "*")
		return name == rule || open && strings.HasPrefix(rule, begin)
	})
}

// conditions are what an action can wait for beside stages and rules, each with the
// findings that it rests on.
var conditions = map[string]func(*assessor, *athar.Server) ([]string, bool){
	// A flaw that is exploited in the world is open now.
	"exposed": func(_ *assessor, s *athar.Server) ([]string, bool) { return s.Answers.Exposed.Because, openNow(s) },
	// Whether there was an attack cannot be told.
	"unknown": func(_ *assessor, s *athar.Server) ([]string, bool) {
		return s.Answers.Exposed.Because, s.Answers.Attacked.Answer == athar.Unsure
	},
	// An intruder acted as somebody's account.
	"accounts": func(_ *assessor, s *athar.Server) ([]string, bool) {
		return found(s, func(f *athar.Finding) bool { return f.Stage >= athar.Attempted && len(actors(f, false)) > 0 })
	},
	// Mail is known to have been taken.
	"mailboxes": func(_ *assessor, s *athar.Server) ([]string, bool) {
		var because []string
		for i := range s.Mailboxes {
			if m := &s.Mailboxes[i]; m.Certainty == "evidenced" && m.Band != "enumerated" {
				for _, id := range m.Because {
					because = keep(because, id)
				}
			}
		}
		return because[:min(len(because), maxReasons)], len(because) > 0
	},
	// The server works together with Exchange Online.
	"hybrid": func(_ *assessor, s *athar.Server) ([]string, bool) {
		return found(s, func(f *athar.Finding) bool { return f.Rule == "hybrid-seen" })
	},
	// The product gets no more updates, or did not when the evidence ends.
	"unsupported": func(a *assessor, s *athar.Server) ([]string, bool) {
		return nil, s.Product != nil && s.Product.SupportedUntil != 0 && a.end > s.Product.SupportedUntil
	},
	// What relays sign-ins is not known to be shut out.
	"relay": func(a *assessor, s *athar.Server) ([]string, bool) {
		return nil, slices.ContainsFunc(s.Exposure, func(e athar.Exposure) bool {
			return e.CVE == "CVE-2024-21410" && e.Until == 0 && e.ExploitedSince < a.end && (e.State == athar.Vulnerable || e.State == athar.ExposureOpen)
		})
	},
	// A flaw is mitigated and not fixed.
	"mitigated": func(_ *assessor, s *athar.Server) ([]string, bool) {
		return nil, slices.ContainsFunc(s.Exposure, func(e athar.Exposure) bool { return e.Until == 0 && e.State == athar.Mitigated })
	},
}

// found lists the findings of a kind.
func found(s *athar.Server, is func(*athar.Finding) bool) ([]string, bool) {
	var because []string
	for i := range s.Findings {
		if f := &s.Findings[i]; is(f) && len(because) < maxReasons {
			because = append(because, f.ID)
		}
	}
	return because, len(because) > 0
}

// openNow reports whether the present state of an exploited flaw is open.
func openNow(s *athar.Server) bool {
	for _, e := range s.Exposure {
		if e.Until == 0 && e.State == athar.Vulnerable && e.ExploitedSince != 0 {
			return true
		}
	}
	return false
}
