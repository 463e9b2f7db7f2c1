package hunt

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
)

// What is kept of an hour: users that were tried a few times, where there are enough.
func TestSignIns(t *testing.T) {
	row := func(second int, user, ip, agent string) athar.Sighting {
		return athar.Sighting{Line: int64(second), Subject: user, IP: []string{ip}, Fields: map[string]string{"cs-user-agent": agent}}
	}
	fill := func(s *signIns, users, times int, agent string) {
		if s.byAgent == nil {
			s.byAgent = map[string]map[[2]string]*tried{}
		}
		s.byAgent[agent] = map[[2]string]*tried{}
		for i := range users {
			user := fmt.Sprint("u", i)
			s.byAgent[agent][[2]string{user, "192.0.2.1"}] = &tried{row(users-i, user, "192.0.2.1", agent), times}
		}
	}
	for _, tt := range []struct {
		name         string
		users, times int
		want         int
	}{
		{"enough", athar.SprayUsers, 1, athar.SprayUsers},
		{"too few", athar.SprayUsers - 1, 1, 0},
		{"a few times each", 100, athar.SprayTries, 100},
		{"again and again", 100, athar.SprayTries + 1, 0},
		{"more than are kept", maxOfAgent + 5, 1, maxOfAgent},
	} {
		var s signIns
		fill(&s, tt.users, tt.times, "x")
		var tr athar.Trace
		s.into(&tr)
		if len(tr.Sightings) != tt.want {
			t.Errorf("%s: %d are kept, want %d", tt.name, len(tr.Sightings), tt.want)
		}
		for i := range tr.Sightings {
			if i > 0 && tr.Sightings[i-1].Line >= tr.Sightings[i].Line {
				t.Fatalf("%s: not in the log's order", tt.name)
			}
		}
		if (tt.users > maxOfAgent) != (len(tr.Losses) > 0) {
			t.Errorf("%s: losses %v", tt.name, tr.Losses)
		}
	}
}

// Whom a request signs in as, in whatever form.
func TestLoginOf(t *testing.T) {
	for _, tt := range []struct{ user, query, want string }{
		{`CORP\Amal`, "", "amal"},
		{"amal@corp.test", "", "amal"},
		{"-", "Cmd=Sync&User=CORP%5CAmal&DeviceId=x", "amal"},
		{"-", "Cmd=Sync&user=amal%40corp.test", "amal"},
		{"-", "Cmd=Sync&User=%zz", ""},
		{"-", "", ""},
	} {
		rec := athar.Record{Columns: athar.NewColumns([]string{"cs-username"}, nil), Values: [][]byte{[]byte(tt.user)}}
		rec.Derive("client-query", tt.query)
		if got := loginOf(&rec); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.user, tt.query, got, tt.want)
		}
	}
}
