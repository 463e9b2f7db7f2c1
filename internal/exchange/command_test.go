package exchange

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

const oabShell = `Set-OabVirtualDirectory.ExternalUrl='http://f/<script language=""JScript"" runat=""server"">function Page_Load(){eval(Request[""k1""],""unsafe"");}</script>'.Identity='982d48c8'`

func TestParseCommands(t *testing.T) {
	long := strings.Repeat("x", maxName+1)
	tests := map[string]struct {
		in   string
		want []Command
	}{
		"empty":    {"", nil},
		"bare":     {"Get-InboxRule", []Command{{Cmdlet: "Get-InboxRule"}}},
		"words":    {"Get-OabVirtualDirectory.ADPropertiesOnly=$true.Identity=$null", []Command{{"Get-OabVirtualDirectory", []Param{{"ADPropertiesOnly", "$true"}, {"Identity", "$null"}}}}},
		"pipeline": {"Pipeline.1|Get-MailboxRegionalConfiguration", []Command{{Cmdlet: "Get-MailboxRegionalConfiguration"}}},
		"two":      {"Get-Mailbox.Identity='a|b.C=d'|Set-Mailbox.Force=$true", []Command{{"Get-Mailbox", []Param{{"Identity", "a|b.C=d"}}}, {"Set-Mailbox", []Param{{"Force", "$true"}}}}},
		"script": {oabShell, []Command{{"Set-OabVirtualDirectory", []Param{
			{"ExternalUrl", `http://f/<script language=""JScript"" runat=""server"">function Page_Load(){eval(Request[""k1""],""unsafe"");}</script>`},
			{"Identity", "982d48c8"},
		}}}},
		"doubled":     {"Set-X.Url='a''].B=''c'.Id='1'", []Command{{"Set-X", []Param{{"Url", "a'].B='c"}, {"Id", "1"}}}}},
		"not doubled": {"Set-X.Url='eval(Request['k'])'.Id='1'", []Command{{"Set-X", []Param{{"Url", "eval(Request['k'])"}, {"Id", "1"}}}}},
		"outer left":  {"Set-X.Url=''http://a/''.Id=''1''", []Command{{"Set-X", []Param{{"Url", "http://a/"}, {"Id", "1"}}}}},
		"empty value": {"Set-X.Url=''.Id='1'", []Command{{"Set-X", []Param{{"Url", ""}, {"Id", "1"}}}}},
		"list":        {"Set-X.A='a','b'.B={'c.D=','e'}.Id='1'", []Command{{"Set-X", []Param{{"A", "'a','b'"}, {"B", "{'c.D=','e'}"}, {"Id", "1"}}}}},
		"version":     {"Get-X.Version=15.1.2176.Name=n", []Command{{"Get-X", []Param{{"Version", "15.1.2176"}, {"Name", "n"}}}}},
		"cut":         {"Set-X.Url='http://f/<scr", []Command{{"Set-X", []Param{{"Url", "http://f/<scr"}}}}},
		"no name":     {"Set-X.=1." + long + "=2", []Command{{"Set-X", []Param{{"", "=1"}, {"", long + "=2"}}}}},
		"switch":      {"Set-X.Force.Id=1", []Command{{"Set-X", []Param{{"Force", ""}, {"Id", "1"}}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ParseCommands(tt.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseCommandsKeepsTheRest(t *testing.T) {
	got := ParseCommands("Set-X" + strings.Repeat(".A=1", maxParts+5))
	last := got[0].Params[len(got[0].Params)-1]
	if want := strings.Repeat(".A=1", 5)[1:]; last.Name != "" || last.Value != want {
		t.Errorf("rest = %+v, want %q", last, want)
	}
	if got := ParseCommands(strings.Repeat("Get-X|", 10*maxParts)); len(got) > maxParts+1 {
		t.Errorf("%d commands", len(got))
	}
}

func TestCommandParam(t *testing.T) {
	c := ParseCommands(oabShell)[0]
	if v, ok := c.Param("externalurl"); !ok || !strings.HasPrefix(v, "http://f/<script") {
		t.Errorf("externalurl = %q, %v", v, ok)
	}
	if _, ok := c.Param("InternalUrl"); ok {
		t.Error("InternalUrl found")
	}
}

func TestCorpusECP(t *testing.T) {
	for _, path := range []string{
		"helsecert/extracted/ECPServer20210303-1_selected-columns.LOG",
		"qazeer-artefacts/extracted-samples/Exchange_Control_Panel_ECP_Server_logs__ECPServer20230111-1.LOG",
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			outcomes := map[string]map[Outcome]int{}
			for line := range strings.Lines(string(corpus.File(t, path))) {
				data, ok := EventDataOf(line)
				if !ok {
					continue
				}
				pairs := EventData(data)
				for _, p := range pairs {
					if p.Key != "CMD" {
						continue
					}
					for _, c := range ParseCommands(p.Value) {
						if strings.ContainsAny(c.Cmdlet, "'=|. ") || !strings.Contains(c.Cmdlet, "-") {
							t.Errorf("cmdlet %q of %s", c.Cmdlet, line)
						}
						for _, param := range c.Params {
							if param.Name == "" || param.Name == "Identity" && strings.ContainsAny(param.Value, "'=") {
								t.Errorf("parameter %+v of %s", param, line)
							}
						}
						if outcomes[strings.ToLower(c.Cmdlet)] == nil {
							outcomes[strings.ToLower(c.Cmdlet)] = map[Outcome]int{}
						}
						outcomes[strings.ToLower(c.Cmdlet)][OutcomeOf(pairs)]++
					}
				}
			}
			want := map[string]map[Outcome]int{"get-inboxrule": {OutcomeCompleted: 1}}
			if strings.HasPrefix(path, "helsecert") {
				want = map[string]map[Outcome]int{
					"get-oabvirtualdirectory":          {OutcomeCompleted: 8},
					"get-mailboxregionalconfiguration": {OutcomeCompleted: 2},
					"set-oabvirtualdirectory":          {OutcomeUnknown: 2, OutcomeFailed: 1, OutcomeCompleted: 1},
					"get-exchangeserver":               {OutcomeCompleted: 1},
					"remove-oabvirtualdirectory":       {OutcomeCompleted: 1},
					"new-oabvirtualdirectory":          {OutcomeCompleted: 1},
				}
			}
			if diff := cmp.Diff(want, outcomes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzParseCommands(f *testing.F) {
	f.Add(oabShell)
	f.Add("Pipeline.1|Get-X.A={'b','c'}.D=''e''.F='g'h'|Set-Y.Z")
	f.Fuzz(func(t *testing.T, s string) {
		n := 0
		for _, c := range ParseCommands(s) {
			n += len(c.Cmdlet)
			for _, p := range c.Params {
				n += len(p.Name) + len(p.Value)
			}
		}
		if n > len(s) {
			t.Errorf("%d bytes out of %d", n, len(s))
		}
	})
}
