package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// clusterOf finds the intruder who used an address.
func clusterOf(t *testing.T, s *athar.Server, ip string) *athar.Cluster {
	t.Helper()
	var found *athar.Cluster
	for i := range s.Clusters {
		if slices.Contains(s.Clusters[i].IP, ip) {
			if found != nil {
				t.Errorf("%s is in two clusters\n%s", ip, clustersTold(s))
			}
			found = &s.Clusters[i]
		}
	}
	if found == nil {
		t.Fatalf("no cluster has %s\n%s", ip, clustersTold(s))
	}
	return found
}

func clustersTold(s *athar.Server) string {
	var b strings.Builder
	for _, c := range s.Clusters {
		fmt.Fprintf(&b, "  %s %v agents=%q keys=%v findings=%d %s..%s %v\n", c.ID, c.IP, c.UserAgent, c.ShellKey, len(c.Findings), c.First, c.Last, c.Candidates)
	}
	return b.String() + told(s)
}

// Two intruders share an agent and an address range, and each plants a shell of
// his own: they stay two. A stranger who only asks for shells is none.
func TestScenarioTwoIntruders(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		s := newStory(t, 1100+seed)
		h := open(s)
		at := on(2021, 3, 3, 3, 0, 0)
		for i, ip := range []string{"203.0.113.66", "203.0.113.67"} {
			who := forge.Visitor{Address: ip, Agent: "python-requests/2.25.1"}
			shell := forge.Shell{URL: fmt.Sprintf("/owa/auth/w%d%d.aspx", i, seed), Key: fmt.Sprintf("key%dof%dx", i, seed)}
			end := h.ProxyLogon(forge.ProxyLogon{At: at + athar.Time(i)*3*athar.Hour, From: who, Shell: shell, Answered: true})
			h.Look(end+athar.Minute, who, shell, true)
			h.Command(end+2*athar.Minute, who, shell, 1500)
		}
		h.Sweep(on(2021, 3, 4, 3, 0, 0), forge.Visitor{Address: "203.0.113.200", Agent: "x"})
		srv := scan(t, s.pack()).only()
		a, b := clusterOf(t, srv, "203.0.113.66"), clusterOf(t, srv, "203.0.113.67")
		if a.ID == b.ID || len(srv.Clusters) != 2 {
			t.Errorf("seed %d: %d clusters, want two\n%s", seed, len(srv.Clusters), clustersTold(srv))
		}
		if !slices.Equal(a.ShellKey, []string{fmt.Sprintf("key0of%dx", seed)}) {
			t.Errorf("seed %d: keys of the first = %v\n%s", seed, a.ShellKey, clustersTold(srv))
		}
	}
}

// One intruder changes his address between the drop and the orders, and again the
// day after: he stays one.
func TestScenarioOneIntruderManyAddresses(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		s := newStory(t, 1200+seed)
		h := open(s)
		shell := forge.Shell{URL: "/aspnet_client/system_web/a1b2c3d4.aspx", Key: "k" + fmt.Sprint(seed) + "standin"}
		end := h.ProxyLogon(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder, Shell: shell, Answered: true})
		for i, ip := range []string{"203.0.113.90", "198.51.100.221"} {
			h.Command(end+athar.Time(i+1)*9*athar.Hour, forge.Visitor{Address: ip, Agent: "antSword/v2.1"}, shell, 1500)
		}
		srv := scan(t, s.pack()).only()
		if len(srv.Clusters) != 1 {
			t.Fatalf("seed %d: %d clusters, want one\n%s", seed, len(srv.Clusters), clustersTold(srv))
		}
		c := srv.Clusters[0]
		for _, ip := range []string{intruder.Address, "203.0.113.90", "198.51.100.221"} {
			if !slices.Contains(c.IP, ip) {
				t.Errorf("seed %d: the cluster lacks %s\n%s", seed, ip, clustersTold(srv))
			}
		}
		if len(c.Candidates) != 1 || len(c.Candidates[0].For) == 0 || !strings.HasPrefix(c.Candidates[0].Actor, "Eight-character") {
			t.Errorf("seed %d: candidates = %+v", seed, c.Candidates)
		}
	}
}
