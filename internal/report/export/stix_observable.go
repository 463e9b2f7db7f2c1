package export

import (
	"net/url"
	"strings"

	"github.com/athar-forensics/athar"
)

// observables adds what a finding's records name: addresses, accounts, files,
// absolute addresses of pages, and always the file that holds the record.
func (b *bundle) observables(f *athar.Finding) []string {
	ids := []string{b.file(f.Source.Path, f.Source.SHA256)}
	add := func(id string) {
		if id != "" && !contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, s := range f.IP {
		add(b.address(s))
	}
	for _, s := range f.Account {
		if strings.TrimSpace(s) != "" {
			add(b.observable("user-account", object{"account_login": s}, nil))
		}
	}
	for _, s := range f.File {
		add(b.file(s, ""))
	}
	for _, s := range f.URL {
		// A path without a host is no URL to STIX; it stands in the record.
		if u, err := url.Parse(s); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			add(b.observable("url", object{"value": u.String()}, nil))
		}
	}
	return ids
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func (b *bundle) address(s string) string {
	a, ok := address(s)
	if !ok {
		return ""
	}
	kind := "ipv6-addr"
	if a.Is4() {
		kind = "ipv4-addr"
	}
	return b.observable(kind, object{"value": a.String()}, nil)
}

// file adds a file and the folder that it lies in. A path that ends in a
// separator is a folder; an empty one is a file of no name.
func (b *bundle) file(path, sum string) string {
	name, folder := base(path), strings.TrimRight(path[:len(path)-len(base(path))], `/\`)
	if name == "" {
		name = orUnnamed(strings.Trim(path, `/\`))
		folder = ""
	}
	contributing := object{"name": name}
	if isSHA256(sum) {
		contributing["hashes"] = object{"SHA-256": strings.ToLower(sum)}
	}
	if folder != "" {
		contributing["parent_directory_ref"] = b.observable("directory", object{"path": folder}, nil)
	}
	return b.observable("file", contributing, nil)
}

// indicators adds patterns for what other defenders can look for, each with a
// sighting on this server.
func (b *bundle) indicators(f *athar.Finding, patterns []string, me string) []string {
	var ids []string
	add := func(name, pattern string, kinds []string) {
		id := b.domain("indicator", pattern, object{
			"name": name, "description": b.p.Text(f.Title), "pattern": pattern, "pattern_type": "stix", "pattern_version": "2.1",
			"valid_from": rfc3339(f.Time), "indicator_types": kinds,
		})
		ids = append(ids, id, b.domain("sighting", id+" "+me+" "+f.ID, object{
			"sighting_of_ref": id, "where_sighted_refs": []string{me}, "count": min(max(f.Count, 1), 999_999_999),
			"first_seen": rfc3339(f.Time), "last_seen": rfc3339(max(f.Until, f.Time)),
		}))
		for _, t := range patterns {
			ids = append(ids, b.relate("indicates", id, t))
		}
	}
	for _, s := range f.IP {
		a, ok := address(s)
		if !ok || !public(a) {
			continue
		}
		kind := "ipv6-addr"
		if a.Is4() {
			kind = "ipv4-addr"
		}
		add(a.String(), "["+kind+":value = '"+a.String()+"']", []string{"malicious-activity"})
	}
	if planted(f) {
		sum := strings.ToLower(f.Source.SHA256)
		add(sum, "[file:hashes.'SHA-256' = '"+sum+"']", []string{"malicious-activity"})
	}
	return ids
}
