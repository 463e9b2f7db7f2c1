// Package sample makes assessments by code, for the tests of the packages that
// show one to a person. Names, addresses and hashes in it are made up.
package sample

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// At reads a time of this package's own; it panics on a mistake in a test.
func At(s string) athar.Time {
	t, err := athar.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

// Assessment is a case of five servers and a tenant: one taken over, one only
// probed, one clear, one exposed, and one of which nothing is known.
func Assessment() *athar.Assessment {
	return &athar.Assessment{
		Schema: athar.Schema, Generated: At("2026-11-21T09:00:00Z"),
		Tool: athar.Tool{Version: "0.1.0", Content: "2026-11-20"},
		Scan: athar.Scan{
			Roots: []string{"collection/mail"}, Seconds: 48.2, Files: 1312, Bytes: 5_310_000_000, Records: 18_402_117,
			Ignored: map[string]int{"pdf": 3, "exe": 41},
			Skipped: []athar.Skipped{
				{Path: "MAIL01/inetpub/logs/LogFiles/W3SVC1/u_ex210305.log", Reason: "truncated in line 90,112", Records: 1, Bytes: 312},
				{Path: "MAIL01/Security.evtx", Reason: "chunk 17: checksum does not match", Records: 204, Bytes: 65536},
			},
			Rules: athar.RuleReport{
				Loaded: 214, Failed: []athar.RuleFailed{{Path: "rules/own.yml", Rule: "own", Reason: "line 9: no such modifier: containz"}},
				Unreachable: []string{"proxynotshell-rps", "exchange-suexec"},
			},
		},
		Servers: []athar.Server{mail01(), quiet("EDGE02", athar.Clear), quiet("MAIL03", athar.Probed), quiet("MAIL04", athar.Exposed), quiet("MAIL05", athar.Unknown)},
		Tenants: []athar.Server{quiet("contoso.onmicrosoft.com", athar.Attempted)},
		Mentioned: []athar.Mentioned{{Name: "DC01", Because: []athar.Source{
			{Path: "MAIL01/Security.evtx", SHA256: hash(7), Kind: "windows/evtx/security", Record: 88121},
		}}},
		Links: []athar.Link{{Server: "MAIL01", Tenant: "contoso.onmicrosoft.com", By: "hybrid certificate", Findings: []string{"f-0005"}}},
	}
}

func hash(n int) string { return strings.Repeat(fmt.Sprintf("%04x", n*2654435761&0xffff), 16) }

func text(en, ar string) athar.Text { return athar.Text{En: en, Ar: ar} }

// mail01 tells the story of a server that was taken over, one finding a stage.
func mail01() athar.Server {
	from, fix, end := At("2021-01-03T00:00:00Z"), At("2021-03-09T18:00:00Z"), At("2021-03-20T00:00:00Z")
	size, items := int64(1_412_000_000), int64(5120)
	zero := 0
	lost := []athar.Interval{{From: At("2021-01-03T00:00:00Z"), Until: At("2021-03-02T00:00:00Z")}}
	s := athar.Server{
		Name: "MAIL01", Aliases: []string{"mail01.contoso.example"}, Stage: athar.Impacted, Confidence: athar.Sure,
		Headline: text("A web shell was planted on 2021-03-04 at 02:11 UTC and used; mail of 2 people was read out, and files were encrypted on 2021-03-18.",
			"زُرع باب خلفي على الويب في 2021-03-04 02:11 UTC واستُخدم، وقُرئ بريد شخصين، وشُفّرت ملفات في 2021-03-18."),
		Product: &athar.Product{Name: "Exchange Server 2016", Build: "15.1.2176.2", Release: "CU19", Sources: []athar.Source{{Path: "MAIL01/setup.log", Kind: athar.KindSetup, Line: 12}}},
		Exposure: []athar.Exposure{
			{CVE: "CVE-2021-26855", Name: "ProxyLogon", State: athar.Vulnerable, From: from, Until: fix, FixedBy: "KB5000871", ExploitedSince: from},
			{CVE: "CVE-2021-26855", Name: "ProxyLogon", State: athar.Fixed, From: fix, FixedBy: "KB5000871", ExploitedSince: from},
			{CVE: "CVE-2021-27065", Name: "ProxyLogon", State: athar.Mitigated, From: from, Until: fix, FixedBy: "KB5000871", ExploitedSince: from},
			{CVE: "CVE-2021-34473", Name: "ProxyShell", State: athar.Vulnerable, From: from, FixedBy: "KB5001779", ExploitedSince: At("2021-08-06T00:00:00Z")},
			{CVE: "CVE-2022-41040", Name: "ProxyNotShell", State: athar.ExposureOpen},
			{CVE: "CVE-2020-0688", Name: "", State: athar.NotAffected, FixedBy: "KB4536987"},
		},
		Coverage: []athar.Coverage{
			{Source: athar.KindIIS, First: from, Last: end, Records: 9_120_411, Clock: athar.Clock{Assumed: "UTC", Offset: &zero, Basis: "cafeReqId joins 812 rows"}},
			{
				Source: athar.HTTPProxy("ecp"), First: At("2021-03-02T00:10:00Z"), Last: end, Records: 81_120,
				Gaps: []athar.Interval{{From: At("2021-03-06T03:00:00Z"), Until: At("2021-03-07T14:00:00Z")}, {From: At("2021-03-12T00:00:00Z"), Until: At("2021-03-12T10:00:00Z")}},
			},
			{Source: athar.KindECPServer, First: At("2021-03-02T02:00:00Z"), Last: end, Records: 7331},
			{Source: athar.KindEWS, First: At("2021-03-10T00:00:00Z"), Last: end, Records: 44_100, Clock: athar.Clock{Assumed: "Asia/Riyadh", Basis: "no record joins another source"}},
			{Source: "windows/evtx/security"},
		},
		Answers: athar.Answers{
			Exposed:    athar.Answer{Answer: athar.Yes},
			Attacked:   athar.Answer{Answer: athar.Yes, Because: []string{"f-0003", "f-0004", "f-0005"}},
			Entered:    athar.Answer{Answer: athar.Yes, Because: []string{"f-0004", "f-0005", "f-0006"}},
			Taken:      athar.Answer{Answer: athar.Yes, Because: []string{"f-0008"}, Uncovered: lost},
			StillThere: athar.Answer{Answer: athar.Unsure, Uncovered: append(lost, athar.Interval{From: end})},
		},
		Incidents: []athar.Incident{
			{
				Campaign: "proxylogon", Stage: athar.Impacted, First: At("2021-03-04T02:10:42Z"), Last: At("2021-03-18T01:00:00Z"),
				Findings: []string{"f-0003", "f-0004", "f-0005", "f-0006", "f-0007", "f-0008", "f-0009"}, Uncovered: lost,
				Relation: []athar.Relation{{To: "proxyshell", Is: "unrelated", Source: "vendor advisory, March 2021"}},
			},
			{Campaign: "proxyshell", Stage: athar.Probed, First: At("2021-03-03T10:00:00Z"), Last: At("2021-03-03T10:00:02Z"), Findings: []string{"f-0002"}},
			{Campaign: "persistence", Stage: athar.Clear},
		},
		Mailboxes: []athar.Mailbox{
			{Mailbox: "cfo@contoso.example", Certainty: "evidenced", Band: "bulk", Bytes: &size, Items: &items, First: At("2021-03-05T01:00:00Z"), Last: At("2021-03-05T03:30:00Z"), Because: []string{"f-0008"}},
			{Mailbox: "legal@contoso.example", Certainty: "evidenced", Band: "partial", First: At("2021-03-05T04:00:00Z"), Last: At("2021-03-05T04:10:00Z"), Because: []string{"f-0008"}},
			{Mailbox: "*", Certainty: "possible", Band: "readable"},
		},
		Clusters: []athar.Cluster{{
			ID: "c1", Findings: []string{"f-0003", "f-0004", "f-0005", "f-0006"}, IP: []string{"203.0.113.9", "2001:db8::17"}, UserAgent: []string{"python-requests/2.25.1"},
			ShellKey: []string{"k41"}, First: At("2021-03-04T02:10:42Z"), Last: At("2021-03-18T01:00:00Z"),
			Candidates: []athar.Candidate{{
				Actor: "Made-up Typhoon", For: []string{"same shell key as in the vendor's report"}, Against: []string{"no ASPXSpy was found"},
				ForText: []athar.Text{{En: "same shell key as in the vendor's report", Ar: "مفتاح الباب الخلفي كما في تقرير المورّد"}}, AgainstText: []athar.Text{{En: "no ASPXSpy was found", Ar: "لم يُعثر على ASPXSpy"}},
			}},
		}},
		Actions: []athar.Action{
			{ID: "isolate", Priority: 2, Text: text("Take the server off the internet, and keep it powered on.", "افصل الخادم عن الإنترنت وأبقه قيد التشغيل."), Because: []string{"f-0006"}},
			{ID: "preserve", Priority: 1, Text: text("Keep this evidence: copy the memory and the logs before you change anything.", "احفظ الأدلة: انسخ الذاكرة والسجلات قبل أن تغيّر أي شيء."), Because: []string{"f-0005", "f-0006"}},
			{ID: "credentials", Priority: 3, Text: text("Reset the passwords of every account that was on this server, krbtgt twice.", "غيّر كلمات مرور كل حساب استُخدم على هذا الخادم، وكلمة مرور krbtgt مرتين."), Because: []string{"f-0007"}},
		},
	}
	titles := map[athar.Stage]athar.Text{
		athar.Probed:      text("Version check by a scanner", "فحص للإصدار بأداة مسح"),
		athar.Attempted:   text("Authentication bypass tried", "محاولة تجاوز للمصادقة"),
		athar.Accessed:    text("Authentication bypassed", "تجاوُز المصادقة"),
		athar.Implanted:   text("Web shell written through the address book", "كُتب باب خلفي على الويب عبر دفتر العناوين"),
		athar.Controlled:  text("Web shell answered its owner", "استجاب الباب الخلفي لصاحبه"),
		athar.Expanded:    text("Memory of lsass copied", "نُسخت ذاكرة lsass"),
		athar.Exfiltrated: text("Mailbox read through EWS", "قُرئ صندوق بريد عبر EWS"),
		athar.Impacted:    text("Files encrypted", "شُفّرت ملفات"),
		athar.NoStage:     text("Address from an indicator list", "عنوان ورد في قائمة مؤشرات"),
	}
	stages := []athar.Stage{athar.NoStage, athar.Probed, athar.Attempted, athar.Accessed, athar.Implanted, athar.Controlled, athar.Expanded, athar.Exfiltrated, athar.Impacted}
	for i, stage := range stages {
		s.Findings = append(s.Findings, finding(i, stage, titles[stage]))
	}
	return s
}

func finding(i int, stage athar.Stage, title athar.Text) athar.Finding {
	t := At("2021-03-04T02:10:42Z") + athar.Time(i)*25*athar.Second
	return athar.Finding{
		ID: fmt.Sprintf("f-%04d", i+1), Rule: "rule-" + stage.String(), Campaign: "proxylogon", Title: title, Stage: stage,
		Severity: athar.High, Confidence: athar.Sure, Time: t, Until: t + athar.Minute, Count: i + 1,
		Source: athar.Source{Path: "MAIL01/Logging/ECP/Server/ECPServer20210304-1.LOG", SHA256: hash(i + 1), Kind: athar.KindECPServer, Line: int64(200 + i)},
		Also:   []athar.Source{{Path: "MAIL01/Security.evtx", SHA256: hash(90), Kind: "windows/evtx/security", Record: 4711}, {Path: "MAIL01/x.bin", Kind: athar.KindFile, Offset: 512}},
		Raw:    `2021-03-04T02:11:07.123Z,MAIL01,ECP.Request,S:CMD=Set-OabVirtualDirectory.ExternalUrl='http://g/<script language="JScript" runat="server">function Page_Load(){/* left out */}</script>'&Identity='OAB (Default Web Site)'`,
		CVE:    []string{"CVE-2021-26855"}, Technique: []string{"T1190", "T1505.003"}, IP: []string{"203.0.113.9"},
		Account: []string{`CONTOSO\Administrator`}, File: []string{`C:\inetpub\wwwroot\aspnet_client\k41.aspx`}, URL: []string{"/ecp/y.js"},
		Evidence: map[string]string{"cs-method": "POST", "sc-status": "200", "AuthenticatedUser": "S-1-5-18"},
		Why: text("This step works only where the flaw is open and the back end trusts the front end's word.",
			"لا تنجح هذه الخطوة إلا حيث تكون الثغرة مفتوحة وتثق الخدمة الداخلية بالواجهة الأمامية."),
	}
}

// quiet is a server about which little is said, at one stage.
func quiet(name string, stage athar.Stage) athar.Server {
	reply := athar.No
	if stage == athar.Unknown {
		reply = athar.Unsure
	}
	answer := athar.Answer{Answer: reply}
	s := athar.Server{
		Name: name, Stage: stage, Confidence: athar.Probable,
		Headline: text("Nothing shows that anyone got in.", "لا شيء يدل على أن أحدًا دخل."),
		Answers:  athar.Answers{Exposed: answer, Attacked: answer, Entered: answer, Taken: answer, StillThere: answer},
	}
	if stage >= athar.Probed {
		f := finding(100+int(stage), stage, text("Probe for someone else's web shell", "بحث عن باب خلفي لجهة أخرى"))
		f.ID = name + "-" + f.ID
		s.Findings = []athar.Finding{f}
	}
	return s
}

// Large is a case in which one server has n findings, as after months of scanning
// from everywhere.
func Large(n int) *athar.Assessment {
	a := Assessment()
	s := &a.Servers[0]
	for i := len(s.Findings); i < n; i++ {
		f := s.Findings[1+i%4]
		f.ID = fmt.Sprintf("f-%04d", i+1)
		f.Rule = fmt.Sprintf("%s-%d", f.Rule, i%37)
		f.Time += athar.Time(i) * 10 * athar.Minute
		f.Until = f.Time + athar.Minute
		s.Findings = append(s.Findings, f)
	}
	return a
}
