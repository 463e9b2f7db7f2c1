package main

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// What a domain controller's log says of a machine's account counts where the case
// knows that machine as an Exchange server.
func TestScenarioMachineOfExchange(t *testing.T) {
	t.Parallel()
	event := func(id, subject, rest string) string {
		return `{"TimeCreated": "2021-03-04T02:12:00.000Z", "Computer": "DC01.contoso.test", "Channel": "Security", "SourceName": "Microsoft-Windows-Security-Auditing", "EventID": ` + id +
			`, "EventRecordID": 77, "SubjectUserSid": "S-1-5-21-1-2-3-1108", "SubjectUserName": "` + subject + `", "SubjectDomainName": "CONTOSO", ` + rest + "}\n"
	}
	member := `"MemberName": "-", "MemberSid": "S-1-5-21-1-2-3-1700", "TargetUserName": "Domain Admins", "TargetDomainName": "CONTOSO", "TargetSid": "S-1-5-21-1-2-3-512"`
	rights := `"ObjectDN": "DC=contoso,DC=test", "ObjectClass": "domainDNS", "AttributeLDAPDisplayName": "nTSecurityDescriptor", "AttributeValue": "x", "OperationType": "%%14674"`
	for _, c := range []struct {
		name, log string
		stage     athar.Stage
	}{
		{"its account adds a master of the domain", event("4728", "SRV-042-A-LONG-$", member), athar.Expanded},
		{"its account changes the domain's rights", event("5136", "SRV-042-A-LONG-$", rights), athar.Expanded},
		{"another machine's does", event("4728", "SRV-043$", member), athar.Unknown},
		{"an administrator does", event("4728", "j.adler", member), athar.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 46)
			h := s.server("SRV-042-A-LONG-NAME", "15.1.2176.2")
			quiet(h, on(2021, 3, 3, 0, 0, 0), on(2021, 3, 5, 0, 0, 0))
			dir := s.folder()
			put(t, dir, "DC01/Security.jsonl", []byte(c.log))
			v := scan(t, dir)
			for i := range v.Servers {
				if srv := &v.Servers[i]; strings.HasPrefix(srv.Name, "DC01") {
					wantStage(t, srv, c.stage)
					return
				}
			}
			t.Error("no domain controller")
		})
	}
}
