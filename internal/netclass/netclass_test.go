package netclass

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLists(t *testing.T) {
	for _, c := range []struct{ file, text, ip, want string }{
		{"tor-exits.txt", "# exits\n203.0.113.7\n203.0.113.9\n", "203.0.113.7", "203.0.113.7 tor-exits 203.0.113.7/32 "},
		{"tor-exits.txt", "203.0.113.7\n", "203.0.113.8", ""},
		{"x.netset", "203.0.112.0/23\r\n203.0.113.0/24\r\n", "203.0.113.8", "203.0.113.8 x 203.0.113.0/24 "},
		{"a.csv", "network,class,name\n203.0.113.0/25,hosting,\"Example, Ltd\"\n", "203.0.113.8", "203.0.113.8 hosting 203.0.113.0/25 Example, Ltd"},
		{"a.csv", "203.0.113.0/25;vpn;Example\n", "203.0.113.8", "203.0.113.8 vpn 203.0.113.0/25 Example"},
		{"exit-addresses", "ExitNode 7F\nPublished 2021-03-03 01:00:00\nExitAddress 203.0.113.7 2021-03-03 03:03:03\nExitAddress 203.0.113.9 2021-03-03 03:03:03\n", "203.0.113.9", "203.0.113.9 tor 203.0.113.9/32 "},
		{"six.txt", "2001:db8:1::/48\n", "2001:db8:1::7", "2001:db8:1::7 six 2001:db8:1::/48 "},
		{"mapped.txt", "::ffff:203.0.113.7\n", "203.0.113.7", "203.0.113.7 mapped 203.0.113.7/32 "},
		{"own.txt", "192.168.0.0/16\n", "192.168.1.1", ""},
	} {
		s, err := Open([]string{write(t, c.file, []byte(c.text))})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		got := ""
		for _, o := range s.Of([]string{c.ip, "no address"}) {
			got += fmt.Sprint(o.IP, " ", strings.Join(o.Class, ","), " ", o.Network, " ", o.Name)
		}
		if got != c.want {
			t.Errorf("%s %s: %q, want %q", c.file, c.ip, got, c.want)
		}
	}
}

func TestNoLists(t *testing.T) {
	for name, text := range map[string]string{
		"empty.txt": "", "words.txt": "these\nare\nwords\n203.0.113.7\n", "broken.mmdb": "x\xab\xcd\xefMaxMind.com", "long.txt": strings.Repeat("1", maxListLine+1),
	} {
		if _, err := Open([]string{write(t, name, []byte(text))}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open([]string{filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a file that is not there was opened")
	}
	if s, err := Open(nil); s != nil || err != nil || s.Of([]string{"203.0.113.7"}) != nil {
		t.Error("nothing given, and something known")
	}
}

// A database with one network, made here: see [tiny].
func TestDatabase(t *testing.T) {
	for _, c := range []struct {
		record map[string]any
		want   string
	}{
		{map[string]any{"is_hosting_provider": true, "is_anonymous": true, "is_anonymous_vpn": false}, "hosting"},
		{map[string]any{"is_tor_exit_node": true, "is_anonymous": true}, "tor"},
		{map[string]any{"autonomous_system_organization": "Example Hosting"}, " Example Hosting"},
		{map[string]any{"traits": map[string]any{"user_type": "hosting", "isp": "Example"}}, "hosting Example"},
		{map[string]any{"vpn": "true", "as_name": "E"}, "vpn E"},
		{map[string]any{"city": "nowhere"}, ""},
	} {
		s, err := Open([]string{write(t, "x.mmdb", tiny(c.record))})
		if err != nil {
			t.Fatal(err)
		}
		a := &athar.Assessment{Servers: []athar.Server{{Findings: []athar.Finding{{IP: []string{"203.0.113.7", "10.0.0.1"}}}, Clusters: []athar.Cluster{{IP: []string{"8.8.8.8"}}}}}}
		s.Annotate(a)
		got := ""
		for _, o := range a.Servers[0].Findings[0].Origins {
			got = strings.TrimRight(strings.Join(o.Class, ",")+" "+o.Name, " ")
			if o.Network != "128.0.0.0/1" || o.Source != "x.mmdb" {
				t.Errorf("%+v", o)
			}
		}
		if got != c.want || a.Servers[0].Clusters[0].Origins != nil {
			t.Errorf("%v: %q, want %q; %v", c.record, got, c.want, a.Servers[0].Clusters[0].Origins)
		}
	}
}

// tiny is a MaxMind DB of IPv4 with one node: addresses from 128.0.0.0 on have the
// record, those below have none (format version 2.0).
func tiny(record map[string]any) []byte {
	var b bytes.Buffer
	// One node of two 24-bit records; 1 (the number of nodes) is "not found", and data
	// begins at 1+16.
	b.Write([]byte{0, 0, 1, 0, 0, 17})
	b.Write(make([]byte, 16))
	encode(&b, record)
	b.Write(marker)
	encode(&b, map[string]any{
		"node_count": uint32(1), "record_size": uint16(24), "ip_version": uint16(4), "database_type": "test", "languages": []any{},
		"binary_format_major_version": uint16(2), "binary_format_minor_version": uint16(0), "build_epoch": uint64(1), "description": map[string]any{},
	})
	return b.Bytes()
}

func encode(b *bytes.Buffer, v any) {
	control := func(kind, size int) {
		if kind > 7 {
			b.Write([]byte{byte(size), byte(kind - 7)})
			return
		}
		if size < 29 {
			b.WriteByte(byte(kind<<5 | size))
			return
		}
		b.Write([]byte{byte(kind<<5 | 29), byte(size - 29)})
	}
	switch v := v.(type) {
	case string:
		control(2, len(v))
		b.WriteString(v)
	case uint16:
		control(5, 2)
		b.Write([]byte{byte(v >> 8), byte(v)})
	case uint32:
		control(6, 4)
		b.Write([]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)})
	case uint64:
		control(9, 8)
		b.Write([]byte{0, 0, 0, 0, 0, 0, 0, byte(v)})
	case bool:
		n := 0
		if v {
			n = 1
		}
		control(14, n)
	case []any:
		control(11, len(v))
	case map[string]any:
		control(7, len(v))
		for key, value := range v {
			encode(b, key)
			encode(b, value)
		}
	}
}

func FuzzList(f *testing.F) {
	for _, seed := range []string{"203.0.113.7\n", "network,class\n203.0.113.0/24,vpn\n", "ExitAddress 203.0.113.7 2021-03-03\n", "\ufeff::/0;a;b\n", "1.2.3.4/33\n\"\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := readList(bytes.NewReader(data), "x.txt")
		if err != nil {
			return
		}
		for p, e := range l.of {
			if p != p.Masked() || !p.IsValid() || len(e.class) > maxWord || len(e.name) > maxWord {
				t.Fatalf("%v %+v", p, e)
			}
			if _, network, _, ok := l.lookup(p.Addr()); !ok || network.Bits() < p.Bits() && !p.Addr().Is4In6() {
				t.Fatalf("%v is not found again: %v", p, network)
			}
		}
	})
}
