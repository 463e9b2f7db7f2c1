package intel

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const stixBundle = `{"type":"bundle","id":"bundle--1","objects":[
 {"type":"identity","id":"identity--1","name":"CERT"},
 {"type":"indicator","id":"indicator--1","name":"c2","pattern_type":"stix","pattern":"[ipv4-addr:value = '198.51.100.7' OR ipv4-addr:value = '198.51.100.8']","valid_from":"2021-03-09T00:00:00Z","valid_until":"2021-04-01T00:00:00Z","confidence":90},
 {"type":"indicator","id":"indicator--2","pattern":"[file:hashes.'SHA-256' = '` + someSHA256 + `' AND file:name = 'svchost.exe']","valid_from":"2021-03-09T00:00:00Z","labels":["athar:stage=impacted"]},
 {"type":"indicator","id":"indicator--3","pattern":"[domain-name:value = 'a.test' AND url:value = 'http://b.test/x']","valid_from":"2021-03-09T00:00:00Z"},
 {"type":"indicator","id":"indicator--4","pattern":"[process:command_line = 'x'] FOLLOWEDBY [file:name = 'evil.exe']","valid_from":"2021-03-09T00:00:00Z"},
 {"type":"indicator","id":"indicator--5","pattern":"rule x { condition: true }","pattern_type":"yara","valid_from":"2021-03-09T00:00:00Z"},
 {"type":"indicator","id":"indicator--6","pattern":"[domain-name:value IN ('c.test', 'd.test')]","valid_from":"2021-03-09T00:00:00Z"},
 {"type":"indicator","id":"indicator--7","pattern":"[domain-name:value = 'old.test']","revoked":true,"valid_from":"2021-03-09T00:00:00Z"},
 {"type":"indicator","id":"indicator--8","pattern":"[ipv4-addr:value ISSUBSET '203.0.113.0/24']","valid_from":"2021-03-09T00:00:00Z"},
 {"type":"indicator","id":"indicator--9","pattern":"[file:name LIKE 'evil%.aspx']","valid_from":"2021-03-09T00:00:00Z"},
 {"type":"ipv4-addr","id":"ipv4-addr--1","value":"198.51.100.99"}
]}`

const mispEvent = `{"Event":{"info":"Made-up event","Attribute":[
 {"type":"ip-dst|port","value":"198.51.100.7|443","to_ids":true,"comment":"c2","first_seen":"2021-03-01T00:00:00+00:00","Tag":[{"name":"athar:stage=\"expanded\""}]},
 {"type":"filename|sha256","value":"x.exe|` + someSHA256 + `","to_ids":true},
 {"type":"domain|ip","value":"evil.test|198.51.100.8","to_ids":true},
 {"type":"domain","value":"context.test","to_ids":false},
 {"type":"mutex","value":"Global\\x","to_ids":true},
 {"type":"md5","value":"123","to_ids":true},
 {"type":"url","value":"http://evil.test/a","to_ids":true,"deleted":true}],
 "Object":[{"name":"file","Attribute":[{"type":"sha1","value":"` + someSHA1 + `","to_ids":true}]}]}}`

const openIOC = `<?xml version="1.0" encoding="utf-8"?>
<ioc xmlns="http://schemas.mandiant.com/2010/ioc" id="1"><short_description>Made up</short_description><authored_by>Someone</authored_by>
<definition><Indicator operator="OR">
 <IndicatorItem condition="is"><Context document="FileItem" search="FileItem/Md5sum" type="mir"/><Content type="md5">` + someMD5 + `</Content></IndicatorItem>
 <IndicatorItem condition="contains"><Context search="Network/DNS"/><Content type="string">evil.test</Content></IndicatorItem>
 <IndicatorItem condition="contains"><Context search="FileItem/FullPath"/><Content type="string">\temp\evil</Content></IndicatorItem>
 <IndicatorItem condition="is"><Context search="RegistryItem/Path"/><Content type="string">HKLM\x</Content></IndicatorItem>
 <Indicator operator="AND">
  <IndicatorItem condition="is"><Context search="FileItem/FileName"/><Content type="string">cmd.exe</Content></IndicatorItem>
  <IndicatorItem condition="is" negate="true"><Context search="FileItem/FilePath"/><Content type="string">C:\Windows</Content></IndicatorItem>
 </Indicator>
</Indicator></definition></ioc>`

const chirpFile = `---
name: "Addresses"
description: |
  "some"
confidence: 3
ioc_type: "network"
indicator:
  ips: |
    198.51.100.7
    10.0.0.1
    198.51.100.8
---
name: "A rule"
confidence: 7
ioc_type: "yara"
indicator:
  files: "\\**"
  rule: |
    rule x { condition: true }
`

func TestStructured(t *testing.T) {
	tests := []struct {
		name, text, format string
		want               []string
		faulty, context    int
	}{
		{
			"STIX", stixBundle, "JSON",
			[]string{"address 198.51.100.7", "address 198.51.100.8", "sha256 " + someSHA256, "domain c.test", "domain d.test", "filename evil*.aspx"},
			4, 1,
		},
		{
			"STIX with observables only", `{"type":"bundle","objects":[{"type":"ipv4-addr","value":"198.51.100.9"},{"type":"file","name":"x","hashes":{"MD5":"` + someMD5 + `","SHA-512":"00"}}]}`, "JSON",
			[]string{"address 198.51.100.9", "md5 " + someMD5},
			0, 0,
		},
		{
			"MISP", mispEvent, "JSON",
			[]string{"address 198.51.100.7", "sha256 " + someSHA256, "domain evil.test", "address 198.51.100.8", "sha1 " + someSHA1},
			2, 2,
		},
		{"MISP answers", `{"response":[` + mispEvent + `,` + mispEvent + `]}`, "JSON", []string{
			"address 198.51.100.7", "sha256 " + someSHA256, "domain evil.test", "address 198.51.100.8", "sha1 " + someSHA1,
			"address 198.51.100.7", "sha256 " + someSHA256, "domain evil.test", "address 198.51.100.8", "sha1 " + someSHA1,
		}, 4, 4},
		{"a list of events", `[` + mispEvent + `]`, "JSON", []string{
			"address 198.51.100.7", "sha256 " + someSHA256, "domain evil.test", "address 198.51.100.8", "sha1 " + someSHA1,
		}, 2, 2},
		{
			"objects", `[{"Indicator":"198.51.100.7","IndicatorType":"ip","FirstSeen":"2021-03-01"},{"Indicator":"evil.test","IndicatorType":"hostname"}]`, "JSON",
			[]string{"address 198.51.100.7", "domain evil.test"},
			0, 0,
		},
		{
			"objects, one a line", "{\"indicator\":\"198.51.100.7\",\"type\":\"ip\"}\n{\"indicator\":\"evil.test\",\"type\":\"domain\"}\n", "JSON",
			[]string{"address 198.51.100.7", "domain evil.test"},
			0, 0,
		},
		{
			"arrays of texts", `{"ips":["198.51.100.7"],"domains":["evil.test"],"references":["https://blog.test/post"]}`, "JSON",
			[]string{"address 198.51.100.7", "domain evil.test"},
			0, 0,
		},
		{"JSON of another kind", `{"glossary":{"title":"x"}}`, "JSON", nil, 1, 0},
		{"JSON cut off", stixBundle[:700], "JSON", []string{"address 198.51.100.7", "address 198.51.100.8", "sha256 " + someSHA256}, 1, 0},
		{"JSON too deep", strings.Repeat("[", 100_000), "JSON", nil, 2, 0},
		{"objects too deep", strings.Repeat(`{"a":`, 100_000), "JSON", nil, 2, 0},
		{
			"OpenIOC", openIOC, "OpenIOC",
			[]string{"md5 " + someMD5, "domain evil.test", "path */temp/evil*"},
			2, 1,
		},
		{
			"a billion laughs", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><ioc><short_description>&b;</short_description></ioc>`, "OpenIOC", nil, 2, 0,
		},
		{"XML too deep", "<ioc>" + strings.Repeat(`<Indicator operator="OR">`, 1000), "OpenIOC", nil, 1, 0},
		{"XML of another kind", "<?xml version='1.0'?><html><body/></html>", "OpenIOC", nil, 1, 0},
		{"CHIRP", chirpFile, "CHIRP", []string{"address 198.51.100.7", "address 198.51.100.8"}, 2, 0},
		{
			"YAML that grows", "ioc_type: network\nindicator: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c]\n", "CHIRP", nil, 4, 0,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, l, _ := readAll(t, "list", tt.text)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if l.Format != tt.format || l.Faulty != tt.faulty || l.Context != tt.context {
				t.Errorf("format %q, %d faulty, %d context; want %q, %d, %d\n%+v", l.Format, l.Faulty, l.Context, tt.format, tt.faulty, tt.context, l.Faults)
			}
		})
	}
}

// Facts of structured lists, and the lines of their faults.
func TestStructuredFacts(t *testing.T) {
	b := NewBuilder()
	stix, err := b.Read("s", strings.NewReader(stixBundle), Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Read("m", strings.NewReader(mispEvent), Facts{}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Read("c", strings.NewReader(chirpFile), Facts{}); err != nil {
		t.Fatal(err)
	}
	s := b.Build()
	if in := s.indicator(0); in.Note != "c2" || in.Confidence != "high" || in.From != 0 || in.Until.String() != "2021-04-01T00:00:00Z" || in.Line != 3 {
		t.Errorf("%+v", in)
	}
	if in := s.indicator(2); in.Stage.String() != "impacted" || in.Line != 4 {
		t.Errorf("%+v", in)
	}
	if f := stix.Faults[0]; f.Line != 5 || !strings.Contains(f.Reason, "only together") {
		t.Errorf("%+v", f)
	}
	if in := s.indicator(6); in.Note != "c2" || in.Stage.String() != "expanded" || in.First.String() != "2021-03-01T00:00:00Z" || in.Line != 2 {
		t.Errorf("%+v", in)
	}
	if in := s.indicator(11); in.Confidence != "low" || in.Note != "Addresses" || in.Line != 9 {
		t.Errorf("%+v", in)
	}
}
