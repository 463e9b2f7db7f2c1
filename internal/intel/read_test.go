package intel

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAll reads a list and returns its indicators as "type value", in order.
func readAll(t *testing.T, name, text string) ([]string, *List, *Builder) {
	t.Helper()
	b := NewBuilder()
	l, err := b.Read(name, strings.NewReader(text), Facts{})
	if err != nil {
		t.Fatal(err)
	}
	s := b.Build()
	var out []string
	for id := range s.entries {
		in := s.indicator(uint32(id))
		out = append(out, in.Type.String()+" "+in.Value)
	}
	return out, l, b
}

const (
	someMD5    = "0123456789abcdef0123456789abcdef"
	someSHA1   = "0123456789abcdef0123456789abcdef01234567"
	someSHA256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

func TestFormats(t *testing.T) {
	tests := []struct {
		name, file, text, format string
		want                     []string
		faulty, context          int
	}{
		{
			"plain text, defanged in every way", "list.txt", strings.Join([]string{
				"# a comment", "", "hxxps://evil[.]test/a.php", "hXXp://evil(.)test:8080/b", "evil[dot]test", "evil . test",
				"198.51.100[.]7", "198[.]51[.]100[.]8:443", "2001:db8::7", "203.0.113.0/24", "203.0.113.9-203.0.113.20",
				"<sub.evil.test>", `"quoted.test",`, "me[@]evil[.]test", "*.wild.test", someMD5, strings.ToUpper(someSHA1), someSHA256 + "  # dropper",
				`C:\Windows\Temp\x.exe`, `%windir%\temp\y.dll`, "shell.aspx", "/dl.asp", "Mozilla/5.0+(evil;+agent)", "fönster.example.se",
			}, "\r\n"), "text",
			[]string{
				"url evil.test/a.php", "url evil.test/b", "domain evil.test", "domain evil.test",
				"address 198.51.100.7", "address 198.51.100.8", "address 2001:db8::7", "range 203.0.113.0/24", "range 203.0.113.9-203.0.113.20",
				"domain sub.evil.test", "domain quoted.test", "email me@evil.test", "domain wild.test", "md5 " + someMD5, "sha1 " + someSHA1, "sha256 " + someSHA256,
				"path windows/temp/x.exe", "path */temp/y.dll", "filename shell.aspx", "url /dl.asp", "agent mozilla/5.0 (evil; agent)", "domain xn--fnster-wxa.example.se",
			},
			0, 0,
		},
		{
			"what lists hold by mistake", "list.txt", strings.Join([]string{
				someSHA256[:63], someMD5 + "0", "10.1.2.3", "127.0.0.1", "169.254.1.1", "0.0.0.0", "localhost", "com", "co.uk", "google.com", "www.microsoft.com",
				"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", strings.Repeat("0", 64), "0.0.0.0/0", "16.0.0.0/4", "server.local",
				"300.1.2.3", "some words of a sentence", "http://127.0.0.1/x", `C:\*`, "a.b",
			}, "\n"), "text", nil, 21, 0,
		},
		{
			"columns by name", "list.csv", "\xEF\xBB\xBFIndicator_type,Data,Note\r\nsha256," + someSHA256 + ",x\r\nip, 198.51.100[.]7 ,\r\ndomain,evil[.]test,\"two\r\nlines\"\r\nregistry_key,HKLM\\x,y\r\n", "CSV",
			[]string{"sha256 " + someSHA256, "address 198.51.100.7", "domain evil.test"},
			1, 0,
		},
		{
			"a file's hashes in several columns", "list.csv", "SHA256,SHA1,MD5,FILENAME,Notes\n" + someSHA256 + "," + someSHA1 + "," + someMD5 + ",svchost.exe,bad\n" +
				strings.Repeat("ab", 32) + ",,,cert.cer,the legitimate certificate\n", "CSV",
			[]string{"sha256 " + someSHA256, "sha1 " + someSHA1, "md5 " + someMD5},
			0, 1,
		},
		{
			"several hashes in one value", "list.csv", "value,entity_type,description\n\"" + someMD5 + "," + someSHA1 + "," + someSHA256 + "\",file,x\n", "CSV",
			[]string{"md5 " + someMD5, "sha1 " + someSHA1, "sha256 " + someSHA256},
			0, 0,
		},
		{
			"columns by shape", "hash-iocs.txt", "# group\n" + someMD5 + ";Dropper\nevil.test;C2\n", "CSV",
			[]string{"md5 " + someMD5, "domain evil.test"},
			0, 0,
		},
		{
			"patterns with scores", "filename-iocs.txt", "# shells\n\\\\aspnet_client\\\\[a-z]{1,8}\\.aspx$;75;\\\\fine\\.aspx\n\\\\(unclosed;60\n.*;70\n", "CSV",
			[]string{`pattern \\aspnet_client\\[a-z]{1,8}\.aspx$`},
			2, 0,
		},
		{
			"YARA is not for here", "x.yar", "rule x {\n condition: true\n}\n", "YARA", nil, 1, 0,
		},
		{
			"nothing", "x.txt", "", "text", nil, 0, 0,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, l, _ := readAll(t, tt.file, tt.text)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if l.Format != tt.format || l.Faulty != tt.faulty || l.Context != tt.context {
				t.Errorf("format %q, %d faulty, %d context; want %q, %d, %d\n%v", l.Format, l.Faulty, l.Context, tt.format, tt.faulty, tt.context, l.Faults)
			}
		})
	}
}

// A fault says where, what and why.
func TestFaults(t *testing.T) {
	_, l, _ := readAll(t, "list.csv", "type,value\nsha256,"+someSHA256[:63]+"\nip,evil.test\nip,198.51.100.7\n")
	want := []Fault{
		{2, someSHA256[:63], "63 hexadecimal digits: an MD5 has 32, a SHA-1 40, a SHA-256 64"},
		{3, "evil.test", "no address"},
	}
	if d := cmp.Diff(want, l.Faults); d != "" {
		t.Error(d)
	}
	if failed := l.Failed(); len(failed) != 2 || failed[0].Path != "list.csv" || failed[0].Rule != "line 2" {
		t.Errorf("%+v", failed)
	}
	var many strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&many, "word%d\n", i)
	}
	_, l, _ = readAll(t, "words.txt", many.String())
	if failed := l.Failed(); len(failed) != maxFailed+2 || !strings.Contains(failed[0].Reason, "no indicator that can be used") ||
		!strings.Contains(failed[len(failed)-1].Reason, "2980 further entries") || len(l.Faults) != maxFaults {
		t.Errorf("%d faults, %+v", len(l.Faults), failed)
	}
}

// What an entry says of itself is kept.
func TestFacts(t *testing.T) {
	b := NewBuilder()
	text := "value,type,first_seen,last_seen,valid_from,valid_until,confidence,source,note,stage\n" +
		"198.51.100.7,ip,2021-03-01T10:00:00Z,,2021-03-01,2021-03-31,85,CERT,a note,controlled\n" +
		"198.51.100.8,ip,,,,,low,,,\n198.51.100.9,ip,,,2021-04-01,2021-03-01,,,,\n198.51.100.10,ip,,,soon,,,,,\n198.51.100.11,ip,,,,,,,,clear\n"
	l, err := b.Read("x.csv", strings.NewReader(text), Facts{Source: "default"})
	if err != nil {
		t.Fatal(err)
	}
	s := b.Build()
	in := s.indicator(0)
	if in.First.String() != "2021-03-01T10:00:00Z" || in.From.String() != "2021-03-01T00:00:00Z" || in.Until.String()[:10] != "2021-03-31" ||
		in.Confidence != "high" || in.Source != "CERT" || in.Note != "a note" || in.Stage.String() != "controlled" || in.Line != 2 || in.List != "x.csv" {
		t.Errorf("%+v", in)
	}
	if in := s.indicator(1); in.Confidence != "low" || in.Source != "default" || in.Until != 0 {
		t.Errorf("%+v", in)
	}
	if l.Loaded != 2 || l.Faulty != 3 {
		t.Errorf("%+v", l)
	}
}

// However a list is parted and quoted, reading comes to an end and keeps the rows
// behind what is broken.
func TestHostileText(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	tests := map[string]string{
		"a line of a megabyte":        "evil.test\n" + long + "\nlast.test\n",
		"an open quote":               "value,type\n\"evil.test,domain\n" + strings.Repeat("a.test,domain\n", 100) + "last.test,domain\n",
		"holes":                       "evil.test\n\x00\x00\x00\x00\x00\x00\nlast.test\n",
		"UTF-16":                      "\xff\xfee\x00v\x00i\x00l\x00.\x00t\x00e\x00s\x00t\x00\n\x00l\x00a\x00s\x00t\x00.\x00t\x00e\x00s\x00t\x00",
		"thousands of columns":        strings.Repeat("a,", 100_000) + "\nlast.test,x\n",
		"only marks":                  strings.Repeat("\xEF\xBB\xBF", 100) + "\nlast.test\n",
		"a million dots":              strings.Repeat(".", 1<<16) + "\nlast.test\n",
		"brackets for their own sake": strings.Repeat("[.]", 1<<14) + "\nlast.test\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			got, l, _ := readAll(t, "list.txt", text)
			if !slices.Contains(got, "domain last.test") {
				t.Errorf("%d loaded, %v", l.Loaded, l.Faults)
			}
		})
	}
}
