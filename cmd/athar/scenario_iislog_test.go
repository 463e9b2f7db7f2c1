package main

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// iisLog is a web log made row by row. Rows are written as given.
type iisLog struct{ b strings.Builder }

const iisHeader = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"

func newIIS() *iisLog {
	l := &iisLog{}
	l.fields(iisHeader)
	return l
}

func (l *iisLog) fields(names string) {
	l.b.WriteString("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Fields: " + names + "\r\n")
}

// row is one request to the front end.
func (l *iisLog) row(at athar.Time, method, stem, query, ip, agent string, status int) {
	l.site(at, method, stem, query, 443, "-", ip, agent, status)
}

func (l *iisLog) site(at athar.Time, method, stem, query string, port int, user, ip, agent string, status int) {
	if query == "" {
		query = "-"
	}
	fmt.Fprintf(&l.b, "%s 192.0.2.10 %s %s %s %d %s %s %s - %d 0 0 120\r\n", at.Std().Format("2006-01-02 15:04:05"), method, stem, query, port, user, ip, agent, status)
}

func (l *iisLog) bytes() []byte { return []byte(l.b.String()) }
