package assess_test

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/google/go-cmp/cmp"
)

// One server whose evidence names its builds in several ways.
func TestProduct(t *testing.T) {
	know, err := known()
	if err != nil {
		t.Fatal(err)
	}
	day := athar.Date(2021, 3, 20) // CU20 is of 16 March
	many := []string{"10.0.0.1", "10.0.0.2"}
	tests := map[string]struct {
		builds []athar.BuildSeen
		setups []athar.SetupEvent
		want   []string // name, build, release; nil for none
	}{
		"nothing":               {},
		"not a build":           {builds: []athar.BuildSeen{{Build: "x", How: "rows"}, {Build: "99.9.9.9", How: "rows"}}},
		"rows":                  {builds: []athar.BuildSeen{{Build: "15.1.2176.2", How: "rows"}}, want: []string{"Exchange Server 2016", "15.1.2176.2", "CU19"}},
		"one client's address":  {builds: []athar.BuildSeen{{Build: "15.1.2176.9", How: "url", Clients: many[:1]}, {Build: "15.1.2176.2", How: "rows"}}, want: []string{"Exchange Server 2016", "15.1.2176.2", "CU19"}},
		"addresses":             {builds: []athar.BuildSeen{{Build: "15.1.2176.9", How: "url", Clients: many}, {Build: "15.1.2176.2", How: "rows"}}, want: []string{"Exchange Server 2016", "15.1.2176.9", "CU19 Mar21SU"}},
		"a newer cumulative":    {builds: []athar.BuildSeen{{Build: "15.1.2176.9", How: "url", Clients: many}, {Build: "15.1.2242.4", How: "header"}}, want: []string{"Exchange Server 2016", "15.1.2242.4", "CU20"}},
		"setup that went wrong": {setups: []athar.SetupEvent{{Version: "15.1.2242.4", Mode: "Upgrade", Outcome: "failed"}}},
		"setup":                 {setups: []athar.SetupEvent{{Version: "15.1.2242.4", Mode: "Upgrade", Outcome: "completed"}}, want: []string{"Exchange Server 2016", "15.1.2242.4", "CU20"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, turned := range []bool{false, true} {
				builds := append([]athar.BuildSeen{}, tt.builds...)
				for i := range builds {
					builds[i].Server, builds[i].Time = "MAIL01", day
					if turned && i < len(builds)/2 {
						builds[i], builds[len(builds)-1-i] = builds[len(builds)-1-i], builds[i]
						builds[i].Server, builds[i].Time = "MAIL01", day
					}
				}
				setups := append([]athar.SetupEvent{}, tt.setups...)
				for i := range setups {
					setups[i].Server, setups[i].Time = "MAIL01", day
				}
				c := athar.NewCase()
				c.Add(&athar.Trace{
					Root: "r", Path: "a.log", Home: "r", SHA256: "1", Kind: athar.HTTPProxy("ecp"), Exchange: true, Builds: builds, Setups: setups,
					Spans: []athar.Span{{Server: "MAIL01", First: day, Last: day + athar.Hour, Count: 9}},
				})
				a := assess.Assess(c, know, assess.Options{})
				if len(a.Servers) != 1 {
					t.Fatalf("%d servers", len(a.Servers))
				}
				var got []string
				if p := a.Servers[0].Product; p != nil {
					got = []string{p.Name, p.Build, p.Release}
					if len(p.Sources) == 0 {
						t.Error("a product without a source")
					}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// Two equal shells under two names are two findings: each was put there.
func TestEqualPagesInTwoPlaces(t *testing.T) {
	know, err := known()
	if err != nil {
		t.Fatal(err)
	}
	c := athar.NewCase()
	for _, place := range []string{"inetpub/wwwroot/aspnet_client/a.aspx", "inetpub/wwwroot/aspnet_client/b.aspx"} {
		for _, root := range []string{"given", "given-again"} {
			c.Add(&athar.Trace{Root: root, Path: place, Home: "e", SHA256: "1", Kind: athar.KindFile, Sightings: []athar.Sighting{
				{Rule: "page-foreign", Kind: athar.KindFile, Hash: 1, Subject: place, File: []string{place}, Raw: "<%@ x %>"},
			}})
		}
	}
	s := assess.Assess(c, know, assess.Options{}).Servers
	if len(s) != 1 || len(s[0].Findings) != 2 {
		t.Fatalf("%d servers: %+v", len(s), s)
	}
	if a, b := s[0].Findings[0], s[0].Findings[1]; a.ID == b.ID || cmp.Equal(a.File, b.File) {
		t.Errorf("%+v, %+v", a, b)
	}
}

// A case of traces that no scan wrote must not bring the assessment down.
func TestAssessStrangeTraces(t *testing.T) {
	know, err := known()
	if err != nil {
		t.Fatal(err)
	}
	c := athar.NewCase()
	c.Add(&athar.Trace{})
	c.Add(&athar.Trace{Path: "../../x", Kind: "no/such/kind", Spans: []athar.Span{{First: -1, Last: -9, Count: -3}}})
	c.Add(&athar.Trace{Path: "y", SHA256: "2", Kind: athar.KindIIS, Sightings: []athar.Sighting{
		{Rule: "none", Server: "\x1b[31m"}, {Rule: "webshell-reached", Time: -1}, {Rule: "webshell-swept", Time: 1 << 62},
	}, Echoes: []athar.Echoes{{Rule: "webshell-swept", Times: []athar.Time{1}}}})
	c.Add(&athar.Trace{Path: "z", SHA256: "3", Kind: athar.KindSetup, Setups: []athar.SetupEvent{{Version: "15.1.2176.2", Outcome: "completed"}}})
	first, again := document(t, c, know), document(t, c, know)
	if first != again {
		t.Error(cmp.Diff(first, again))
	}
}
