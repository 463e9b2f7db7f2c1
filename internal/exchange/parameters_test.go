package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseParameters(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []Param
	}{
		"empty":             {"", nil},
		"quoted":            {`-Name "a b" -Other "c" -Force`, []Param{{"Name", "a b"}, {"Other", "c"}, {"Force", ""}}},
		"words":             {`-Confirm:$false -Role Mailbox Import Export -IncludeFolders #Drafts#`, []Param{{"Confirm", "$false"}, {"Role", "Mailbox Import Export"}, {"IncludeFolders", "#Drafts#"}}},
		"filter":            {`-ContentFilter "(Subject -eq 'x' -and Body -like "y")" -ExcludeDumpster -FilePath "\\127.0.0.1\C$\a-b c.aspx"`, []Param{{"ContentFilter", `(Subject -eq 'x' -and Body -like "y")`}, {"ExcludeDumpster", ""}, {"FilePath", `\\127.0.0.1\C$\a-b c.aspx`}}},
		"shell":             {`-ExternalUrl "http://f/<script language="JScript" runat="server">eval(Request["k"],"unsafe");</script>" -Identity "M\OAB (Default Web Site)"`, []Param{{"ExternalUrl", `http://f/<script language="JScript" runat="server">eval(Request["k"],"unsafe");</script>`}, {"Identity", `M\OAB (Default Web Site)`}}},
		"csv":               {`-Name ""a b"" -Empty """" -Id ""c""`, []Param{{"Name", "a b"}, {"Empty", ""}, {"Id", "c"}}},
		"none":              {`-Name "" -Id "c"`, []Param{{"Name", ""}, {"Id", "c"}}},
		"single":            {`-Name 'it''s' -Id 'c'`, []Param{{"Name", "it's"}, {"Id", "c"}}},
		"cut":               {`-Name "a" -Url "http://f/<scr`, []Param{{"Name", "a"}, {"Url", "http://f/<scr"}}},
		"loose":             {`Mailbox01 -Force`, []Param{{"", "Mailbox01 -Force"}}},
		"minus":             {`-ResultSize -1 -Id "c"`, []Param{{"ResultSize", "-1"}, {"Id", "c"}}},
		"braces":            {`{Identity=M\OAB (Default, Web Site), ExternalUrl=http://f/<script>eval(Request["k"], B=2);</script>}`, []Param{{"Identity", `M\OAB (Default, Web Site)`}, {"ExternalUrl", `http://f/<script>eval(Request["k"], B=2);</script>`}}},
		"half":              {`{Url=http://f/<script>{if(, Identity=x}`, []Param{{"Url", "http://f/<script>{if("}, {"Identity", "x"}}},
		"list":              {`{Users={A=1, B=2}, Names=x, y, z}`, []Param{{"Users", "{A=1, B=2}"}, {"Names", "x, y, z"}}},
		"nothing in braces": {`{}`, nil},
		"loose in braces":   {`{what}`, []Param{{"", "what"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ParseParameters(tt.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseParametersKeepsTheRest(t *testing.T) {
	for _, in := range []string{strings.Repeat("-A b ", maxParts+3), "{" + strings.Repeat("A=b, ", maxParts+3) + "}"} {
		got := ParseParameters(in)
		last := got[len(got)-1]
		if len(got) > maxParts+1 || !strings.Contains(last.Value, "A") {
			t.Errorf("%d parameters, last %+v", len(got), last)
		}
	}
}

func FuzzParseParameters(f *testing.F) {
	f.Add(`-Name "a b" -Url 'it''s' -Empty """" -Force`)
	f.Add(`{A=x, B={C=1, D=2}, E=f(}`)
	f.Fuzz(func(t *testing.T, s string) {
		n := 0
		for _, p := range ParseParameters(s) {
			n += len(p.Name) + len(p.Value)
		}
		if n > len(s) {
			t.Errorf("%d bytes out of %d", n, len(s))
		}
	})
}
