package weblog

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

// shown writes columns as "name=value" words, date and time left out.
func shown(cols []Column) string {
	var out []string
	for _, c := range cols {
		if c.Name != "date" && c.Name != "time" {
			out = append(out, c.Name+"="+string(c.Value))
		}
	}
	return strings.Join(out, " ")
}

func TestInferRow(t *testing.T) {
	const request = "cs-method=GET cs-uri-stem=/x cs-uri-query=a=b s-port=443 cs-username=- c-ip=192.0.2.7"
	tests := map[string]struct{ in, want string }{
		"default":     {"198.51.100.1 GET /x a=b 443 - 192.0.2.7 Agent/1.0 - 200 0 0 133", "s-ip=198.51.100.1 " + request + " cs(User-Agent)=Agent/1.0 sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=133"},
		"anonymised":  {"xxx GET /x a=b 443 - 192.0.2.7 Agent/1.0 - 200 0 0 133", request + " cs(User-Agent)=Agent/1.0 sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=133"},
		"all":         {"W3SVC1 MAIL01 ::1 GET /x a=b 443 - 192.0.2.7 HTTP/1.1 Agent/1.0 c=1 https://h/ h.example:443 200 0 0 9 8 7", "s-sitename=W3SVC1 s-computername=MAIL01 s-ip=::1 " + request + " cs-version=HTTP/1.1 cs(User-Agent)=Agent/1.0 cs(Cookie)=c=1 cs(Referer)=https://h/ cs-host=h.example:443 sc-status=200 sc-substatus=0 sc-win32-status=0 sc-bytes=9 cs-bytes=8 time-taken=7"},
		"forwarded":   {"::1 GET /x a=b 443 - 192.0.2.7 Agent/1.0 - 200 0 0 133 203.0.113.9", "s-ip=::1 " + request + " cs(User-Agent)=Agent/1.0 sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=133"},
		"doubled":     {"::1 GET /x a=b 443  - 192.0.2.7 Agent/1.0 - 200 0 0 133", "s-ip=::1 " + request + " cs(User-Agent)=Agent/1.0 sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=133"},
		"no query":    {"::1 GET /x 443 - 192.0.2.7 Agent/1.0 200 0 0 133", "s-ip=::1 cs-method=GET cs-uri-stem=/x s-port=443 cs-username=- c-ip=192.0.2.7 cs(User-Agent)=Agent/1.0 sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=133"},
		"no port":     {"::1 GET /x a=b - 192.0.2.7 Agent/1.0 200 0 0 133", "s-ip=::1 cs-method=GET cs-uri-stem=/x cs-uri-query=a=b cs-username=- c-ip=192.0.2.7 cs(User-Agent)=Agent/1.0 sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=133"},
		"status only": {"::1 GET /x a=b 443 - 192.0.2.7 - 200 0 0", "s-ip=::1 " + request + " sc-status=200"},
		"referer":     {"::1 GET /x a=b 443 - 192.0.2.7 https://h/ 200 0 0 1", "s-ip=::1 " + request + " cs(Referer)=https://h/ sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=1"},
		"many words":  {"::1 GET /x a=b 443 - 192.0.2.7 some agent with five words 200 0 0 1", "s-ip=::1 " + request + " sc-status=200 sc-substatus=0 sc-win32-status=0 time-taken=1"},
		"two doubts":  {"::1 GET /x 80 443 192.0.2.1 192.0.2.7 Agent/1.0 - 200 0 0 1", ""},
		"no status":   {"::1 GET /x a=b 443 - 192.0.2.7 Agent/1.0 -", ""},
		"no client":   {"::1 GET /x a=b 443 - - Agent/1.0 - 200 0 0 1", ""},
		"no method":   {"::1 /x a=b 443 - 192.0.2.7 Agent/1.0 - 200 0 0 1", ""},
		"too wide":    {"::1 GET /x a=b 443 - 192.0.2.7 " + strings.Repeat("- ", maxTokens) + "200 0 0 1", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := InferRow([]byte("2021-03-05 03:06:27 "+tt.in), nil)
			if ok != (tt.want != "") {
				t.Fatalf("ok %v: %s", ok, shown(got))
			}
			if diff := cmp.Diff(tt.want, shown(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, in := range []string{"", "-----", "#Fields: date time", "2021-03-05", "05/03/2021 03:06:27 ::1 GET /x - 443 - ::1 a/b - 200 0 0 1"} {
		if got, ok := InferRow([]byte(in), nil); ok || len(got) != 0 {
			t.Errorf("%q = %s", in, shown(got))
		}
	}
}

func TestCorpusInfer(t *testing.T) {
	for path, want := range map[string]int{
		"elastic-integrations/test-iis-access.subset6of8.log":       6,
		"helsecert/extracted/W3SVC1_u_ex21030x_webshell-access.log": 8,
		"wild-excerpts/aptsimulator_hafnium-dummy.log":              1,
		"brianary-iis/test/data/ex031118.log":                       0,
		"brianary-iis/test/data/pf040903.log":                       0,
		"plaso/test_data/iis/iis10_edge_cases.log":                  -1,
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			n := 0
			for line := range bytes.Lines(corpus.File(t, path)) {
				cols, ok := InferRow(line, nil)
				if !ok {
					if want < 0 && line[0] != '#' {
						t.Errorf("not read: %s", line)
					}
					continue
				}
				n++
				names := map[string]string{}
				for _, c := range cols {
					if _, twice := names[c.Name]; twice {
						t.Errorf("%s twice in %s", c.Name, line)
					}
					names[c.Name] = string(c.Value)
				}
				for _, name := range []string{"date", "time", "cs-method", "cs-uri-stem", "c-ip", "sc-status", "time-taken"} {
					if names[name] == "" {
						t.Errorf("no %s in %s", name, line)
					}
				}
			}
			if want >= 0 && n != want {
				t.Errorf("%d rows, want %d", n, want)
			}
		})
	}
}

func FuzzInferRow(f *testing.F) {
	f.Add([]byte("2021-03-05 03:06:27 W3SVC1 MAIL01 ::1 GET /x a=b 443 - 192.0.2.7 HTTP/1.1 Agent/1.0 c=1 https://h/ h:443 200 0 0 9 8 7"))
	f.Add([]byte("2021-03-05 03:06:27 xxx GET /x 443  - 192.0.2.7 Agent/1.0 200 0 0 1 -"))
	f.Fuzz(func(t *testing.T, line []byte) {
		cols, ok := InferRow(line, nil)
		if ok != (len(cols) > 0) || len(cols) > 24 {
			t.Errorf("%v, %s", ok, shown(cols))
		}
		for _, c := range cols {
			if len(c.Value) == 0 || !bytes.Contains(line, c.Value) {
				t.Errorf("%s=%q is not of the row", c.Name, c.Value)
			}
		}
	})
}
