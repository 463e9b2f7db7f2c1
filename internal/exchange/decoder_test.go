package exchange

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/google/go-cmp/cmp"
)

const ecpKind athar.Kind = "exchange/httpproxy/ecp"

// proxyLine writes a front-end row with the first n of the usual columns.
func proxyLine(n int, values map[string]string) string {
	row := make([]string, n)
	for i, name := range ProxyColumns[:n] {
		v := values[name]
		if strings.ContainsAny(v, `,"`) {
			v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
		row[i] = v
	}
	return strings.Join(row, ",")
}

// request is a front-end row's values, changed by pairs.
func request(pairs ...string) map[string]string {
	v := map[string]string{
		"DateTime": "2021-03-05T03:06:27.696Z", "RequestId": "cde28fc4-299e-4179-b3e9-de56f5c1d9ee",
		"MajorVersion": "15", "MinorVersion": "1", "BuildVersion": "2176", "RevisionVersion": "2", "Protocol": "Ecp",
		"UrlStem": "/ecp/y.js", "ServerHostName": "MAIL01", "HttpStatus": "200", "TargetServer": "mail02.corp.example.test",
	}
	for i := 0; i < len(pairs); i += 2 {
		v[pairs[i]] = pairs[i+1]
	}
	return v
}

// read is what a line became.
type read struct {
	Class                 textlog.Class
	Time                  string
	Server, Build, Target string
	Kind                  athar.Kind
	Fields                map[string]string
}

func decode(d *Decoder, line string, fields ...string) read {
	r := read{Class: d.Line([]byte(line))}
	if r.Class != textlog.Whole && r.Class != textlog.Partial {
		return r
	}
	row := d.Row()
	r.Time, r.Server, r.Kind = row.Time.String(), string(row.Server), row.Kind
	r.Build, r.Target = string(d.Build), string(d.Target)
	var rec athar.Record
	d.Record(&rec)
	for _, f := range fields {
		if v, ok := rec.Lookup(f); ok {
			if r.Fields == nil {
				r.Fields = map[string]string{}
			}
			r.Fields[f] = v
		}
	}
	return r
}

func TestDecoderProxyRows(t *testing.T) {
	whole := read{
		Class: textlog.Whole, Time: "2021-03-05T03:06:27.696Z", Server: "MAIL01", Build: "15,1,2176,2",
		Target: "mail02.corp.example.test", Kind: ecpKind,
	}
	change := func(f func(*read)) read { r := whole; f(&r); return r }
	tests := map[string]struct {
		header, line string
		fields       []string
		want         read
	}{
		"74 columns": {line: proxyLine(74, request()), want: whole},
		"70 columns": {header: strings.Join(ProxyColumns[:70], ","), line: proxyLine(70, request()), want: whole},
		"70 values under 74 names": {
			line: proxyLine(70, request("UserAgent", "x")), fields: []string{"UserAgent", "c-useragent", "RoutingStatus"},
			want: change(func(r *read) {
				r.Class, r.Fields = textlog.Partial, map[string]string{"UserAgent": "x", "c-useragent": "x"}
			}),
		},
		"74 values under 70 names": {
			header: strings.Join(ProxyColumns[:70], ","), line: proxyLine(74, request()),
			want: change(func(r *read) { r.Class = textlog.Partial }),
		},
		"commas and doubled quotes before what is asked for": {
			line:   proxyLine(74, request("UrlStem", `/ecp/a,"b",c`, "AnchorMailbox", `"x",y`)),
			fields: []string{"cs-uri-stem", "AnchorMailbox"},
			want: change(func(r *read) {
				r.Fields = map[string]string{"cs-uri-stem": `/ecp/a,"b",c`, "AnchorMailbox": `"x",y`}
			}),
		},
		"commas and quotes after it": {
			line: proxyLine(74, request("GenericInfo", `a,"b",c`)), fields: []string{"genericinfo"},
			want: change(func(r *read) { r.Fields = map[string]string{"genericinfo": `a,"b",c`} }),
		},
		"every value quoted": {line: `"` + strings.ReplaceAll(proxyLine(74, request()), ",", `","`) + `"`, want: whole},
		"cut inside a value": {
			line:   "2021-03-05T03:06:27.696Z,cde28fc4-299e",
			fields: []string{"RequestId", "UrlStem"},
			want: read{
				Class: textlog.Partial, Time: "2021-03-05T03:06:27.696Z", Fields: map[string]string{"RequestId": "cde28fc4-299e"},
			},
		},
		"cut inside the time": {line: "2021-03-05T03:0", want: read{Class: textlog.Lost}},
		"no time":             {line: proxyLine(74, request("DateTime", "")), want: read{Class: textlog.Lost}},
		"a year of no log":    {line: proxyLine(74, request("DateTime", "9999-03-05T03:06:27.696Z")), want: read{Class: textlog.Lost}},
		"a zone":              {line: proxyLine(74, request("DateTime", `2021-03-05T05:36:27.696+02:30`)), want: whole},
		"2013":                {header: "DateTime,RequestId,Protocol,UrlStem,AnchorMailbox,ServerHostName", line: "2021-03-05T03:06:27.696Z,x,Owa,/owa/,,EX13", want: read{Class: textlog.Whole, Time: whole.Time, Server: "EX13", Kind: "exchange/httpproxy/owa"}},
		"time not first":      {header: "UrlStem,ServerHostName,HttpStatus,DateTime", line: "/owa/auth/x.aspx,MAIL01,200,2021-03-05 03:06:27", want: read{Class: textlog.Whole, Time: "2021-03-05T03:06:27Z", Server: "MAIL01", Kind: "exchange/httpproxy/owa"}},
		"quoted, server among the first columns": {
			header: `"DateTime","ServerHostName","UrlStem","HttpStatus"`, line: `"2021-03-05 03:06:27","MAIL01","/ecp/y.js","200"`,
			want: read{Class: textlog.Whole, Time: "2021-03-05T03:06:27Z", Server: "MAIL01", Kind: ecpKind},
		},
		"a client that calls itself by a column's name": {
			line: proxyLine(74, request("UserAgent", "DateTime", "UrlStem", `/ecp/a,b`)), want: whole,
		},
		"a server that no computer is": {line: proxyLine(74, request("ServerHostName", "a b;c")), want: change(func(r *read) { r.Server = "" })},
		"a protocol that none is":      {line: proxyLine(74, request("Protocol", "../x")), want: change(func(r *read) { r.Kind = "" })},
		"blank":                        {line: " \t", want: read{}},
		"rule":                         {line: "-----", want: read{}},
		"empty":                        {line: "", want: read{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := NewDecoder(Layout{Kind: "exchange/httpproxy/"})
			header := tt.header
			if header == "" {
				header = strings.Join(ProxyColumns, ",")
			}
			if got := d.Line([]byte(header)); got != textlog.Meta {
				t.Fatalf("header: %v", got)
			}
			if diff := cmp.Diff(tt.want, decode(d, tt.line, tt.fields...)); diff != "" {
				t.Error(diff)
			}
			if tt.header != "" {
				return
			}
			// One strange row costs itself.
			if diff := cmp.Diff(whole, decode(d, proxyLine(74, request()))); diff != "" {
				t.Errorf("the row after it: %s", diff)
			}
		})
	}
}

// Headers stand where builds and responders put them: a plain one before or
// after the # block, and others in the middle.
func TestDecoderHeaders(t *testing.T) {
	fields := "#Fields: " + strings.Join(ProxyColumns, ",")
	plain := strings.Join(ProxyColumns, ",")
	block := []string{"#Software: Microsoft Exchange Server", "#Version: 15.01.2176.002", "#Log-type: HttpProxy Logs", "#Date: 2021-03-05T03:00:00Z"}
	row := proxyLine(74, request())
	narrow, narrowRow := "DateTime,ServerHostName,UrlStem,HttpStatus", "2021-03-05T03:06:27.696Z,MAIL01,/ecp/y.js,200"
	tests := map[string]struct {
		lines []string
		rows  int
	}{
		"plain before the block":  {append(append([]string{plain}, block...), fields, row, row), 2},
		"plain after the block":   {append(append([]string{}, block...), fields, plain, row), 1},
		"block only":              {append(append([]string{}, block...), fields, row), 1},
		"mark before the block":   {append([]string{"\xEF\xBB\xBF" + plain}, row), 1},
		"another log joined":      {[]string{fields, row, "\xEF\xBB\xBF#Software: x", "#Fields: " + narrow, narrowRow}, 2},
		"plain one in the middle": {[]string{fields, row, narrow, narrowRow, narrowRow, plain, row}, 4},
		"the same one again":      {[]string{plain, row, plain, fields, plain, row}, 2},
		"wrong spelling":          {[]string{strings.ToUpper(plain), row}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, rows := NewDecoder(Layout{}), 0
			for i, line := range tt.lines {
				got := decode(d, line)
				switch got.Class {
				case textlog.Whole:
					rows++
					if got.Server != "MAIL01" || got.Kind != ecpKind {
						t.Errorf("line %d: %+v", i+1, got)
					}
				case textlog.Partial, textlog.Lost:
					t.Errorf("line %d: %+v", i+1, got)
				}
			}
			// A narrow header anywhere in a file blinds it.
			narrowed := strings.Contains(name, "another") || strings.Contains(name, "middle")
			if rows != tt.rows || d.Kind() != "exchange/httpproxy/" || (d.Blind() != nil) != narrowed {
				t.Errorf("%d rows of %q, blind to %v", rows, d.Kind(), d.Blind())
			}
		})
	}
}
