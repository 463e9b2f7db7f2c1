package assess

import "github.com/athar-forensics/athar"

// actions are what is due at the server's stage, in the order of the content.
func (a *assessor) actions(s *athar.Server) []athar.Action {
	out := []athar.Action{}
	var because []string
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Stage == s.Stage && len(because) < 20 {
			because = append(because, f.ID)
		}
	}
	for _, t := range a.know.Texts.Actions {
		from, _ := athar.ParseStage(t.From)
		to, err := athar.ParseStage(t.To)
		if err != nil {
			to = athar.Impacted
		}
		if s.Stage < from || s.Stage > to || t.If == "exposed" && !openNow(s) || t.If == "unknown" && s.Answers.Attacked.Answer != athar.Unsure {
			continue
		}
		why := because
		if t.If != "" {
			why = s.Answers.Exposed.Because // the state of the server, not what was done to it
		}
		out = append(out, athar.Action{ID: t.ID, Priority: len(out) + 1, Text: t.Text, Because: list(why)})
	}
	return out
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
