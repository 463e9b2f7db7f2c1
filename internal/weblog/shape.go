package weblog

import "bytes"

// isDate says whether b is "2006-01-02".
func isDate(b []byte) bool {
	return len(b) == 10 && b[4] == '-' && b[7] == '-' && isNumber(b[:4]) && isNumber(b[5:7]) && isNumber(b[8:])
}

// isClock says whether b is "15:04:05", with or without a fraction.
func isClock(b []byte) bool {
	return len(b) >= 8 && b[2] == ':' && b[5] == ':' && isNumber(b[:2]) && isNumber(b[3:5]) && isNumber(b[6:8]) &&
		(len(b) == 8 || b[8] == '.' && isNumber(b[9:]))
}

// isMethod says whether b could be an HTTP method: GET, RPC_IN_DATA,
// VERSION-CONTROL.
func isMethod(b []byte) bool {
	if len(b) < 3 || len(b) > 24 {
		return false
	}
	for _, c := range b {
		if (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return false
		}
	}
	return b[0] >= 'A'
}

// isStem says whether b could be a request's path: "*" is that of OPTIONS.
func isStem(b []byte) bool { return len(b) > 0 && b[0] == '/' || string(b) == "*" }

// isSite says whether b names an IIS site: "W3SVC1".
func isSite(b []byte) bool { return bytes.HasPrefix(b, []byte("W3SVC")) && isNumber(b[5:]) }

// isNumber says whether b is all decimal digits.
func isNumber(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// allNumbers says whether the values are numbers or absent, the last of them
// possibly an address.
func allNumbers(t [][]byte) bool {
	for i, v := range t {
		if !isNumber(v) && string(v) != "-" && !(i == len(t)-1 && isAddr(v)) {
			return false
		}
	}
	return true
}

// isPort says whether b is a TCP port.
func isPort(b []byte) bool {
	n := 0
	for _, c := range b {
		n = n*10 + int(c) - '0'
	}
	return len(b) <= 5 && isNumber(b) && n > 0 && n < 1<<16
}

// isStatus says whether b is an HTTP status.
func isStatus(b []byte) bool { return len(b) == 3 && isNumber(b) && b[0] >= '1' && b[0] <= '5' }

// isURL says whether b is an absolute web address.
func isURL(b []byte) bool {
	return bytes.HasPrefix(b, []byte("http://")) || bytes.HasPrefix(b, []byte("https://"))
}

// isHost says whether b is a host's name or address, with or without a port.
func isHost(b []byte) bool {
	if isAddr(b) {
		return true
	}
	if host, port, ok := bytes.Cut(b, []byte{':'}); ok {
		return isPort(port) && isHost(host)
	}
	dot := false
	for i, c := range b {
		switch {
		case c == '.':
			dot = i > 0 && i < len(b)-1
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return dot && len(b) <= 253
}
