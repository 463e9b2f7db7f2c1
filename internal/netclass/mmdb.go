package netclass

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"
)

// database is a MaxMind DB file.
type database struct {
	source string
	reader *maxminddb.Reader
}

func openDatabase(file string) (*database, error) {
	r, err := maxminddb.Open(file)
	if err != nil {
		return nil, fmt.Errorf("it is no MaxMind database: %w", err)
	}
	return &database{filepath.Base(file), r}, nil
}

// marks are the words under which databases say of what kind a network is, whoever
// makes them: "is_hosting_provider", "is_tor_exit_node", "vpn".
var marks = map[string]string{
	"is_hosting_provider": "hosting", "hosting": "hosting", "is_hosting": "hosting", "is_datacenter": "hosting", "datacenter": "hosting",
	"is_tor_exit_node": "tor", "is_tor": "tor", "tor": "tor",
	"is_anonymous_vpn": "vpn", "is_vpn": "vpn", "vpn": "vpn",
	"is_public_proxy": "proxy", "is_proxy": "proxy", "proxy": "proxy",
	"is_residential_proxy": "residential proxy", "relay": "relay", "is_anonymous": "anonymous",
}

// names are the words under which they name who holds it; kinds those of one word for
// the kind.
var (
	names = []string{"autonomous_system_organization", "as_name", "organization", "isp", "as_organization", "name"}
	kinds = []string{"user_type", "usage_type", "connection_type", "type"}
)

// maxDepth bounds how deep a record is looked into.
const maxDepth = 3

func (d *database) lookup(a netip.Addr) (class []string, network netip.Prefix, name string, ok bool) {
	found := d.reader.Lookup(a)
	var record map[string]any
	if !found.Found() || found.Decode(&record) != nil {
		return nil, netip.Prefix{}, "", false
	}
	kind := ""
	gather(record, maxDepth, &class, &name, &kind)
	slices.Sort(class)
	class = slices.Compact(class)
	if len(class) > 1 { // what is anonymous by way of something is that
		class = slices.DeleteFunc(class, func(c string) bool { return c == "anonymous" })
	}
	if len(class) == 0 && kind != "" {
		class = []string{kind}
	}
	return class, found.Prefix(), name, len(class) > 0 || name != ""
}

// gather looks through a record for what it says of its network.
func gather(record map[string]any, depth int, class *[]string, name, kind *string) {
	for key, value := range record {
		switch v := value.(type) {
		case bool:
			if c := marks[strings.ToLower(key)]; c != "" && v {
				*class = append(*class, c)
			}
		case string:
			if c := marks[strings.ToLower(key)]; c != "" && strings.EqualFold(v, "true") {
				*class = append(*class, c)
			}
		case map[string]any:
			if depth > 0 {
				gather(v, depth-1, class, name, kind)
			}
		}
	}
	pick := func(into *string, keys []string) {
		for _, key := range keys {
			if v, ok := record[key].(string); ok && *into == "" {
				*into = word(v)
			}
		}
	}
	pick(name, names)
	pick(kind, kinds)
}
