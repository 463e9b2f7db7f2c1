package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runs executes a command line and returns its status and what it wrote.
func runs(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), args, streams{out: &stdout, err: &stderr, width: 100})
	return code, stdout.String() + stderr.String()
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const explainedLog = "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\r\n" +
	"2021-03-03 06:40:07 POST /ecp/y.js - 443 - 192.0.2.7 Mozilla/5.0 500\r\n" +
	"2021-03-03 06:40:08 POST /ecp/other - 443 - 192.0.2.7 Mozilla/5.0 200\r\n" +
	"2021-03-03 06:40:09 GET /owa/\x1b[2J - 443 - 192.0.2.7 Mozilla/5.0 200\r\n"

func TestRulesExplain(t *testing.T) {
	log := written(t, "u_ex210303.log", explainedLog)
	tests := []struct {
		name string
		args []string
		code int
		want []string
		not  string
	}{
		{
			"matches",
			[]string{"proxylogon-static-post", log},
			exitBelow,
			[]string{"u_ex210303.log:2 (iis) matches", `true  cs-uri-stem = "/ecp/y.js" by /ecp/?.js`, "3 records, asked about 2, matched 1"},
			"u_ex210303.log:3",
		},
		{
			"all that it is asked about",
			[]string{"proxylogon-static-post", log, "--all"},
			exitBelow,
			[]string{"u_ex210303.log:3 (iis) does not match", `false cs-uri-stem = "/ecp/other"`},
			"u_ex210303.log:4",
		},
		{
			"one line, made inert",
			[]string{"proxylogon-static-post", log, "--line", "4"},
			exitBelow,
			[]string{"u_ex210303.log:4 (iis) is not asked about", `\x1b[2J`},
			"\x1b",
		},
		{"a header's line", []string{"proxylogon-static-post", log, "--line", "1"}, exitBelow, []string{"no record begins in line 1"}, "matches"},
		{"another kind", []string{"proxylogon-ews", log}, exitBelow, []string{"asked about 0"}, "matches"},
		{"no rule", []string{"no-such-rule", log}, exitFailed, []string{`there is no rule "no-such-rule"`}, ""},
		{"a detector", []string{"webshell-used", log}, exitFailed, []string{"found by code"}, ""},
		{"a correlation", []string{"proxylogon-name-leak", log}, exitFailed, []string{"proxylogon-rpc-name, proxylogon-static-post"}, ""},
		{"no file", []string{"proxylogon-ews", log + ".none"}, exitFailed, []string{"does not exist"}, ""},
		{"no log", []string{"proxylogon-ews", written(t, "note.txt", "hello\n")}, exitBelow, []string{"note.txt: not read", "0 records"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out := runs(t, append([]string{"rules", "explain"}, tt.args...)...)
			if code != tt.code {
				t.Errorf("exit status %d, want %d", code, tt.code)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in:\n%s", want, out)
				}
			}
			if tt.not != "" && strings.Contains(out, tt.not) {
				t.Errorf("%q in:\n%s", tt.not, out)
			}
		})
	}
}

func TestRulesExplainJSON(t *testing.T) {
	log := written(t, "u_ex210303.log", explainedLog)
	_, out := runs(t, "rules", "explain", "proxylogon-static-answered", log, "--all", "--json")
	var x explanation
	if err := json.Unmarshal([]byte(out), &x); err != nil {
		t.Fatal(err)
	}
	if x.Records != 3 || x.Asked != 2 || x.Matched != 0 || len(x.Explained) != 2 {
		t.Fatalf("got %+v", x)
	}
	first := x.Explained[0]
	if first.Line != 2 || first.Matched || !first.Asked || first.Time == nil || first.Time.String() != "2021-03-03T06:40:07Z" {
		t.Errorf("got %+v", first)
	}
	values := map[string]string{}
	for _, s := range first.Selections {
		for _, i := range s.Items {
			if i.Value != nil {
				values[s.Name+" "+i.Field] = *i.Value
			}
		}
	}
	if values["post sc-status"] != "500" || values["get cs-method"] != "POST" {
		t.Errorf("got %v", values)
	}
}

// Ten matches are shown where there are more, and the reader is told so.
func TestRulesExplainShowsFew(t *testing.T) {
	header, row, _ := strings.Cut(explainedLog, "\r\n")
	row, _, _ = strings.Cut(row, "\r\n")
	log := written(t, "u_ex210303.log", header+"\r\n"+strings.Repeat(row+"\r\n", 12))
	_, out := runs(t, "rules", "explain", "proxylogon-static-post", log)
	if n := strings.Count(out, ") matches\n"); n != fewExplained || !strings.Contains(out, "matched 12; the first 10 are shown") {
		t.Errorf("%d shown:\n%s", n, out)
	}
	_, out = runs(t, "rules", "explain", "proxylogon-static-post", log, "--all")
	if n := strings.Count(out, ") matches\n"); n != 12 {
		t.Errorf("%d shown with --all", n)
	}
}

// A rule that wants values cannot be explained, and says how to give them.
func TestRulesExplainWithoutValues(t *testing.T) {
	file := written(t, "rules/r.yml", checkedRules)
	log := written(t, "u_ex210303.log", explainedLog)
	code, out := runs(t, "rules", "explain", "good", log, "--sigma", filepath.Dir(file))
	if want := "good wants values for %who%: give them with --placeholders"; code != exitFailed || !strings.Contains(out, want) {
		t.Errorf("exit status %d, no %q in:\n%s", code, want, out)
	}
}
