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
	// Version rises with every change of the list of actions.
	Version int          `yaml:"actions_version"`
	Actions []actionText `yaml:"actions"`
}

type actionText struct {
	ID string `yaml:"id"`
	// From and To bound the stages at which the action is due.
	From string `yaml:"from"`
	To   string `yaml:"to"`
	// If names a further condition: see the table conditions.
	If string `yaml:"if"`
	// Rules and Campaigns tie the action to findings: it is due where one of these
	// says something at or above From, and rests on those findings alone. A rule's
	// name that ends in * stands for all that begin so.
	Rules     []string   `yaml:"rules"`
	Campaigns []string   `yaml:"campaigns"`
	Text      athar.Text `yaml:"text"`
}

// LoadTexts reads a file of sentences from a content tree: verdict/verdict.yaml
// for servers, verdict/tenant.yaml for tenants.
func LoadTexts(fsys fs.FS, name string) (*Texts, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	t := &Texts{}
	if err := yaml.Load(data, t, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for s := athar.Unknown; s <= athar.Impacted; s++ {
		if h := t.Headlines[s.String()]; h.En == "" || h.Ar == "" {
			return nil, fmt.Errorf("%s: no headline for %s in both languages", name, s)
		}
	}
	for _, a := range t.Actions {
		if a.If != "" && conditions[a.If] == nil {
			return nil, fmt.Errorf("%s: action %s: there is no condition %q", name, a.ID, a.If)
		}
		for _, bound := range []string{a.From, a.To} {
			if _, err := athar.ParseStage(bound); bound != "" && err != nil {
				return nil, fmt.Errorf("%s: action %s: %w", name, a.ID, err)
			}
		}
	}
	return t, nil
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

// join puts one sentence behind another, in both languages.
func join(a, b athar.Text) athar.Text {
	return athar.Text{En: strings.TrimSpace(a.En + " " + b.En), Ar: strings.TrimSpace(a.Ar + " " + b.Ar)}
}
