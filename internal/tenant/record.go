package tenant

import (
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// Decoder turns rows into records.
type Decoder struct {
	kind  athar.Kind
	clock textlog.Clock
}

// NewDecoder returns a decoder for a file of that kind.
func NewDecoder(kind athar.Kind) *Decoder { return &Decoder{kind: kind} }

// Record fills a record with a row's fields; its server is the tenant's id. It
// reports false for an object that is no audit record.
func (d *Decoder) Record(row Row, rec *athar.Record) bool {
	o, ok := parseObject(row.Raw)
	if !ok {
		return false
	}
	field := map[string]string{}
	for _, n := range names {
		for _, key := range append([]string{n.field}, n.other...) {
			if v, has := o.text(key); has && v != "" {
				field[n.field] = v
				break
			}
		}
	}
	at := d.time(field["CreationTime"])
	if d.kind == athar.KindSignIn365 {
		signIn(o, field)
	}
	if field["Operation"] == "" || at == 0 {
		return false
	}
	rec.Reset(d.kind, at, row.Line, row.Raw)
	for low, own := range o.lower {
		if v, has := o.text(own); has {
			rec.Derive(low, v)
		}
	}
	for _, n := range names {
		if v := field[n.field]; v != "" {
			rec.Derive(strings.ToLower(n.field), v)
		}
	}
	d.lists(o, rec)
	d.derive(o, field, rec)
	rec.Server = strings.ToLower(field["OrganizationId"])
	return true
}

// time reads CreationTime, which is UTC with or without a Z.
func (d *Decoder) time(text string) athar.Time {
	t, _ := d.clock.Parse([]byte(text))
	return t
}

// lists spreads the lists of names and values.
func (d *Decoder) lists(o object, rec *athar.Record) {
	for _, l := range lists {
		for _, p := range o.pairs(l.field) {
			raw := p.Value
			if len(raw) == 0 {
				raw = p.NewValue
			}
			v, _ := textOf(raw)
			key := l.prefix + strings.ToLower(p.Name)
			if _, dup := rec.Derived[key]; !dup {
				rec.Derive(key, v)
			}
			if old, has := textOf(p.OldValue); has {
				rec.Derive(key+".old", old)
			}
			// Microsoft's own names for sign-in details stand in a list.
			if low := strings.ToLower(p.Name); l.field == "ExtendedProperties" && rec.Derived[low] == "" {
				rec.Derive(low, v)
			}
		}
	}
}

// derive adds what rules ask for under names of their own:
//
//	c-ip       the client's address without a port
//	mailbox    whose mailbox a mailbox record is of
//	foreign    "true" where somebody else than its owner opened it
//	items      how many messages a MailItemsAccessed record stands for
//	status     "success" or "failure", whatever words the record has for it
func (d *Decoder) derive(o object, field map[string]string, rec *athar.Record) {
	if ip := address(field["ClientIP"]); ip != "" {
		rec.Derive("c-ip", ip)
	}
	rec.Derive("status", status(field["ResultStatus"]))
	if field["UserAgent"] == "" {
		field["UserAgent"] = rec.Derived["useragent"]
	}
	if owner := field["MailboxOwnerUPN"]; owner != "" {
		rec.Derive("mailbox", strings.ToLower(owner))
		if user := field["UserId"]; user != "" && !strings.EqualFold(user, owner) {
			rec.Derive("foreign", "true")
		}
	}
	if field["Operation"] == "MailItemsAccessed" {
		if n := accessed(o); n > 0 {
			rec.Derive("items", strconv.Itoa(n))
		}
	}
}

// status is "success" for all the ways in which records say so: True, Success,
// Succeeded, PartiallySucceeded is none of them.
func status(s string) string {
	switch strings.ToLower(s) {
	case "true", "success", "succeeded", "0":
		return "success"
	case "":
		return ""
	}
	return "failure"
}

// accessed counts the messages in the folders of a MailItemsAccessed record. A
// Sync record names folders whose whole content may have been taken, and counts none.
func accessed(o object) int {
	raw, ok := o.get("Folders")
	if !ok {
		return 0
	}
	var folders []struct {
		FolderItems []struct{} `json:"FolderItems"`
	}
	if json.Unmarshal(raw, &folders) != nil {
		return 0
	}
	n := 0
	for _, f := range folders {
		n += len(f.FolderItems)
	}
	return n
}

// address takes the address from "1.2.3.4", "1.2.3.4:5678" and "[2001:db8::1]:5678".
func address(s string) string {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().String()
	}
	if a, err := netip.ParseAddrPort(s); err == nil {
		return a.Addr().Unmap().String()
	}
	return ""
}
