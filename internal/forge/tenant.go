package forge

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// Tenant is a Microsoft 365 tenant in a story. Its records are those of the
// Management Activity API; the methods are the steps of the story.
type Tenant struct {
	// Domain is the tenant's own, Users are its people's addresses.
	Domain string
	Users  []string

	id   string
	seed uint64
	rows []auditRow
	said int
}

type auditRow struct {
	at   athar.Time
	json string
}

// NewTenant begins a tenant's story.
func NewTenant(seed uint64, domain string, users ...string) *Tenant {
	return &Tenant{Domain: domain, Users: users, seed: seed, id: newChance(seed, "tenant", domain).guid()}
}

// ID is the tenant's number, by which its records name it.
func (t *Tenant) ID() string { return t.id }

// Pair is a name with a value, as lists in audit records hold them.
type Pair struct{ Name, Value string }

// Audit is what one record says beside what all of them say. Fields holds
// whatever else a record of that operation has.
type Audit struct {
	At         athar.Time
	Operation  string
	Workload   string
	User, IP   string
	Status     string
	Object     string
	Parameters []Pair
	Modified   []Pair
	Extended   []Pair
	Fields     map[string]any
}

// Say adds a record.
func (t *Tenant) Say(a Audit) {
	t.said++
	c := newChance(t.seed, "audit", t.Domain, fmt.Sprint(t.said))
	row := map[string]any{
		"CreationTime": strings.TrimSuffix(a.At.Std().Format("2006-01-02T15:04:05"), "Z"),
		"Id":           c.guid(), "Operation": a.Operation, "OrganizationId": t.id, "RecordType": recordType(a.Workload),
		"UserKey": a.User, "UserType": 0, "Version": 1, "Workload": a.Workload, "UserId": a.User, "ResultStatus": a.Status,
	}
	set := func(name, value string) {
		if value != "" {
			row[name] = value
		}
	}
	set("ClientIP", a.IP)
	set("ObjectId", a.Object)
	if a.Workload == "Exchange" {
		row["OrganizationName"] = t.Domain
		set("ClientIPAddress", a.IP)
	}
	for name, list := range map[string][]Pair{"Parameters": a.Parameters, "ExtendedProperties": a.Extended} {
		if list != nil {
			row[name] = list
		}
	}
	if a.Modified != nil {
		var list []map[string]string
		for _, p := range a.Modified {
			list = append(list, map[string]string{"Name": p.Name, "NewValue": p.Value, "OldValue": ""})
		}
		row["ModifiedProperties"] = list
	}
	for name, value := range a.Fields {
		row[name] = value
	}
	text, _ := json.Marshal(row) // maps of strings, numbers and lists cannot fail
	t.rows = append(t.rows, auditRow{a.At, string(text)})
}

func recordType(workload string) int {
	switch workload {
	case "AzureActiveDirectory":
		return 15
	case "OneDrive", "SharePoint":
		return 6
	}
	return 1
}

// SignIn adds a sign-in; number is Entra's error, empty for one that worked.
func (t *Tenant) SignIn(at athar.Time, user, ip, number string) {
	a := Audit{
		At: at, Operation: "UserLoggedIn", Workload: "AzureActiveDirectory", User: user, IP: ip, Status: "Success",
		Extended: []Pair{{"UserAgent", browsers[0]}, {"RequestType", "OAuth2:Authorize"}},
		Fields:   map[string]any{"ErrorNumber": "0", "ApplicationId": "00000002-0000-0ff1-ce00-000000000000"},
	}
	if number != "" {
		a.Operation, a.Status = "UserLoginFailed", "Failed"
		a.Fields["ErrorNumber"] = number
	}
	t.Say(a)
}

// ReadMail adds an access to messages of a mailbox.
func (t *Tenant) ReadMail(at athar.Time, user, mailbox, ip string, messages int) {
	items := make([]map[string]string, messages)
	for i := range items {
		items[i] = map[string]string{"InternetMessageId": fmt.Sprintf("<%d.%d@%s>", at/athar.Second, i, t.Domain)}
	}
	t.Say(Audit{
		At: at, Operation: "MailItemsAccessed", Workload: "Exchange", User: user, IP: ip, Status: "Succeeded",
		Fields: map[string]any{
			"MailboxOwnerUPN": mailbox, "LogonType": 0, "OperationCount": messages,
			"OperationProperties": []Pair{{"MailAccessType", "Bind"}, {"IsThrottled", "False"}},
			"Folders":             []map[string]any{{"Path": `\Inbox`, "FolderItems": items}},
		},
	})
}

// Office is a day's life: everybody signs in from the office's one address, some
// mistype first, and all read their own mail.
func (t *Tenant) Office(day athar.Time, ip string) {
	c := newChance(t.seed, "office", t.Domain, day.String())
	for i, user := range t.Users {
		at := day + 8*athar.Hour + athar.Time(c.between(0, 3600))*athar.Second
		if i%3 == 0 {
			t.SignIn(at-athar.Minute, user, ip, "50126")
		}
		t.SignIn(at, user, ip, "")
		t.ReadMail(at+athar.Minute, user, user, ip, c.between(1, 9))
	}
}

// Spray is one address trying a password on every account, once.
func (t *Tenant) Spray(at athar.Time, ip string) {
	for i, user := range t.Users {
		t.SignIn(at+athar.Time(i)*7*athar.Second, user, ip, "50126")
	}
}

// Lines is the tenant's record as JSON lines, in the order of time.
func (t *Tenant) Lines() []byte {
	var b strings.Builder
	for _, r := range t.sorted() {
		b.WriteString(r.json + "\n")
	}
	return []byte(b.String())
}

// CSV is the same as Search-UnifiedAuditLog exports it.
func (t *Tenant) CSV() []byte {
	var b strings.Builder
	b.WriteString("\uFEFF\"RecordType\",\"CreationDate\",\"UserIds\",\"Operations\",\"AuditData\"\r\n")
	for _, r := range t.sorted() {
		fmt.Fprintf(&b, "\"ExchangeItem\",\"%s\",\"-\",\"-\",\"%s\"\r\n",
			r.at.Std().Format("1/2/2006 3:04:05 PM"), strings.ReplaceAll(r.json, `"`, `""`))
	}
	return []byte(b.String())
}

// Pages is the same as a web service answers: one object with a list, indented.
func (t *Tenant) Pages() []byte {
	var all []json.RawMessage
	for _, r := range t.sorted() {
		all = append(all, json.RawMessage(r.json))
	}
	text, _ := json.MarshalIndent(map[string]any{"@odata.context": "x", "value": all}, "", "  ")
	return text
}

func (t *Tenant) sorted() []auditRow {
	rows := append([]auditRow{}, t.rows...)
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].at < rows[j].at })
	return rows
}
