package forge

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// request is one client request, as it happened. Serving it writes it to every
// log that would know of it.
type request struct {
	// at is when it ended, took its duration in milliseconds.
	at   athar.Time
	took int
	// client is the address it came from; host the name it asked for; local is
	// true for the server's own probes, which come over loopback.
	client, host string
	local        bool
	method, stem string
	// query is the client's, without its question mark.
	query, agent, referer string
	// protocol names the HttpProxy folder; empty for what IIS answers alone.
	protocol string
	// auth is the method (FBA, Basic, NTLM, Negotiate, Kerberos), user the
	// account that it proved, empty for none. login is what IIS notes where it
	// differs: a form's user name, a UPN.
	auth, user, login string
	status            int
	substatus, win32  int
	// noCookies marks the redirect of a browser without a session to the logon page.
	noCookies bool

	anchor, hint, cookie  string
	action, clientRequest string
	organization          string
	errorCode             string
	errors, info          string
	in, out               int
	// target and targetVersion differ from this server only in attacks.
	target, targetVersion string
	// sparse rows carry only what is known of a request that never authenticated.
	sparse bool
	back   *backend
	id     string
}

// backend is the second half of a proxied request, as the back end saw it.
type backend struct {
	// stem and query differ from the request's where the protocol says so.
	stem, query string
	bare        bool
	// user is who the front end spoke for.
	user   string
	status int
	port   int
}

// served is the share of a request that later rows join to.
type served struct {
	id string
	at athar.Time
}

// serve writes the request's rows and returns the id that they share.
func (h *Host) serve(c chance, r request) served {
	if r.id == "" {
		r.id = c.guid()
	}
	if r.host == "" {
		r.host = h.Public
	}
	if r.took == 0 {
		r.took = c.between(4, 60)
	}
	server := h.IPs[0]
	if r.local {
		server = r.client
	}
	query := r.query
	if r.protocol != "" {
		query = h.frontQuery(&r)
	}
	h.iis(1, iisRow{
		at: r.at, server: server, method: r.method, stem: r.stem, query: query, port: 443, user: or(r.login, r.user),
		client: r.client, agent: r.agent, referer: r.referer, status: r.status, substatus: r.substatus, win32: r.win32, took: r.took,
	})
	if r.protocol != "" {
		h.proxied(c, &r)
	}
	if b := r.back; b != nil {
		stem, backQuery := or(b.stem, r.stem), or(b.query, r.query)
		if b.bare {
			backQuery = ""
		}
		own := h.linkLocal
		if r.local {
			own = "::1"
		}
		h.iis(2, iisRow{
			at: r.at, server: own, method: r.method, stem: stem, query: h.appended(backQuery, r.id), port: orPort(b.port),
			user: b.user, client: own, agent: r.agent, status: b.status, took: max(1, r.took-c.between(1, 5)),
		})
	}
	return served{r.id, r.at}
}

// frontQuery is the query with what Exchange appends on the front end. The
// angle brackets are Exchange's own.
func (h *Host) frontQuery(r *request) string {
	q := h.appended(r.query, r.id)
	switch {
	case h.is2013():
		return q
	case r.noCookies:
		return q + "&LogoffReason=NoCookiesGetOrE14AuthPost"
	case r.protocol == "Owa" || r.protocol == "Ecp" && r.status != 302:
		return q + "&encoding=;"
	}
	return q
}

// appended is a query with the request id, which 2013 writes by another name.
func (h *Host) appended(query, id string) string {
	if h.is2013() {
		return query + "&RequestId=" + id
	}
	return query + "&CorrelationID=<empty>;&cafeReqId=" + id + ";"
}

// or returns the first of two that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// backEndPort is where the Exchange Back End site listens with TLS.
const backEndPort = 444

func orPort(p int) int {
	if p == 0 {
		return backEndPort
	}
	return p
}

// proxyAgent is the agent as Exchange's own logs have it: commas become spaces.
func proxyAgent(agent string) string { return strings.ReplaceAll(agent, ",", " ") }
