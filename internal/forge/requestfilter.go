package forge

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

var filterColumns = newLayout("DateTime,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ServerHostName,SharedCacheLatency,TotalLatency," +
	"HttpMethod,UrlHost,UrlStem,UrlQuery,ServerIP,Protocol,HeaderNames,CookieNames,ScanResult,GenericInfo,GenericErrors")

// filters says whether a build scans requests with the antivirus interface:
// since the cumulative updates of June 2021 (2016 CU21, 2019 CU10).
func (b build) filters() bool {
	return b[0] == 15 && (b[1] == 1 && b[2] >= 2308 || b[1] == 2 && b[2] >= 922)
}

func (h *Host) filterBook() *logbook {
	return h.exchangeBook(athar.KindRequestFilter, "HttpRequestFiltering", athar.Hour, hourly("HttpRequestFiltering_"), "Http Request Filtering Logs", filterColumns, HeaderNone)
}

// quietFilter leaves a file with a header and no row, which is what a healthy
// hour looks like: only detections are written.
func (h *Host) quietFilter(at athar.Time) {
	if h.buildAt(at).filters() {
		h.filterBook().add(at, nil)
	}
}

// detected writes a request that the filter stopped. Its time is in the
// server's zone and locale, which is the trap of this log.
func (h *Host) detected(c chance, r request, cookies string) {
	now := h.buildAt(r.at)
	l := filterColumns.line()
	l.set("DateTime", h.Language.localDate(r.at.Std().In(h.Zone)))
	for i, name := range [...]string{"MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion"} {
		l.set(name, strconv.Itoa(now[i]))
	}
	l.set("ServerHostName", strings.ToUpper(h.Name))
	l.set("SharedCacheLatency", "0")
	l.set("TotalLatency", strconv.Itoa(c.between(2, 30)))
	l.set("HttpMethod", r.method)
	l.set("UrlHost", or(r.host, h.Public))
	l.set("UrlStem", r.stem)
	if r.query != "" {
		l.set("UrlQuery", "?"+r.query)
	}
	l.set("ServerIP", h.IPs[0])
	l.set("Protocol", r.protocol)
	l.set("HeaderNames", "Connection;Content-Length;Content-Type;Accept;Accept-Encoding;Cookie;Host;User-Agent")
	l.set("CookieNames", cookies)
	l.set("ScanResult", "Detected")
	h.filterBook().add(r.at, l.bytes())
}
