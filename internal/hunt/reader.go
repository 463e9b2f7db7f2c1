package hunt

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// Bounds of what one file says of accounts that read mail.
const (
	maxReaders       = 20_000 // hours of accounts while a file is read
	maxReadMailboxes = 512    // of one of them
	maxAnswer        = 1 << 40
)

// readLiterals stand in the front end's rows of requests that read mail: the action,
// as a column of its own.
var readLiterals = []string{",GetItem,", ",ExportItems,", ",GetAttachment,", ",SyncFolderItems,", ",GetConversationItems,"}

// kindEWSProxy is the front end's log of the web services.
var kindEWSProxy = athar.HTTPProxy("ews")

// readers adds up who read mail, by hour, address and agent.
type readers struct {
	all  map[readerKey]*athar.Reader
	over int64
}

type readerKey struct {
	server, account, ip, agent string
	hour                       athar.Time
}

// add takes a row of a request that read mail and was answered.
func (x *readers) add(r *reading) {
	rec := &r.rec
	account := strings.ToLower(rec.Get("AuthenticatedUser"))
	if account == "" || rec.Get("HttpStatus") != "200" || strings.HasSuffix(account, "$") || strings.Contains(account, "healthmailbox") {
		return
	}
	ip := ""
	if all := addresses(rec.Get("c-ip")); len(all) > 0 {
		ip = all[0]
	}
	agent := clip(rec.Get("UserAgent"), maxValue)
	key := readerKey{rec.Server, account, ip, agent, rec.Time - rec.Time%athar.Hour}
	one := x.all[key]
	if one == nil {
		if len(x.all) >= maxReaders {
			x.over++
			return
		}
		if x.all == nil {
			x.all = map[readerKey]*athar.Reader{}
		}
		rule := r.h.know.Library.Detector(athar.ReadUnlikePast)
		one = &athar.Reader{Account: clip(account, maxValue), Agent: agent, Hour: key.hour, Mailboxes: map[string]int64{}, First: sight(rec, rule, true)}
		one.First.Raw = clip(one.First.Raw, rawLater)
		x.all[key] = one
	}
	one.Requests++
	one.Last = max(one.Last, rec.Time)
	n, err := strconv.ParseInt(rec.Get("ResponseBytes"), 10, 64)
	if err != nil || n < 0 || n > maxAnswer {
		one.Unmeasured = true
		n = 0
	}
	one.Bytes += n
	mailbox := account
	if kind, address, ok := strings.Cut(strings.ToLower(rec.Get("AnchorMailbox")), ":"); ok && kind == "smtp" && strings.Contains(address, "@") {
		mailbox = clip(address, maxValue)
	}
	if _, known := one.Mailboxes[mailbox]; known || len(one.Mailboxes) < maxReadMailboxes {
		one.Mailboxes[mailbox] += n
	}
}

// into keeps those that read in bulk.
func (x *readers) into(t *athar.Trace) {
	for _, one := range x.all {
		others := len(one.Mailboxes)
		if _, own := one.Mailboxes[one.Account]; own {
			others--
		}
		if one.Bytes >= athar.BulkHour || others >= athar.BulkOthers {
			t.Readers = append(t.Readers, *one)
		}
	}
	athar.SortReaders(t.Readers)
	if x.over > 0 {
		lose(t, "more readers of mail than are told apart in one file, requests beyond: "+strconv.FormatInt(x.over, 10), 0, 0)
	}
}
