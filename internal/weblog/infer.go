package weblog

import (
	"bytes"
	"net/netip"
)

// maxRow is the most of one row that is read, in bytes; IIS itself stops at
// some 16 KiB of URL. Longer rows are not read by shape.
const maxRow = 1 << 20

// maxTokens is the most values that a row read by shape may have. The widest
// W3C logs have some thirty.
const maxTokens = 48

// Column is one value of a row and its W3C name ("cs-uri-stem").
type Column struct {
	Name  string
	Value []byte
}

// InferRow names the values of a W3C row that no usable #Fields line describes,
// by their shape and order:
//
//	date time [sitename] [computer] [server ip] method stem [query] [port] user
//	client-ip [version] [agent] [cookie] [referer] [host]
//	status [substatus win32 [sc-bytes cs-bytes] time-taken] [custom]
//
// Named columns are appended to dst in the row's order; values whose column
// cannot be told are left out. It is not ok without date, time, method, stem,
// client address and status.
func InferRow(line []byte, dst []Column) (cols []Column, ok bool) {
	if len(line) > maxRow {
		return dst, false
	}
	var array [maxTokens][]byte
	t, ok := rowTokens(line, array[:0])
	if !ok || len(t) < 7 || !isDate(t[0]) || !isClock(t[1]) {
		return dst, false
	}
	m := 2 // the method's place
	for m < len(t)-1 && m <= 5 && (!isMethod(t[m]) || !isStem(t[m+1])) {
		m++
	}
	if m > 5 || m >= len(t)-1 {
		return dst, false
	}
	cols = append(dst, Column{"date", t[0]}, Column{"time", t[1]})
	cols = inferServer(t[2:m], cols)
	cols = append(cols, Column{"cs-method", t[m]}, Column{"cs-uri-stem", t[m+1]})
	cols, rest, ok := inferClient(t[m+2:], cols)
	if !ok {
		return dst, false
	}
	cols, ok = inferAnswer(rest, cols)
	if !ok {
		return dst, false
	}
	return cols, true
}

// rowTokens parts a row at its blanks. Doubled blanks come from empty values
// that IIS writes as nothing, and from lines pasted by people.
func rowTokens(line []byte, t [][]byte) ([][]byte, bool) {
	for len(line) > 0 {
		i := bytes.IndexAny(line, " \t\r\n")
		if i < 0 {
			i = len(line)
		}
		if i > 0 {
			if len(t) == maxTokens {
				return t, false
			}
			t = append(t, line[:i:i])
		}
		line = line[min(i+1, len(line)):]
	}
	return t, true
}

// inferServer names what stands between time and method. A word that is no
// site and no address is the computer's name where a neighbour proves its place.
func inferServer(t [][]byte, cols []Column) []Column {
	site := len(t) > 0 && isSite(t[0])
	if site {
		cols = append(cols, Column{"s-sitename", t[0]})
		t = t[1:]
	}
	ip := len(t) > 0 && isAddr(t[len(t)-1])
	if n := len(t); n == 2 && ip || n == 1 && site && !ip {
		cols = append(cols, Column{"s-computername", t[0]})
	}
	if ip {
		cols = append(cols, Column{"s-ip", t[len(t)-1]})
	}
	return cols
}

// inferClient names query, port, user and client address, which follow the
// stem. Query and port may each be missing, where only one reading fits.
func inferClient(t [][]byte, cols []Column) ([]Column, [][]byte, bool) {
	full := len(t) > 3 && isPort(t[1]) && isAddr(t[3])
	short := len(t) > 2 && isAddr(t[2])
	switch {
	case full && !(short && isPort(t[0])):
		return append(cols, Column{"cs-uri-query", t[0]}, Column{"s-port", t[1]}, Column{"cs-username", t[2]}, Column{"c-ip", t[3]}), t[4:], true
	case full || !short:
		return cols, nil, false
	case isPort(t[0]):
		return append(cols, Column{"s-port", t[0]}, Column{"cs-username", t[1]}, Column{"c-ip", t[2]}), t[3:], true
	}
	return append(cols, Column{"cs-uri-query", t[0]}, Column{"cs-username", t[1]}, Column{"c-ip", t[2]}), t[3:], true
}

// inferAnswer names what the client sent of itself and what the server answered.
func inferAnswer(t [][]byte, cols []Column) ([]Column, bool) {
	p := 0
	for p < len(t) && !(isStatus(t[p]) && allNumbers(t[p+1:])) {
		p++
	}
	if p == len(t) {
		return cols, false
	}
	cols = inferAgent(t[:p], cols)
	cols = append(cols, Column{"sc-status", t[p]})
	numbers := t[p+1:]
	// A custom field, as a forwarded-for address, follows time-taken.
	if n := len(numbers); (n == 4 || n == 6) && !isNumber(numbers[n-1]) {
		numbers = numbers[:n-1]
	}
	switch n := len(numbers); n {
	case 3, 5: // after the status alone
		cols = append(cols, Column{"sc-substatus", numbers[0]}, Column{"sc-win32-status", numbers[1]})
		if n == 5 {
			cols = append(cols, Column{"sc-bytes", numbers[2]}, Column{"cs-bytes", numbers[3]})
		}
		cols = append(cols, Column{"time-taken", numbers[n-1]})
	}
	return cols, true
}

// inferAgent names what stands between client address and status. W3C's order
// is version, user agent, cookie, referer, host.
func inferAgent(t [][]byte, cols []Column) []Column {
	if len(t) > 0 && bytes.HasPrefix(t[0], []byte("HTTP/")) {
		cols = append(cols, Column{"cs-version", t[0]})
		t = t[1:]
	}
	switch n := len(t); {
	case n == 1 && isURL(t[0]):
		return append(cols, Column{"cs(Referer)", t[0]})
	case n == 1 && bytes.IndexByte(t[0], '/') > 0, n >= 2 && n <= 4 && !isURL(t[0]):
		cols = append(cols, Column{"cs(User-Agent)", t[0]})
	default:
		return cols
	}
	for i, v := range t[1:] {
		switch last := i == len(t)-2; {
		case isURL(v):
			cols = append(cols, Column{"cs(Referer)", v})
		case last && isHost(v):
			cols = append(cols, Column{"cs-host", v})
		case i == 0 && bytes.IndexByte(v, '=') > 0:
			cols = append(cols, Column{"cs(Cookie)", v})
		}
	}
	return cols
}

// isAddr says whether b is an IP address, with or without a zone.
func isAddr(b []byte) bool {
	if len(b) < 2 || len(b) > 64 {
		return false
	}
	_, err := netip.ParseAddr(string(b))
	return err == nil
}
