package exchange

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// derived makes a record of pairs and returns what decoding adds to it.
func derived(kind athar.Kind, pairs ...string) map[string]string {
	var names []string
	var values [][]byte
	for i := 0; i < len(pairs); i += 2 {
		names, values = append(names, pairs[i]), append(values, []byte(pairs[i+1]))
	}
	var alias map[string]string
	if f := formOfKind(kind); f != nil {
		alias = f.alias
	}
	rec := athar.Record{Kind: kind, Server: "MAIL01", Columns: athar.NewColumns(names, alias), Values: values}
	Derive(&rec)
	rec.Lookup("a field that nothing has")
	for field := range rec.Derived {
		if web := kind == athar.KindIIS || kind.FrontEnd(); web && !Decodes(field) {
			panic(field + " is decoded and not said to be")
		}
	}
	return rec.Derived
}

func TestDeriveWeb(t *testing.T) {
	const id = "cde28fc4-299e-4179-b3e9-de56f5c1d9ee"
	token := tokenText(0, tokenBody(forgedToken))
	tests := map[string]struct {
		kind  athar.Kind
		pairs []string
		want  map[string]string
	}{
		"front-end row of IIS": {
			athar.KindIIS,
			[]string{"cs-uri-stem", "/owa/auth/%2e%2e/x.aspx", "cs-uri-query", "a=%2541&CorrelationID=<empty>;&cafeReqId=" + strings.ToUpper(id) + ";&encoding=;", "s-port", "443"},
			map[string]string{
				FieldSide: "front", FieldURI: "/owa/auth/../x.aspx?a=A&CorrelationID=<empty>;&cafeReqId=" + strings.ToUpper(id) + ";&encoding=;",
				FieldClientQuery: "a=%2541", FieldRequest: id, FieldScript: "/owa/x.aspx",
			},
		},
		"only what was appended": {
			athar.KindIIS,
			[]string{"cs-uri-stem", "/ecp/", "cs-uri-query", "&CorrelationID=<empty>;&cafeReqId=" + id + ";&LogoffReason=x", "s-port", "444"},
			map[string]string{FieldSide: "back", FieldURI: "/ecp/?&CorrelationID=<empty>;&cafeReqId=" + id + ";&LogoffReason=x", FieldClientQuery: "", FieldRequest: id},
		},
		"a client that forges the id": {
			athar.KindIIS,
			[]string{"cs-uri-stem", "/ecp/", "cs-uri-query", "cafeReqId=11111111-2222-3333-4444-555555555555&cafeReqId=" + id + ";"},
			map[string]string{FieldSide: "front", FieldURI: "/ecp/?cafeReqId=11111111-2222-3333-4444-555555555555&cafeReqId=" + id + ";", FieldClientQuery: "", FieldRequest: id},
		},
		"masked id": {
			athar.KindIIS,
			[]string{"cs-uri-stem", "/ecp/", "cs-uri-query", "-"},
			map[string]string{FieldSide: "front", FieldURI: "/ecp/", FieldClientQuery: ""},
		},
		"token": {
			athar.HTTPProxy("powershell"),
			[]string{"UrlStem", "/powershell", "UrlQuery", "?X-Rps-CAT=" + token + "&x=1", "RequestId", strings.ToUpper(id), "AnchorMailbox", ""},
			map[string]string{
				FieldSide: "front", FieldURI: "/powershell?X-Rps-CAT=" + token + "&x=1", FieldClientQuery: "X-Rps-CAT=" + token + "&x=1", FieldRequest: id,
				FieldTokenUser: "user@example.org", FieldTokenSID: "S-1-5-21-3956433430-2694467620-1557806748-500",
				"anchor.kind": "", "anchor.host": "", "anchor.path": "", "anchor.service": "",
			},
		},
		"not UTF-8": {
			athar.KindIIS,
			[]string{"cs-uri-stem", "/owa/%ff%fe/x.aspx", "cs-uri-query", "%c3%28%zz%4"},
			map[string]string{FieldSide: "front", FieldURI: "/owa/\xff\xfe/x.aspx?\xc3(%zz%4", FieldClientQuery: "%c3%28%zz%4", FieldScript: "/owa/\uFFFD\uFFFD/x.aspx"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := derived(tt.kind, tt.pairs...)
			if sent := decodePercent(got[FieldSentURI]); sent != got[FieldURI] {
				t.Errorf("the address as sent is %q, decoded %q", sent, got[FieldURI])
			}
			delete(got, FieldSentURI)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDeriveCommands(t *testing.T) {
	tests := map[string]struct {
		kind  athar.Kind
		pairs []string
		want  map[string]string
	}{
		"ECP, completed": {
			athar.KindECPServer,
			[]string{"EventData", "S:CMD=Set-X.Identity='a b'.Force=$true;S:EX="},
			map[string]string{FieldCmdlet: "Set-X", FieldNoun: "X", FieldParams: "-Identity a b -Force $true", "param.identity": "a b", "param.force": "$true", FieldOutcome: "completed", FieldError: ""},
		},
		"ECP, outcome not said": {
			athar.KindECPServer,
			[]string{"EventData", "S:CMD=Get-X"},
			map[string]string{FieldCmdlet: "Get-X", FieldNoun: "X", FieldParams: "", FieldOutcome: "unknown"},
		},
		"pipeline": {
			athar.KindECPServer,
			[]string{"EventData", "S:CMD=Get-X|Remove-Y.Identity=z;S:EX=Oops"},
			map[string]string{FieldCmdlet: "Remove-Y", FieldNoun: "Y", FieldParams: "-Identity z", "param.identity": "z", FieldOutcome: "failed", FieldError: "Oops"},
		},
		"cmdlet to a share of its own": {
			athar.CmdletInfra("cmdlet"),
			[]string{"Cmdlet", "New-MailboxExportRequest", "Parameters", `-FilePath "\\MAIL01.corp.example.test\C$\x.aspx"`, "ExecutionResult", "Success", "ErrorType", ""},
			map[string]string{
				FieldCmdlet: "New-MailboxExportRequest", FieldNoun: "MailboxExportRequest", FieldParams: `-FilePath \\MAIL01.corp.example.test\C$\x.aspx`, "param.filepath": `\\MAIL01.corp.example.test\C$\x.aspx`,
				"filepath.own": "true", FieldOutcome: "completed", FieldError: "",
			},
		},
		"cmdlet to another share": {
			athar.CmdletInfra("cmdlet"),
			[]string{"Cmdlet", "New-MailboxExportRequest", "Parameters", `-FilePath "\\backup\pst\x.pst"`, "ErrorType", "Denied"},
			map[string]string{
				FieldCmdlet: "New-MailboxExportRequest", FieldNoun: "MailboxExportRequest", FieldParams: `-FilePath \\backup\pst\x.pst`, "param.filepath": `\\backup\pst\x.pst`,
				FieldOutcome: "failed", FieldError: "Denied",
			},
		},
		"no row at all": {athar.CmdletInfra("cmdlet"), nil, map[string]string{FieldCmdlet: "", FieldNoun: "", FieldParams: "", FieldOutcome: "unknown", FieldError: ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, derived(tt.kind, tt.pairs...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIsID(t *testing.T) {
	for s, want := range map[string]bool{
		"cde28fc4-299e-4179-b3e9-de56f5c1d9ee": true, "CDE28FC4-299E-4179-B3E9-DE56F5C1D9EE": true,
		"xxx": false, "": false, "cde28fc4-299e-4179-b3e9-de56f5c1d9eg": false,
		"00000000-0000-0000-0000-000000000000": false, "------------------------------------": false,
		"cde28fc4\x0d299e-4179-b3e9-de56f5c1d9ee": false,
	} {
		if got := isID(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
