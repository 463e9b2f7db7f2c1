package weblog

import (
	"strings"
)

// shape is what all values of a column look like.
type shape uint8

// The shapes. A column whose values differ in shape is text.
const (
	text   shape = iota
	blank        // no value in any row
	stamp        // 2021-03-03T06:49:42.162Z
	addr         // an IP address
	method       // GET
	status       // 200
	number
	stem   // /owa/auth/x.aspx
	guid   // 077855a1-9ca4-41e4-b610-745ed366d396
	agent  // Mozilla/5.0 (...)
	host   // mail.example.org
	anchor // ServerInfo~a]@host:444/path#
)

// evident maps the shapes that name a column by themselves. A number or a host
// may be many things; the one address of a front-end export is the client's.
var evident = map[shape]string{
	stamp: "DateTime", addr: "ClientIpAddress", method: "Method", status: "HttpStatus",
	stem: "UrlStem", guid: "RequestId", agent: "UserAgent", anchor: "AnchorMailbox",
}

// name returns the column's name, empty where its shape does not show it.
func (s shape) name() string { return evident[s] }

// shapeOf returns the shape of a column: that of all its values, those that are
// empty or "-" aside.
func shapeOf(rows [][]string, width, column int) shape {
	found := blank
	for _, r := range rows {
		if len(r) != width {
			continue
		}
		v := strings.TrimSpace(r[column])
		if v == "" || v == "-" {
			continue
		}
		s := valueShape(v)
		switch {
		case found == blank:
			found = s
		case found == s:
		case found == status && s == number || found == number && s == status:
			found = number
		case found == host && s == addr || found == addr && s == host:
			found = host // a host asked for by name and by address
		default:
			return text
		}
	}
	return found
}

// valueShape returns the shape of one value.
func valueShape(v string) shape {
	b := []byte(v[:min(len(v), maxRow)])
	switch {
	case len(b) >= 19 && isDate(b[:10]) && (b[10] == 'T' || b[10] == ' ') && isClock([]byte(strings.TrimSuffix(v[11:], "Z"))):
		return stamp
	case isStatus(b):
		return status
	case isNumber(b):
		return number
	case isAddr(b):
		return addr
	case isMethod(b) && knownMethods[v]:
		return method
	case isStem(b):
		return stem
	case isGUID(b):
		return guid
	case strings.HasPrefix(v, "ServerInfo~"):
		return anchor
	case isAgent(v):
		return agent
	case isHost(b):
		return host
	}
	return text
}

// knownMethods are those that a column must hold to be one of methods: an
// upper-case word alone may be a server's name.
var knownMethods = map[string]bool{
	"GET": true, "POST": true, "HEAD": true, "OPTIONS": true, "PUT": true, "DELETE": true,
	"PROPFIND": true, "SEARCH": true, "RPC_IN_DATA": true, "RPC_OUT_DATA": true, "TRACE": true, "DEBUG": true,
}

// isGUID says whether b is 8-4-4-4-12 hexadecimal digits, in braces or not.
func isGUID(b []byte) bool {
	if len(b) == 38 && b[0] == '{' && b[37] == '}' {
		b = b[1:37]
	}
	if len(b) != 36 {
		return false
	}
	for i, c := range b {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// isAgent says whether v is a user agent: a product and its version, as
// "Mozilla/5.0 (...)" or "python-requests/2.25.1".
func isAgent(v string) bool {
	product, version, ok := strings.Cut(v, "/")
	return ok && product != "" && version != "" && !strings.ContainsAny(product, ` \:@?=~]`) &&
		version[0] >= '0' && version[0] <= '9'
}
