package forge

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// iisFields are IIS's default columns; bytes and forwarded addresses are not
// among them.
const iisFields = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"

// iisRow is one request as a site of IIS logs it. Site 1 is the Default Web
// Site (Exchange's front end), site 2 the Exchange Back End.
type iisRow struct {
	at                             athar.Time
	server                         string
	method, stem, query            string
	port                           int
	user, client, agent, referer   string
	status, substatus, win32, took int
}

func (h *Host) iis(site int, r iisRow) { h.iisBook(site).add(r.at, r.bytes()) }

func (r iisRow) bytes() []byte {
	b := make([]byte, 0, 192+len(r.stem)+len(r.query)+len(r.agent)+len(r.referer))
	b = append(b, iisStamp(r.at)...)
	for _, v := range [...]string{r.server, r.method, r.stem, r.query} {
		b = iisValue(b, v)
	}
	b = iisNumber(b, r.port)
	for _, v := range [...]string{r.user, r.client, r.agent, r.referer} {
		b = iisValue(b, v)
	}
	for _, n := range [...]int{r.status, r.substatus, r.win32, r.took} {
		b = iisNumber(b, n)
	}
	return append(b, '\r', '\n')
}

// iisValue writes a column: spaces as +, nothing as a hyphen.
func iisValue(dst []byte, v string) []byte {
	dst = append(dst, ' ')
	if v == "" {
		return append(dst, '-')
	}
	if !strings.Contains(v, " ") {
		return append(dst, v...)
	}
	return append(dst, strings.ReplaceAll(v, " ", "+")...)
}

func iisNumber(dst []byte, n int) []byte { return strconv.AppendInt(append(dst, ' '), int64(n), 10) }

// iisHead stands at the top of a file and again after each restart of IIS.
func iisHead(at athar.Time) []byte {
	return []byte("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: " + iisStamp(at) +
		"\r\n#Fields: " + iisFields + "\r\n")
}

func (h *Host) iisBook(site int) *logbook {
	name := "W3SVC" + strconv.Itoa(site)
	return h.book("iis/"+name, func() *logbook {
		return &logbook{
			kind:   athar.KindIIS,
			folder: `C:\inetpub\logs\LogFiles\` + name,
			name:   func(t athar.Time, _ int) string { return "u_ex" + t.Std().Format("060102") + ".log" },
			period: athar.Day,
			head:   iisHead,
		}
	})
}

// RestartIIS writes the header block again, in the middle of the day's files.
func (h *Host) RestartIIS(at athar.Time) {
	for site := 1; site <= 2; site++ {
		h.iisBook(site).add(at, iisHead(at))
	}
}

// book returns the logbook of a key, opened on first use.
func (h *Host) book(key string, open func() *logbook) *logbook {
	b := h.books[key]
	if b == nil {
		b = open()
		h.books[key] = b
	}
	return b
}

// exchangeBook opens a log below the installation's Logging folder.
func (h *Host) exchangeBook(kind athar.Kind, folder string, period athar.Time, name func(athar.Time, int) string, logType string, fields *layout, header HeaderRow) *logbook {
	return h.book(folder, func() *logbook {
		return &logbook{
			kind:   kind,
			folder: h.Install + `\Logging\` + folder,
			name:   name, period: period, limit: h.RollBytes,
			head: func(first athar.Time) []byte {
				return exchangeHead(h.headerVersion(first), logType, first, fields.header, header)
			},
		}
	})
}
