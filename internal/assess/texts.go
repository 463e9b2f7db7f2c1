package assess

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/athar-forensics/athar"
	"go.yaml.in/yaml/v4"
)

// Texts are the sentences of a verdict, from verdict/*.yaml of the content.
type Texts struct {
	Headlines map[string]athar.Text `yaml:"headlines"`
	Ruled     athar.Text            `yaml:"ruled_out"`
	Blind     athar.Text            `yaml:"not_ruled_out"`
	Actions   []actionText          `yaml:"actions"`
}

type actionText struct {
	ID string `yaml:"id"`
	// From and To bound the stages at which the action is due.
	From string     `yaml:"from"`
	To   string     `yaml:"to"`
	If   string     `yaml:"if"` // "exposed": a flaw is open; "unknown": an answer is
	Text athar.Text `yaml:"text"`
}

// LoadTexts reads verdict/verdict.yaml of a content tree.
func LoadTexts(fsys fs.FS) (*Texts, error) {
	data, err := fs.ReadFile(fsys, "verdict/verdict.yaml")
	if err != nil {
		return nil, err
	}
	t := &Texts{}
	if err := yaml.Load(data, t, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("verdict/verdict.yaml: %w", err)
	}
	for s := athar.Unknown; s <= athar.Impacted; s++ {
		if h := t.Headlines[s.String()]; h.En == "" || h.Ar == "" {
			return nil, fmt.Errorf("verdict/verdict.yaml: no headline for %s in both languages", s)
		}
	}
	for _, a := range t.Actions {
		for _, name := range []string{a.From, a.To} {
			if _, err := athar.ParseStage(name); name != "" && err != nil {
				return nil, fmt.Errorf("verdict/verdict.yaml: action %s: %w", a.ID, err)
			}
		}
	}
	return t, nil
}

// headline says in one or two sentences what happened and what is ruled out.
func (a *assessor) headline(s *athar.Server) athar.Text {
	t := a.know.Texts
	first, last := a.moment(s)
	out := fill(t.Headlines[s.Stage.String()], "first", stamp(first), "last", stamp(last))
	if s.Stage == athar.Implanted {
		out = join(out, t.Headlines["not-returned"])
	}
	if ruled := a.ruledOut(s); ruled.En != "" {
		return join(out, ruled)
	}
	if s.Stage < athar.Attempted {
		return join(out, t.Blind)
	}
	return out
}

// ruledOut names the campaigns whose whole time that matters is covered without
// a trace of them, each with the beginning of that time. One that the world met only
// after the evidence ends is not among them: nothing was looked for.
func (a *assessor) ruledOut(s *athar.Server) athar.Text {
	var names []string
	for _, in := range s.Incidents {
		c := a.know.Library.Campaign(in.Campaign)
		if len(c.Door) == 0 || in.Stage >= athar.Attempted || in.Stage == athar.Unknown || len(in.Uncovered) > 0 {
			continue
		}
		var since athar.Time
		for _, e := range s.Exposure {
			if contains(c.Door, e.CVE) && e.ExploitedSince != 0 && e.ExploitedSince < a.end {
				since = e.ExploitedSince
			}
		}
		if since != 0 {
			names = append(names, c.Name+" ("+day(since)+")")
		}
	}
	if len(names) == 0 {
		return athar.Text{}
	}
	return athar.Text{
		En: strings.ReplaceAll(a.know.Texts.Ruled.En, "{list}", strings.Join(names, ", ")),
		Ar: strings.ReplaceAll(a.know.Texts.Ruled.Ar, "{list}", strings.Join(names, "، ")),
	}
}

// moment is the time of the first and the last finding at the server's stage.
func (a *assessor) moment(s *athar.Server) (first, last athar.Time) {
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Stage != s.Stage || f.Time == 0 {
			continue
		}
		if first == 0 || f.Time < first {
			first = f.Time
		}
		last = max(last, f.Until)
	}
	return first, last
}

func stamp(t athar.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02 15:04") + " UTC"
}

func day(t athar.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02")
}

// fill puts values into both languages. A sentence part in square brackets is
// dropped where a value that it names is empty.
func fill(t athar.Text, pairs ...string) athar.Text {
	return athar.Text{En: fillOne(t.En, pairs), Ar: fillOne(t.Ar, pairs)}
}

func fillOne(s string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		name := "{" + pairs[i] + "}"
		if pairs[i+1] == "" {
			s = dropParts(s, name)
		}
		s = strings.ReplaceAll(s, name, pairs[i+1])
	}
	return strings.NewReplacer("[", "", "]", "").Replace(s)
}

// dropParts removes the parts in square brackets that name a value.
func dropParts(s, name string) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(s, '[')
		if open < 0 {
			break
		}
		shut := strings.IndexByte(s[open:], ']')
		if shut < 0 {
			break
		}
		shut += open + 1
		out.WriteString(s[:open])
		if !strings.Contains(s[open:shut], name) {
			out.WriteString(s[open:shut])
		}
		s = s[shut:]
	}
	return out.String() + s
}

func join(a, b athar.Text) athar.Text {
	return athar.Text{En: strings.TrimSpace(a.En + " " + b.En), Ar: strings.TrimSpace(a.Ar + " " + b.Ar)}
}

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
