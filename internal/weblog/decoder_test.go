package weblog

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/google/go-cmp/cmp"
)

const usualFields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"

// lineDecoder is what both decoders of this package are.
type lineDecoder interface {
	Line(line []byte) textlog.Class
	Row() *textlog.Row
	Record(rec *athar.Record)
}

// read is what a line became.
type read struct {
	Class        textlog.Class
	Time         string
	Stem, Status string
}

func decode(d lineDecoder, line string) read {
	r := read{Class: d.Line([]byte(line))}
	if r.Class != textlog.Whole && r.Class != textlog.Partial {
		return r
	}
	var rec athar.Record
	d.Record(&rec)
	r.Time, r.Stem, r.Status = d.Row().Time.String(), rec.Get("cs-uri-stem"), rec.Get("sc-status")
	return r
}

func TestDecoder(t *testing.T) {
	const row = "2021-03-05 03:06:27 10.0.0.1 GET /x.aspx - 443 - 203.0.113.9 Mozilla/5.0 - 200 0 0 133"
	const at = "2021-03-05T03:06:27Z"
	whole := read{textlog.Whole, at, "/x.aspx", "200"}
	partial := func(stem, status string) read { return read{textlog.Partial, at, stem, status} }
	var meta, lost read
	lost.Class = textlog.Lost
	tests := map[string]struct {
		day   athar.Time
		lines []string
		want  []read
	}{
		"usual":           {lines: []string{"#Software: x", usualFields, row}, want: []read{meta, meta, whole}},
		"fields change":   {lines: []string{usualFields, row, "#Fields: date time cs-uri-stem sc-status", "2021-03-05 03:06:27 /x.aspx 200"}, want: []read{meta, whole, meta, whole}},
		"joined files":    {lines: []string{usualFields, row, "\xEF\xBB\xBF#Software: x", "\xEF\xBB\xBF" + row}, want: []read{meta, whole, meta, whole}},
		"no header":       {lines: []string{row}, want: []read{partial("/x.aspx", "200")}},
		"broken header":   {lines: []string{"#Fields: a b c", row}, want: []read{meta, partial("/x.aspx", "200")}},
		"endless header":  {lines: []string{"#Fields: date time cs-uri-stem" + strings.Repeat(" x", maxColumns), row}, want: []read{meta, partial("/x.aspx", "200")}},
		"doubled blanks":  {lines: []string{usualFields, strings.Replace(row, "443", "443 ", 1)}, want: []read{meta, whole}},
		"blanks in agent": {lines: []string{usualFields, strings.Replace(row, "Mozilla/5.0", "Mozilla/5.0+(a; b c)", 1)}, want: []read{meta, whole}},
		"cut row":         {lines: []string{usualFields, "2021-03-05 03:06:27 10.0.0.1 GET /x.aspx - 44"}, want: []read{meta, partial("/x.aspx", "")}},
		"cut time":        {lines: []string{usualFields, "2021-03-05 03:0"}, want: []read{meta, lost}},
		"wider row":       {lines: []string{usualFields, row + " extra more"}, want: []read{meta, partial("/x.aspx", "200")}},
		"not a row":       {lines: []string{usualFields, "hello world, this is some text that is no row at all and far too long to be one of them"}, want: []read{meta, lost}},
		"no such day":     {lines: []string{usualFields, strings.Replace(row, "2021-03-05", "2021-02-30", 1)}, want: []read{meta, lost}},
		"far future":      {lines: []string{usualFields, strings.Replace(row, "2021", "9021", 1)}, want: []read{meta, lost}},
		"rules, blanks":   {lines: []string{"", "----", "- - -", usualFields}, want: []read{meta, meta, meta, meta}},
		"date by itself":  {lines: []string{"#Date: 2021-03-05 00:00:00", "#Fields: time cs-uri-stem sc-status", "03:06:27 /x.aspx 200"}, want: []read{meta, meta, whole}},
		"date of name":    {day: athar.Date(2021, 3, 5), lines: []string{"#Fields: time cs-uri-stem sc-status", "03:06:27 /x.aspx 200"}, want: []read{meta, whole}},
		"no date at all":  {lines: []string{"#Fields: time cs-uri-stem sc-status", "03:06:27 /x.aspx 200"}, want: []read{meta, lost}},
		"no clock":        {lines: []string{"#Fields: date c-ip cs-uri-stem", "2021-03-05 10.0.0.1 /x.aspx"}, want: []read{meta, {textlog.Whole, "2021-03-05T00:00:00Z", "/x.aspx", ""}}},
		"time not first":  {lines: []string{"#Fields: cs-uri-stem sc-status time date", "/x.aspx 200 03:06:27 2021-03-05"}, want: []read{meta, whole}},
		"time cut off":    {lines: []string{"#Fields: cs-uri-stem sc-status date time", "/x.aspx 200 2021-03-05"}, want: []read{meta, lost}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := NewDecoder()
			d.Day = tt.day
			var got []read
			for _, line := range tt.lines {
				got = append(got, decode(d, line))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecoderAnswersToSigmasNames(t *testing.T) {
	d := NewDecoder()
	d.Line([]byte(usualFields))
	d.Line([]byte("2021-03-05 03:06:27 10.0.0.1 GET /x.aspx - 443 - 203.0.113.9 Agent/1 - 200 0 0 133"))
	var rec athar.Record
	d.Record(&rec)
	for field, want := range map[string]string{"cs-user-agent": "Agent/1", "c-useragent": "Agent/1", "CS(user-agent)": "Agent/1", "c-uri-stem": "/x.aspx", "cs-uri-query": "", "cs-host": ""} {
		if got := rec.Get(field); got != want {
			t.Errorf("%s: %q", field, got)
		}
	}
	if _, ok := rec.Lookup("cs-host"); ok {
		t.Error("a column that is not there was found")
	}
}

func TestNativeDecoder(t *testing.T) {
	const row = "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 172.21.13.45, 4502, 163, 3223, 200, 0, GET, /x.gif, -,"
	d := NewNativeDecoder(athar.Date(2001, 3, 20))
	want := []read{{textlog.Whole, "2001-03-20T07:55:20Z", "/x.gif", "200"}, {}, {}, {}, {Class: textlog.Lost}}
	var got []read
	for _, line := range []string{row, "", "# pasted", "-----", row[:40]} {
		got = append(got, decode(d, line))
	}
	// Day and month of this one cannot be told apart: the row counts, without a time.
	got = append(got, decode(NewNativeDecoder(0), strings.Replace(row, "03/20/01", "03/04/05", 1)))
	want = append(want, read{textlog.Partial, "", "/x.gif", "200"})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzDecoder(f *testing.F) {
	headers := []string{usualFields, "#Date: 2021-03-05\n#Fields: time cs-uri-stem sc-status", "#Fields: cs-uri-stem date time", ""}
	for i := range headers {
		f.Add(uint8(i), "2021-03-05 03:06:27 10.0.0.1 GET /x.aspx - 443 - 203.0.113.9 Mozilla/5.0+(a b) - 200 0 0 133\n#Fields: date time c-ip\n03:06:27 /x 200")
	}
	f.Add(uint8(3), "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 172.21.13.45, 4502, 163, 3223, 200, 0, GET, /x, y.gif, -,")
	f.Add(uint8(0), "\xEF\xBB\xBF#Fields: cs-x\n- -\n2021-03-05 03:06:27  ")
	f.Fuzz(func(t *testing.T, header uint8, body string) {
		w3c, native := NewDecoder(), NewNativeDecoder(athar.Date(2001, 3, 20))
		for line := range strings.Lines(headers[int(header)%len(headers)] + "\n" + body) {
			line = strings.TrimRight(line, "\r\n")
			got := decode(w3c, line)
			if got.Time == "" && (got.Class == textlog.Whole || got.Class == textlog.Partial) {
				t.Fatalf("%q: a row without a time: %+v", line, got)
			}
			if len(got.Stem) > len(line) {
				t.Fatalf("%q: %+v", line, got)
			}
			if got := decode(native, line); got.Time == "" && got.Class == textlog.Whole {
				t.Fatalf("%q: a row without a time: %+v", line, got)
			}
		}
	})
}
