package tenant

import (
	"bytes"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// Shape says how a file wraps its records.
type Shape struct {
	// Columns are a CSV's, nil where the file is JSON.
	Columns []string
	Kind    athar.Kind
}

// Recognise tells from a file's first text whether it holds a tenant's records.
func Recognise(head []byte) (Shape, bool) {
	head = bytes.TrimLeft(head, " \t\r\n\uFEFF")
	if len(head) == 0 {
		return Shape{}, false
	}
	if head[0] == '{' || head[0] == '[' {
		return recogniseJSON(head)
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if bytes.IndexByte(line, ',') < 0 {
		return Shape{}, false
	}
	var csv textlog.CSV
	var columns []string
	for _, v := range csv.Split(line, nil) {
		columns = append(columns, strings.TrimSpace(string(v)))
	}
	kind, ok := kindOf(func(name string) bool {
		for _, c := range columns {
			if strings.EqualFold(c, name) {
				return true
			}
		}
		return false
	})
	return Shape{Columns: columns, Kind: kind}, ok
}

// recogniseJSON looks at the first whole object.
func recogniseJSON(head []byte) (Shape, bool) {
	var shape Shape
	var ok, seen bool
	scan := textlog.Objects{Lists: wrappers}
	scan.Feed(head, func(obj []byte, _ int64) {
		if seen {
			return
		}
		seen = true
		if m, good := parseObject(obj); good {
			shape.Kind, ok = kindOf(func(name string) bool {
				_, has := m.get(name)
				return has
			})
		}
	})
	return shape, ok
}

// kindOf tells by the names of fields what records are. Every record of the
// Management API has an Operation, a CreationTime and either a Workload or a
// RecordType; other programs' logs share one of the names, not all.
func kindOf(has func(string) bool) (athar.Kind, bool) {
	all := func(names ...string) bool {
		for _, n := range names {
			if !has(n) {
				return false
			}
		}
		return true
	}
	switch {
	case has("AuditData"),
		all("Operation", "CreationTime", "Workload"),
		all("Operation", "CreationTime", "RecordType"),
		all("Operation", "TimeGenerated", "OfficeWorkload"):
		return athar.KindAudit365, true
	case all("createdDateTime", "userPrincipalName", "appId", "ipAddress"),
		all("TimeGenerated", "UserPrincipalName", "AppId", "IPAddress"),
		all("Date (UTC)", "Username", "IP address", "Application ID"):
		return athar.KindSignIn365, true
	}
	return "", false
}
