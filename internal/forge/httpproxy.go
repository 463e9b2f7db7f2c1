package forge

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// proxied writes the front end's row, in the folder of the request's protocol.
func (h *Host) proxied(c chance, r *request) {
	book := h.exchangeBook(athar.HTTPProxy(strings.ToLower(r.protocol)), `HttpProxy\`+r.protocol, athar.Hour, hourly("HttpProxy_"), "HttpProxy Logs", h.proxy, h.Header)
	book.add(r.at, h.proxyRow(c, r))
}

func (h *Host) proxyRow(c chance, r *request) []byte {
	now := h.buildAt(r.at)
	l := h.proxy.line()
	l.set("DateTime", stamp(r.at))
	l.set("RequestId", r.id)
	for i, name := range [...]string{"MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion"} {
		l.set(name, strconv.Itoa(now[i]))
	}
	l.set("UrlHost", r.host)
	l.set("UrlStem", r.stem)
	l.set("ClientIpAddress", r.client)
	l.set("ServerHostName", strings.ToUpper(h.Name))
	l.set("HttpStatus", strconv.Itoa(r.status))
	l.set("ErrorCode", r.errorCode)
	if r.sparse {
		return l.bytes()
	}
	l.set("ClientRequestId", r.clientRequest)
	l.set("Protocol", r.protocol)
	l.set("ProtocolAction", r.action)
	l.set("AuthenticationType", r.auth)
	l.set("IsAuthenticated", strconv.FormatBool(r.user != ""))
	l.set("AuthenticatedUser", r.user)
	l.set("Organization", r.organization)
	l.set("AnchorMailbox", r.anchor)
	l.set("UserAgent", proxyAgent(r.agent))
	l.set("Method", r.method)
	l.set("RequestBytes", strconv.Itoa(r.in))
	l.set("ActivityContextLifeTime", strconv.Itoa(r.took))
	l.set("TotalRequestTime", strconv.Itoa(r.took))
	l.set("HttpProxyOverhead", "0")
	l.set("CoreLatency", "0")
	if r.query != "" {
		l.set("UrlQuery", "?"+r.query)
	}
	l.set("GenericErrors", r.errors)
	if r.target != "" || r.back != nil {
		h.routed(c, r, l, now)
	}
	l.set("GenericInfo", h.story(c, r, now))
	return l.bytes()
}

// routed fills the columns of a request that went on to a back end.
func (h *Host) routed(c chance, r *request, l line, now build) {
	l.set("ProxyAction", "Proxy")
	l.set("TargetServer", or(r.target, h.FQDN()))
	l.set("TargetServerVersion", or(r.targetVersion, routed(now.routing())))
	l.set("RoutingType", "IntraForest")
	l.set("RoutingHint", r.hint)
	l.set("BackEndCookie", r.cookie)
	if r.back != nil {
		l.set("BackEndStatus", strconv.Itoa(r.back.status))
	}
	if r.out > 0 {
		l.set("ResponseBytes", strconv.Itoa(r.out))
	}
	core := min(r.took, c.between(1, 12))
	wait := r.took - core
	zero := []string{
		"TotalGlsLatency", "TotalAccountForestLatency", "TotalResourceForestLatency", "ADLatency", "TotalSharedCacheLatency",
		"ModuleToHandlerSwitchingLatency", "HandlerCompletionLatency", "HandlerToModuleSwitchingLatency",
	}
	if r.back != nil { // what only an answer from a back end can fill
		zero = append(zero, "BackendRespInitLatency", "BackendRespStreamLatency", "ClientRespStreamLatency")
		l.set("BackendProcessingLatency", strconv.Itoa(wait))
		l.set("ProxyTime", strconv.Itoa(wait))
		l.set("RoutingLatency", strconv.Itoa(core))
		if r.method == "POST" {
			zero = append(zero, "ClientReqStreamLatency", "BackendReqStreamLatency")
			l.set("BackendReqInitLatency", "1")
		}
		if r.user != "" {
			zero = append(zero, "KerberosAuthHeaderLatency")
		}
	}
	for _, column := range zero {
		l.set(column, "0")
	}
	l.set("HttpPipelineLatency", strconv.Itoa(c.between(0, 2)))
	l.set("CalculateTargetBackEndLatency", "1")
	l.set("RequestHandlerLatency", strconv.Itoa(r.took))
	l.set("CoreLatency", strconv.Itoa(core))
	l.set("HttpProxyOverhead", strconv.Itoa(core))
	if strings.HasPrefix(r.anchor, "Sid~") || strings.HasPrefix(r.anchor, "MailboxGuid~") {
		l.set("DatabaseGuid", "|RoutingDB:"+h.database)
	}
	l.set("RoutingStatus", "CafeV1")
}

// story is the GenericInfo column: the request's stations with their times.
func (h *Host) story(c chance, r *request, now build) string {
	begin := r.at - athar.Time(r.took)*athar.Second/1000
	var b strings.Builder
	note := func(key, value string) { b.WriteString(key + "=" + value + ";") }
	note("BeginRequest", stamp(begin))
	note("CorrelationID", "<empty>")
	if r.back != nil || r.target != "" {
		step := func(ms int) string { return stamp(min(r.at, begin+athar.Time(ms)*athar.Second/1000)) }
		note("ProxyState-Run", "None")
		note("FEAuth", "BEVersion-"+strconv.Itoa(now.routing()))
		if strings.HasPrefix(r.anchor, "MailboxGuid~") && c.once(3) {
			note("RoutingEntry", "DatabaseGuid:"+h.database+"%40"+h.Domain+"%40"+h.Domain+" Server:"+h.FQDN()+"+"+strconv.Itoa(now.routing())+"@638070367506148886")
		}
		if r.back == nil { // chosen, and never asked
			note("ProxyState-Complete", "PrepareServerRequest")
		} else {
			h.asking(c, r, note, step)
		}
	}
	note("SharedCacheGuard", "0")
	if r.noCookies {
		note("NoCookies", "302 - GET/E14AuthPost")
	}
	b.WriteString(r.info)
	note("EndRequest", stamp(r.at))
	return b.String()
}

// asking notes the stations between the front end and the back end.
func (h *Host) asking(c chance, r *request, note func(key, value string), step func(ms int) string) {
	if c.once(4) {
		note("NewConnection", h.linkLocal+"%3&0")
	}
	if r.method == "POST" {
		note("BeginGetRequestStream", step(2))
		note("OnRequestStreamReady", step(3))
	}
	note("BeginGetResponse", step(3))
	note("OnResponseReady", step(r.took))
	note("EndGetResponse", step(r.took))
	note("ProxyState-Complete", "ProxyResponseData")
}

// backError is the GenericErrors text of an error status from the back end. Its
// stack trace holds commas, so the column is quoted.
func (h *Host) backError(status int) string {
	return "WebExceptionStatus=ProtocolError;ResponseStatusCode=" + strconv.Itoa(status) + ";WebException=System.Net.WebException: " +
		h.Language.refused(status) + "    at System.Net.HttpWebRequest.EndGetResponse(IAsyncResult asyncResult)    at " +
		"Microsoft.Exchange.HttpProxy.ProxyRequestHandler.<>c__DisplayClass197_0`1.<OnResponseReady>b__0(Object, WaitHandle);"
}
