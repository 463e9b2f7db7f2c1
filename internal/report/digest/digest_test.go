package digest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/google/go-cmp/cmp"
)

var en = i18n.New("en")

func of(s athar.Server) *digest.System {
	return digest.Of(&athar.Assessment{Servers: []athar.Server{s}}, en).Systems[0]
}

func TestOrder(t *testing.T) {
	d := digest.Of(sample.Assessment(), en)
	var names []string
	for _, s := range d.Systems {
		names = append(names, s.Name)
	}
	want := []string{"MAIL01", "contoso.onmicrosoft.com", "MAIL03", "MAIL04", "MAIL05", "EDGE02"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("worst first, and unknown before clear (-want +got):\n%s", diff)
	}
	if d.Servers != 5 || d.Entered != 1 {
		t.Errorf("%d servers, %d entered", d.Servers, d.Entered)
	}
}

func TestProof(t *testing.T) {
	s := of(sample.Assessment().Servers[0])
	var stages []athar.Stage
	for _, f := range s.Proof {
		stages = append(stages, f.Stage)
	}
	want := []athar.Stage{athar.Accessed, athar.Implanted, athar.Controlled, athar.Expanded, athar.Exfiltrated, athar.Impacted}
	if !slices.Equal(stages, want) || s.More != 2 || s.Leads != 1 {
		t.Errorf("stages %v, more %d, leads %d", stages, s.More, s.Leads)
	}
	if got := of(athar.Server{Findings: []athar.Finding{{ID: "a", Stage: athar.Probed}, {ID: "b"}}}); len(got.Proof) != 1 || got.Leads != 1 {
		t.Errorf("probes are told where nothing higher is there: %v", got.Proof)
	}
	large := of(sample.Large(2000).Servers[0])
	if len(large.Proof) != 6 || large.More != 2000-6-1 {
		t.Errorf("%d told, %d more", len(large.Proof), large.More)
	}
}

func TestReasons(t *testing.T) {
	at := sample.At
	lost := []athar.Interval{{From: at("2021-01-01"), Until: at("2021-01-02")}, {From: at("2021-02-01"), Until: at("2021-03-01")}}
	build := &athar.Product{Build: "15.1.2176.2"}
	size := int64(2_000_000)
	finding := athar.Finding{ID: "f", Title: athar.Text{En: "Shell written"}, Stage: athar.Implanted, Time: at("2021-03-04T02:11:00Z")}
	for name, c := range map[string]struct {
		server   athar.Server
		question int
		want     string
	}{
		"exposed to two flaws": {athar.Server{
			Answers: athar.Answers{Exposed: athar.Answer{Answer: athar.Yes}},
			Exposure: []athar.Exposure{
				{CVE: "CVE-1", State: athar.Vulnerable, From: at("2021-01-03"), Until: at("2021-03-01"), ExploitedSince: 1},
				{CVE: "CVE-2", State: athar.Vulnerable, From: at("2021-02-03"), Until: at("2021-03-09"), ExploitedSince: 1},
				{CVE: "CVE-3", State: athar.Vulnerable, From: at("2020-02-03")},
			},
		}, 0, "CVE-1 and 1 more, 2021-01-03 to 2021-03-09"},
		"no build":          {athar.Server{Answers: athar.Answers{Exposed: athar.Answer{Answer: athar.Unsure}}}, 0, "the build of Exchange is not known"},
		"build, unsettled":  {athar.Server{Product: build, Answers: athar.Answers{Exposed: athar.Answer{Answer: athar.Unsure}}}, 0, "the evidence does not settle it"},
		"the longest loss":  {athar.Server{Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.Unsure, Uncovered: lost}}}, 1, "not seen: 2021-02-01 to 2021-03-01 and 1 more"},
		"entered by a step": {athar.Server{Findings: []athar.Finding{finding}, Answers: athar.Answers{Entered: athar.Answer{Answer: athar.Yes, Because: []string{"f", "gone"}}}}, 2, "Shell written, 2021-03-04 02:11 UTC"},
		"taken, measured": {athar.Server{
			Mailboxes: []athar.Mailbox{{Certainty: "evidenced", Band: "bulk", Bytes: &size}, {Certainty: "evidenced", Band: "enumerated"}, {Certainty: "possible", Band: "readable"}},
			Answers:   athar.Answers{Taken: athar.Answer{Answer: athar.Yes}},
		}, 3, "1 mailbox was read, 2 MB"},
		"taken, unmeasured": {athar.Server{Answers: athar.Answers{Taken: athar.Answer{Answer: athar.Yes}}}, 3, "the evidence shows it"},
		"gone":              {athar.Server{Answers: athar.Answers{StillThere: athar.Answer{Answer: athar.No}}}, 4, "nothing planted stands in the newest state seen"},
	} {
		if got := of(c.server).Answers[c.question].Reason; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestBlind(t *testing.T) {
	a := sample.Assessment()
	got := of(a.Servers[0]).Blind
	got = append(got, digest.ScanBlind(a, en)...)
	want := []string{
		"Not covered, 2021-01-03 to 2021-03-02: Did they take anything?",
		"Not covered, 2021-01-03 to 2021-03-02 and 1 more: Are they still here?",
		"No records at all: Windows event log, security",
		"Exchange front end, ecp: no records 2021-03-06 03:00 UTC to 2021-03-07 14:00 UTC and 1 more",
		"Exchange Web Services log: the clock is in doubt (no record joins another source)",
		"2 files could not be read, wholly or in part, 205 records were lost in them",
		"1 rule could not be loaded",
		"2 rules had no log to work on",
		"Named in the evidence, but not given: DC01",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if n := len(of(athar.Server{}).Blind); n != 0 {
		t.Errorf("nothing missing, yet %d lines", n)
	}
}

func TestArabicReasonsAreArabic(t *testing.T) {
	for _, s := range digest.Of(sample.Assessment(), i18n.New("ar")).Systems {
		for _, a := range s.Answers {
			if !strings.ContainsAny(a.Reason, "اوينلمتك") {
				t.Errorf("%s %s: %q", s.Name, a.Name, a.Reason)
			}
		}
	}
}

func TestUnknownIsNoAllClear(t *testing.T) {
	for _, s := range []athar.Server{
		{Stage: athar.Unknown},
		{Stage: athar.Exposed, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.Unsure}}},
		{},
	} {
		if got := of(s); got.Idle() != "report.actions.unknown" || got.Whole() != "blind.unknown" {
			t.Errorf("%v: %s, %s", s.Stage, got.Idle(), got.Whole())
		}
	}
	clear := of(athar.Server{Stage: athar.Clear, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.No}}})
	if clear.Idle() != "report.actions.none" || clear.Whole() != "blind.none" {
		t.Errorf("clear: %s, %s", clear.Idle(), clear.Whole())
	}
}
