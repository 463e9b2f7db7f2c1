package main

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Files change on their way to a responder. No damage may change the verdict,
// and what was lost is accounted for.
func TestScenarioDamage(t *testing.T) {
	t.Parallel()
	s := newStory(t, 61)
	attacked(s)
	for _, c := range []struct {
		name    string
		damage  forge.Damage
		skipped bool // something was lost and must be named
	}{
		{"UTF-16, little end first", forge.UTF16LE, false},
		{"UTF-16, big end first", forge.UTF16BE, false},
		{"a mark more", forge.AddMark, false},
		{"no mark", forge.NoMark, false},
		{"Unix line ends", forge.LF, false},
		{"last row cut", forge.CutLastRow, false},
		{"a hole of NUL bytes", forge.Zeros(16), true},
		{"header again in the middle", forge.RepeatFields, false},
		{"no #Fields line", forge.NoFields, false},
		{"broken #Fields line", forge.BreakFields, false},
		{"fields change in the middle", forge.ChangeFields, false},
		{"a line of 2 MB", forge.LongLine(2 << 20), true},
	} {
		for _, place := range []string{"HttpProxy/Ecp/HttpProxy_2021030303", "W3SVC1/u_ex210303", "ECP/Server/ECPServer20210303"} {
			t.Run(c.name+" "+place, func(t *testing.T) {
				t.Parallel()
				v := scan(t, s.pack(keepOnly("202103030", "u_ex210303", "ECPServer", "ExchangeSetup"), func(k forge.Sink) forge.Sink { return forge.Damaged(k, place, c.damage) }))
				srv := v.only()
				wantStage(t, srv, athar.Controlled)
				if srv.Answers.Entered.Answer != athar.Yes {
					t.Errorf("entered = %s\n%s", srv.Answers.Entered.Answer, told(srv))
				}
				if incident(t, srv, "proxylogon").Stage < athar.Implanted {
					t.Errorf("the campaign is lost\n%s", told(srv))
				}
				if lost := v.skippedOf(place); c.skipped && len(lost) == 0 {
					t.Error("something was lost, and nothing says so")
				}
			})
		}
	}
}

// One line of 60 MB in each log of the day: memory stays, the verdict stays.
func TestScenarioHugeLine(t *testing.T) {
	t.Parallel()
	s := newStory(t, 62)
	attacked(s)
	v := scan(t, s.pack(func(k forge.Sink) forge.Sink { return forge.Damaged(k, "W3SVC1/u_ex210303", forge.LongLine(60<<20)) }))
	wantStage(t, v.only(), athar.Controlled)
	if len(v.skippedOf("u_ex210303")) == 0 {
		t.Error("the line is not accounted for")
	}
}
