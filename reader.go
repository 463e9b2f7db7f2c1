package athar

import "sort"

// The detectors of mail read in bulk by an account that was let in.
const (
	ReadUnlikePast = "reading-unlike-past"
	ReadByScript   = "reading-by-script"
	ReadByIntruder = "reading-by-intruder"
)

// What of one file is kept of accounts that read mail: those that read much in an
// hour, or the mail of several others. A backup does so every night, and is its own
// measure.
const (
	BulkHour   = 8 << 20 // bytes
	BulkOthers = 5       // mailboxes
)

// Reader is an account that read mail in bulk within one hour, from one address with
// one agent.
type Reader struct {
	Account string `json:"account"`
	Agent   string `json:"agent"`
	Hour    Time   `json:"hour"`
	Last    Time   `json:"last"`
	// Requests is how many reading requests there were, Bytes what the server sent for
	// them. Unmeasured says that some had no size.
	Requests   int64 `json:"requests"`
	Bytes      int64 `json:"bytes"`
	Unmeasured bool  `json:"unmeasured,omitempty"`
	// Mailboxes are the bytes by mailbox; of very many the rest is in Bytes only.
	Mailboxes map[string]int64 `json:"mailboxes"`
	// First is the first of the requests.
	First Sighting `json:"first"`
}

// IP is the address that the account read from, empty where none is stated.
func (r *Reader) IP() string {
	if len(r.First.IP) == 0 {
		return ""
	}
	return r.First.IP[0]
}

// SortReaders orders readers by time, account, address and agent.
func SortReaders(all []Reader) {
	sort.Slice(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		switch {
		case a.Hour != b.Hour:
			return a.Hour < b.Hour
		case a.Account != b.Account:
			return a.Account < b.Account
		case a.IP() != b.IP():
			return a.IP() < b.IP()
		}
		return a.Agent < b.Agent
	})
}
