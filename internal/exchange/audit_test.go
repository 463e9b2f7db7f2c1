package exchange

import (
	"testing"

	"github.com/athar-forensics/athar"
)

const auditFields = "#Fields: Timestamp,Server,TenantId,RecordType,Data,UserKey,RecordId,Operation,Workload,ResultStatus,Version,Scope"

// auditRecord decodes one row of the local audit queue.
func auditRecord(row string) *athar.Record {
	d := NewDecoder(Layout{})
	d.Line([]byte("#Log-type: audit"))
	d.Line([]byte(auditFields))
	d.Line([]byte(row))
	rec := &athar.Record{}
	rec.Reset(athar.KindAudit, d.Row().Time, 3, []byte(row))
	d.Record(rec)
	Derive(rec)
	return rec
}

func TestAuditIsACmdlet(t *testing.T) {
	tests := map[string]struct {
		row  string
		want map[string]string
	}{
		"admin audit": {
			`2022-10-19T03:00:00.000Z,MAIL01,,ExchangeAdmin,"{""CmdletName"":""New-InboxRule"",""CmdletParameters"":[{""Name"":""Mailbox"",""Value"":""amal""},{""Name"":""RedirectTo"",""Value"":""x@evil.example""}],""Caller"":""corp.example.test/Users/admin"",""ClientIP"":""203.0.113.9:51515"",""Succeeded"":true}",,1,New-InboxRule,Exchange,,1,`,
			map[string]string{"cmdlet": "New-InboxRule", "noun": "InboxRule", "param.redirectto": "x@evil.example", "outcome": "completed", "AuthenticatedUser": "corp.example.test/Users/admin", "c-ip": "203.0.113.9"},
		},
		"other names, a number, a failure": {
			`2022-10-19T03:00:00.000Z,MAIL01,,1,"{""Operation"":""Set-Mailbox"",""Parameters"":[{""Name"":""Identity"",""Value"":7}],""UserId"":""admin"",""ResultStatus"":""False""}",AUTORITE NT\Système,1,Set-Mailbox,Exchange,False,1,`,
			map[string]string{"cmdlet": "Set-Mailbox", "param.identity": "7", "outcome": "failed", "AuthenticatedUser": "admin"},
		},
		"cut JSON": {
			`2022-10-19T03:00:00.000Z,MAIL01,,1,"{""Operation"":""Set-Mai",AUTORITE NT\Système,1,Set-Mailbox,Exchange,True,1,`,
			map[string]string{"cmdlet": "Set-Mailbox", "outcome": "completed", "AuthenticatedUser": `AUTORITE NT\Système`},
		},
		"no cmdlet": {
			`2022-10-19T03:00:00.000Z,MAIL01,,2,"{""Operation"":""SoftDelete""}",amal,1,SoftDelete,Exchange,,1,`,
			map[string]string{"cmdlet": "", "outcome": ""},
		},
	}
	for name, tt := range tests {
		rec := auditRecord(tt.row)
		for field, want := range tt.want {
			if got := rec.Get(field); got != want {
				t.Errorf("%s: %s = %q, want %q", name, field, got, want)
			}
		}
	}
}

func FuzzAudit(f *testing.F) {
	f.Add(`{"CmdletName":"New-InboxRule","CmdletParameters":[{"Name":"A","Value":null}],"ClientIP":"[::1]:1"}`)
	f.Add(`{"Operation":"Set-X","Parameters":[1,2],"Succeeded":"yes"}`)
	f.Add(`[[[[[[[[`)
	f.Fuzz(func(t *testing.T, data string) {
		rec := &athar.Record{Kind: athar.KindAudit, Columns: athar.NewColumns([]string{"Data", "Operation"}, nil), Values: [][]byte{[]byte(data), []byte("Get-X")}}
		deriveAudit(rec)
		if got := rec.Get("outcome"); got != "" && got != "unknown" && got != "failed" && got != "completed" {
			t.Errorf("outcome %q", got)
		}
	})
}
