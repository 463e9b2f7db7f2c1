package assess

import (
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
)

func knowledge(t *testing.T) Knowledge {
	t.Helper()
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	know, err := LoadKnowledge(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return know
}

// What the built-in actions and profiles name is there: a misspelt rule would
// never be due, and nobody would notice.
func TestActionsNameWhatIsThere(t *testing.T) {
	know := knowledge(t)
	var rules, ids []string
	for _, r := range know.Library.Rules {
		rules = append(rules, r.Name)
	}
	for _, c := range know.Library.Correlations {
		rules = append(rules, c.Name)
	}
	for _, d := range know.Library.Detectors() {
		rules = append(rules, d.Name)
	}
	for _, a := range know.Texts.Actions {
		if slices.Contains(ids, a.ID) || a.Text.En == "" || a.Text.Ar == "" {
			t.Errorf("action %s: twice, or without a text in both languages", a.ID)
		}
		ids = append(ids, a.ID)
		for _, name := range a.Rules {
			one := actionText{Rules: []string{name}}
			if !slices.ContainsFunc(rules, one.namesRule) {
				t.Errorf("action %s names %q, and there is no such rule", a.ID, name)
			}
		}
		for _, c := range a.Campaigns {
			if know.Library.Campaign(c) == nil {
				t.Errorf("action %s names the campaign %q, which is not there", a.ID, c)
			}
		}
	}
	if know.Texts.Version == 0 {
		t.Error("the actions have no version")
	}
	for _, actor := range know.Actors {
		for _, c := range actor.Campaigns {
			if know.Library.Campaign(c) == nil || len(actor.Signals) == 0 {
				t.Errorf("%s: campaign %q, %d signals", actor.Name, c, len(actor.Signals))
			}
		}
	}
}

// Actions follow what was found, in the order of the content, each with its reasons.
func TestActions(t *testing.T) {
	know := knowledge(t)
	finding := func(id, rule string, stage athar.Stage, account ...string) athar.Finding {
		return athar.Finding{ID: id, Rule: rule, Stage: stage, Account: account, Evidence: map[string]string{}}
	}
	n := int64(9_000_000)
	tests := []struct {
		name      string
		s         athar.Server
		want, not []string
		reason    map[string]string
	}{
		{"nothing", athar.Server{Stage: athar.Clear}, []string{"watch"}, []string{"preserve", "accounts", "collect", "patch"}, nil},
		{
			"a failed attempt with a password",
			athar.Server{Stage: athar.Attempted, Findings: []athar.Finding{finding("a", "proxynotshell-tried", athar.Attempted, `CORP\amal`)}},
			[]string{"accounts", "watch"},
			[]string{"preserve", "credentials", "rebuild"},
			map[string]string{"accounts": "a"},
		},
		{
			"a rule in a mailbox",
			athar.Server{Stage: athar.Implanted, Findings: []athar.Finding{finding("r", "proxytoken-forwarding", athar.Implanted), finding("h", "hybrid-seen", athar.NoStage)}},
			[]string{"preserve", "forwarding", "tenant", "again"},
			[]string{"remove", "agents", "rebuild", "watch"},
			map[string]string{"forwarding": "r", "tenant": "h"},
		},
		{
			"an administrator's rule",
			athar.Server{Stage: athar.Accessed, Findings: []athar.Finding{finding("r", "transport-rule-copy", athar.NoStage)}},
			[]string{"preserve"},
			[]string{"forwarding"},
			nil,
		},
		{
			"mail taken",
			athar.Server{
				Stage: athar.Exfiltrated, Findings: []athar.Finding{finding("x", "proxylogon-ews", athar.Exfiltrated)},
				Mailboxes: []athar.Mailbox{{Mailbox: "a@b", Certainty: "evidenced", Band: "partial", Bytes: &n, Because: []string{"x"}}},
			},
			[]string{"mailboxes"},
			[]string{"forwarding"},
			map[string]string{"mailboxes": "x"},
		},
	}
	for _, tt := range tests {
		a := &assessor{know: know}
		got := a.actions(&tt.s)
		byID := map[string]athar.Action{}
		for i, act := range got {
			byID[act.ID] = act
			if act.Priority != i+1 {
				t.Errorf("%s: %s has priority %d at place %d", tt.name, act.ID, act.Priority, i+1)
			}
		}
		for _, id := range tt.want {
			if _, ok := byID[id]; !ok {
				t.Errorf("%s: %s is not due: %v", tt.name, id, got)
			}
		}
		for _, id := range tt.not {
			if _, ok := byID[id]; ok {
				t.Errorf("%s: %s is due", tt.name, id)
			}
		}
		for id, why := range tt.reason {
			if !slices.Equal(byID[id].Because, []string{why}) {
				t.Errorf("%s: %s because of %v, want %s", tt.name, id, byID[id].Because, why)
			}
		}
	}
}
