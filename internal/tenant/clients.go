package tenant

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// maxClients bounds the addresses of one file. A distributed attack has some tens
// of thousands.
const maxClients = 50_000

// Clients gathers who signed in from where.
type Clients struct {
	all  map[clientKey]*athar.Client
	Over int64 // sign-ins from addresses beyond maxClients
}

type clientKey struct{ tenant, ip string }

// wrongPassword are Entra's error numbers for a password that is not the user's,
// an account locked by such attempts, and a user that is not there (Microsoft,
// "Microsoft Entra authentication error codes").
var wrongPassword = map[string]bool{"50126": true, "50053": true, "50034": true, "50056": true}

// Refused reports whether a record is of a sign-in with a wrong password or name.
// Other failures, a second factor asked for or a token gone stale, are daily life.
func Refused(rec *athar.Record) bool {
	if rec.Get("Operation") != "UserLoginFailed" {
		return false
	}
	switch rec.Get("LogonError") {
	case "InvalidUserNameOrPassword", "IdsLocked", "UserAccountNotFound":
		return true
	}
	return wrongPassword[rec.Get("ErrorNumber")]
}

// Let reports whether a record is of a sign-in that worked. The audit log writes
// some refused attempts as UserLoggedIn too, and tells them by their status.
func Let(rec *athar.Record) bool {
	return rec.Get("Operation") == "UserLoggedIn" && rec.Get("status") == "success" &&
		(rec.Get("ErrorNumber") == "" || rec.Get("ErrorNumber") == "0")
}

// works reports whether a record is of a user at work: who reads mail or files was
// let in, and exports are often made of failed sign-ins and such work alone.
func works(rec *athar.Record) bool {
	switch rec.Get("Operation") {
	case "MailItemsAccessed", "Send", "FileAccessed", "FileDownloaded", "FileModified", "FileUploaded":
		return rec.Get("status") != "failure"
	}
	return false
}

// Add takes a record.
func (c *Clients) Add(rec *athar.Record) {
	refused, let := Refused(rec), Let(rec) || works(rec)
	ip, user := rec.Get("c-ip"), strings.ToLower(rec.Get("UserId"))
	if !refused && !let || ip == "" || user == "" {
		return
	}
	if c.all == nil {
		c.all = map[clientKey]*athar.Client{}
	}
	key := clientKey{rec.Server, ip}
	one := c.all[key]
	if one == nil {
		if len(c.all) >= maxClients {
			c.Over++
			return
		}
		one = &athar.Client{Tenant: rec.Server, IP: ip}
		c.all[key] = one
	}
	if let {
		one.Let = insert(one.Let, user)
		return
	}
	one.Refused = insert(one.Refused, user)
	if one.First == 0 || rec.Time < one.First {
		one.First = rec.Time
	}
	one.Last = max(one.Last, rec.Time)
}

// List returns the addresses in order.
func (c *Clients) List() []athar.Client {
	var out []athar.Client
	for _, one := range c.all {
		out = append(out, *one)
	}
	athar.SortClients(out)
	return out
}

// insert adds to a sorted set of bounded size. Which names are kept does not
// depend on the order of the records: they are the first by the alphabet.
func insert(set []string, v string) []string {
	i := sort.SearchStrings(set, v)
	if i < len(set) && set[i] == v || i >= athar.MaxClientUsers {
		return set
	}
	set = append(set, "")
	copy(set[i+1:], set[i:])
	set[i] = v
	return set[:min(len(set), athar.MaxClientUsers)]
}
