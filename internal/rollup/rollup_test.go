package rollup_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/athar-forensics/athar/internal/rollup"
)

func fleet(n int, inventory *rollup.Inventory) *rollup.Document {
	r := rollup.New(inventory)
	for i := range n {
		r.Add("case-"+string(rune('a'+i%26)), sample.Fleet(i))
	}
	return r.Document()
}

func TestTotals(t *testing.T) {
	d := fleet(100, nil)
	if d.Cases != 100 || d.Servers != 100 || d.Exploited != 20 {
		t.Errorf("%d cases, %d servers, %d exploited", d.Cases, d.Servers, d.Exploited)
	}
	sum := 0
	for _, n := range d.Stages {
		sum += n
	}
	for q, n := range d.Answers {
		if n["yes"]+n["no"]+n["unknown"] != 100 {
			t.Errorf("%s: %v", q, n)
		}
	}
	if sum != 100 || len(d.Answers) != 5 || d.Affected < d.Exploited || d.Unknown == 0 {
		t.Errorf("stages %v, affected %d, unknown %d", d.Stages, d.Affected, d.Unknown)
	}
}

func TestAffectedIsNotExploited(t *testing.T) {
	r := rollup.New(nil)
	for _, s := range []athar.Server{
		{Name: "A", Stage: athar.Exposed, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.No}}},
		{Name: "B", Stage: athar.Attempted, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.Yes}}},
		{Name: "C", Stage: athar.Accessed},
		{Name: "D", Stage: athar.Clear, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.No}}},
		{Name: "E", Stage: athar.Unknown, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.Unsure}}},
		{Name: "F", Stage: athar.Probed, Answers: athar.Answers{Attacked: athar.Answer{Answer: athar.Unsure}}},
	} {
		r.Add("c", &athar.Assessment{Servers: []athar.Server{s}})
	}
	if d := r.Document(); d.Affected != 3 || d.Exploited != 1 || d.Unknown != 2 {
		t.Errorf("%d affected, %d exploited, %d unknown", d.Affected, d.Exploited, d.Unknown)
	}
}

func TestShared(t *testing.T) {
	server := func(name, ip, key string, stage athar.Stage, at string) *athar.Assessment {
		return &athar.Assessment{Servers: []athar.Server{{
			Name: name, Stage: stage, Clusters: []athar.Cluster{{ShellKey: []string{key}}},
			Findings: []athar.Finding{{Stage: stage, IP: []string{ip, "10.0.0.1"}, Time: sample.At(at)}},
		}}}
	}
	r := rollup.New(nil)
	r.Add("1", server("A", "203.0.113.1", "k41", athar.Implanted, "2021-03-03T06:10:00Z"))
	r.Add("2", server("B", "203.0.113.1", "k41", athar.Accessed, "2021-03-03T06:50:00Z"))
	r.Add("3", server("C", "203.0.113.9", "k77", athar.Accessed, "2021-03-03T07:00:00Z"))
	r.Add("4", server("D", "203.0.113.9", "k78", athar.Probed, "2021-03-03T07:00:00Z"))
	d := r.Document()
	var got []string
	for _, s := range d.Shared {
		got = append(got, s.Kind+" "+s.Value)
	}
	slices.Sort(got)
	want := []string{"hour 2021-03-03 06:00 UTC", "ip 203.0.113.1", "shell_key k41"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	shares := map[string]bool{}
	for _, h := range d.Help {
		shares[h.Server] = slices.ContainsFunc(h.Why, func(r rollup.Reason) bool { return r.ID == "shared" && r.Count == 1 })
	}
	if !shares["A"] || !shares["B"] || shares["C"] || shares["D"] {
		t.Errorf("who shares with whom: %v", shares)
	}
}

func TestQueueHelpsThoseWhoCanBeHelped(t *testing.T) {
	r := rollup.New(nil)
	for i, s := range []athar.Server{
		{Name: "HARMED", Stage: athar.Impacted},
		{Name: "STANDING", Stage: athar.Controlled, Answers: athar.Answers{StillThere: athar.Answer{Answer: athar.Yes}}},
		{Name: "TRIED", Stage: athar.Attempted},
		{Name: "CLEAR", Stage: athar.Clear},
		{Name: "DARK", Stage: athar.Unknown},
	} {
		r.Add(string(rune('a'+i)), &athar.Assessment{Servers: []athar.Server{s}})
	}
	var names []string
	for _, h := range r.Document().Help {
		names = append(names, h.Server)
		sum := 0
		for _, w := range h.Why {
			sum += w.Points
		}
		if sum != h.Points || len(h.Why) == 0 {
			t.Errorf("%s: %d points of %v", h.Server, h.Points, h.Why)
		}
	}
	if want := []string{"STANDING", "HARMED", "TRIED", "DARK", "CLEAR"}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestInventory(t *testing.T) {
	inv, err := rollup.ReadInventory(strings.NewReader("\ufeffSector,server,organisation,case\nLaw,MAIL00000,Alef & Co,\nhigher education,,University of Beh,case-b\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := fleet(26, inv)
	if d.Organisations != 2 || len(d.Sectors) != 3 || d.Sectors[2].Sector != "" || d.Sectors[0].Servers != 1 {
		t.Errorf("%d organisations, %+v", d.Organisations, d.Sectors)
	}
	for _, bad := range []string{"", "name,sector\n", "case\n\"x"} {
		if _, err := rollup.ReadInventory(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken for an inventory", bad)
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	render := func(order []int) []byte {
		r := rollup.New(nil)
		for _, i := range order {
			r.Add("case", sample.Fleet(i))
		}
		r.Fail("broken", errors.New("no"))
		out, err := json.Marshal(r.Document())
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	forward, back := make([]int, 60), make([]int, 60)
	for i := range forward {
		forward[i], back[59-i] = i, i
	}
	if !bytes.Equal(render(forward), render(back)) {
		t.Error("the order of cases changes the picture")
	}
}

func FuzzInventory(f *testing.F) {
	f.Add("case,server,organisation,sector\na,b,c,d\n")
	f.Add("server\n\"")
	f.Fuzz(func(t *testing.T, s string) {
		if inv, err := rollup.ReadInventory(strings.NewReader(s)); err == nil && inv == nil {
			t.Error("neither an inventory nor an error")
		}
	})
}
