package exchange

import "testing"

func TestShellKey(t *testing.T) {
	tests := map[string]string{
		`eval(Request["k4standin"],"x")`:           "k4standin",
		`eval(Request[""k4standin""],""x"")`:       "k4standin",
		`Request.Item['k4'] and Request.Form["b"]`: "k4",
		`Request . Form`:                           "",
		`Request.QueryString( "cmd" )`:             "cmd",
		`https://mail.example.test/OAB`:            "",
		`Request[""]`:                              "",
	}
	for script, want := range tests {
		if got := ShellKey(script); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}
