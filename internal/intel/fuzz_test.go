package intel

import (
	"bytes"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// fuzzRead reads bytes as a list of one format: it comes to an end, keeps its
// limits, and what it loads can be looked for.
func fuzzRead(t *testing.T, data []byte, read func(r *reader, src *bytes.Reader) error) {
	b := NewBuilder()
	r := &reader{b: b, list: &List{Name: "x", Types: map[string]int{}}}
	b.lists = append(b.lists, r.list)
	if err := read(r, bytes.NewReader(data)); err != nil {
		return
	}
	if len(r.list.Faults) > maxFaults || r.list.Loaded != len(b.entries) {
		t.Fatalf("%d faults, %d loaded, %d entries", len(r.list.Faults), r.list.Loaded, len(b.entries))
	}
	s := b.Build()
	for id := range s.entries {
		in := s.indicator(uint32(id))
		if len(in.Value) > 2*maxValue || in.Type == None || in.Type >= types {
			t.Fatalf("%+v", in)
		}
		if in.Type.Hash() && !s.has(in.Type, packed(in.Type, in.Value)) {
			t.Fatalf("%+v is not found", in)
		}
	}
	s.Match(&athar.Record{Raw: data[:min(len(data), 4096)]}, func(Hit) {})
	s.MatchFile(File{Path: string(data[:min(len(data), 200)])}, func(Hit) {})
}

func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"# x\nhxxp://evil[.]test/a\n198.51.100[.]7\n", "value,type\nevil.test,domain\n\"a,b\",file\n", `\\owa\\[a-z]+\.aspx$;70;fine` + "\n",
		"\xff\xfee\x00v\x00", "a\tb\tc\n", "C:\\x\\y.exe\n%temp%\\a\n", "203.0.113.0/24\n1.2.3.4-1.2.3.9\n", someSHA256[:63], "fönster.example.se",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzRead(t, data, func(r *reader, src *bytes.Reader) error { return r.lines(src) })
	})
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{stixBundle, mispEvent, `[{"indicator":"evil.test"}]`, `{"ips":["198.51.100.7"]}`, "{\"a\":1}\n{\"ioc\":\"evil.test\"}", `{"response":{"Attribute":[]}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzRead(t, data, func(r *reader, src *bytes.Reader) error { return r.json(src) })
	})
}

func FuzzOpenIOC(f *testing.F) {
	f.Add([]byte(openIOC))
	f.Add([]byte(`<OpenIOC><criteria><Indicator operator="AND"><IndicatorItem/></Indicator></criteria></OpenIOC>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzRead(t, data, func(r *reader, src *bytes.Reader) error { return r.openIOC(src) })
	})
}

func FuzzCHIRP(f *testing.F) {
	f.Add([]byte(chirpFile))
	f.Add([]byte("ioc_type: network\nindicator: {ips: [198.51.100.7], domains: &a [*a]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzRead(t, data, func(r *reader, src *bytes.Reader) error { return r.chirp(src) })
	})
}

func FuzzSTIXPattern(f *testing.F) {
	for _, line := range strings.Split(stixBundle, "\n") {
		if _, rest, ok := strings.Cut(line, `"pattern":"`); ok {
			pattern, _, _ := strings.Cut(rest, `","`)
			f.Add(pattern)
		}
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		values, err := stixPattern(pattern)
		if err == nil && len(values) == 0 {
			t.Fatal("no value and no error")
		}
	})
}

// Whatever a row is, looking at it and into it comes to an end, and the look
// misses nothing that is in it.
func FuzzMatch(f *testing.F) {
	s := setOf(f, true, strings.Split(indicators, "\n")...)
	for _, seed := range []string{"198.51.100.7", "x%2Fevil.test/", "2001:db8::7", "evil.test:80/a", "..1.1.1.1", "path.test/a/b.php?x", "%", "a@evil.test"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, row []byte) {
		net := 0
		s.Match(&athar.Record{Kind: athar.KindMessageTracking, Raw: row}, func(h Hit) {
			if h.Type == Address || h.Type == Range || h.Type == Domain || h.Type == URL && !strings.HasPrefix(h.Value, "/") {
				net++
			}
		})
		if net > 0 && !s.Glimpse(row, &Memo{}) && bytes.IndexByte(row, '%') < 0 {
			t.Fatalf("%q", row)
		}
	})
}
