package hunt

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// Rules for Microsoft 365 call its fields as another product did: an alert is known
// by its name and a cmdlet by its own, and success has several words.
func TestSigmaOfMicrosoft365(t *testing.T) {
	lib := campaign.New()
	for _, rule := range [][2]string{
		{"alert", "{product: m365, service: threat_management}\ndetection: {s: {eventSource: SecurityComplianceCenter, eventName: 'Activity from infrequent country', status: success}, condition: s}"},
		{"domain", "{product: m365, service: exchange}\ndetection: {s: {eventSource: Exchange, eventName: Add-FederatedDomain, status: success}, condition: s}"},
		{"attempt", "{product: m365, service: audit}\ndetection: {s: {Operation|contains: domain}, condition: s}"},
	} {
		text := "title: " + rule[0] + "\nname: " + rule[0] + "\nlogsource: " + rule[1] + "\n"
		if err := lib.AddSigma(fstest.MapFS{rule[0] + ".yml": {Data: []byte(text)}}, "rules"); err != nil || len(lib.Failed) > 0 {
			t.Fatal(err, lib.Failed)
		}
	}
	row := func(minute int, fields string) string {
		return fmt.Sprintf(`{"CreationTime":"2024-02-21T15:%02d:50","Id":"%d","OrganizationId":"5f1c2a30-9d1e-4c55-8f0a-3f6f2f0e7a11","UserId":"adm@example.org","UserType":2,"Version":1,%s}`+"\n", minute, minute, fields)
	}
	log := row(1, `"RecordType":40,"Operation":"AlertTriggered","Workload":"SecurityComplianceCenter","Name":"Activity from infrequent country","ResultStatus":"Succeeded","Status":"Active"`) +
		row(2, `"RecordType":40,"Operation":"AlertTriggered","Workload":"SecurityComplianceCenter","Name":"Another alert","ResultStatus":"Succeeded","Status":"Active"`) +
		row(3, `"RecordType":1,"Operation":"Add-FederatedDomain","Workload":"Exchange","ResultStatus":"True"`) +
		row(4, `"RecordType":1,"Operation":"Add-FederatedDomain","Workload":"Exchange","ResultStatus":"False"`)
	tr := &athar.Trace{Path: "AuditLog.json", Kind: athar.KindFile}
	New(Knowledge{Library: lib}, Options{}).learn(t.Context(), tr, strings.NewReader(log))
	var got []string
	for _, s := range tr.Sightings {
		got = append(got, fmt.Sprint(s.Rule, " ", s.Time.String()[14:16]))
	}
	slices.Sort(got)
	if want := []string{"alert 01", "attempt 03", "attempt 04", "domain 03"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
