package main

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// A product that reads everybody's mail each night is told by its own past from
// somebody who knows its password.
func TestStoriesBulkReaders(t *testing.T) {
	t.Parallel()
	backup := forge.Visitor{Address: "192.0.2.30", Agent: "ExampleBackup/8.5 (ExchangeServicesClient/15.00.1497.000)"}
	thief := forge.Visitor{Address: "203.0.113.140", Agent: "ExchangeServicesClient/0.0.0.0"}
	for _, c := range []struct {
		name string
		then func(d *draw, night athar.Time) forge.Theft // after the past
		rule string                                      // empty for nothing
		// stage is of the finding, and what was read is then evidenced.
		stage athar.Stage
	}{
		{"each night alike", func(d *draw, night athar.Time) forge.Theft {
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + 4*athar.Day, Account: "svc.backup", Client: backup, Hour: 23 * athar.Hour, Requests: 60})
		}, "", athar.NoStage},
		{"a new version of it, at another hour", func(d *draw, night athar.Time) forge.Theft {
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + 4*athar.Day, Account: "svc.backup", Client: forge.Visitor{Address: backup.Address, Agent: "ExampleBackup/9.0 (ExchangeServicesClient/15.20.0000.000)"}, Hour: 13 * athar.Hour, Requests: 60})
		}, "", athar.NoStage},
		{"it moves to another machine", func(d *draw, night athar.Time) forge.Theft {
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + 4*athar.Day, Account: "svc.backup", Client: forge.Visitor{Address: "192.0.2.31", Agent: backup.Agent}, Hour: 23 * athar.Hour, Requests: 60})
		}, "", athar.NoStage},
		{"somebody synchronises a new machine", func(d *draw, night athar.Time) forge.Theft {
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + athar.Day, Account: "amal", Client: forge.Visitor{Address: "198.51.100.44", Agent: "MacOutlook/16.80 (Intelx64 Mac OS X 14.1)"}, Hour: 20 * athar.Hour, Requests: 90, Own: true})
		}, "", athar.NoStage},
		{"another place, program and hour", func(d *draw, night athar.Time) forge.Theft {
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + athar.Day, Account: "svc.backup", Client: thief, Hour: athar.Time(9+d.IntN(8)) * athar.Hour, Requests: 40 + d.IntN(60)})
		}, athar.ReadUnlikePast, athar.NoStage},
		{"somebody's own script", func(d *draw, night athar.Time) forge.Theft {
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + 2*athar.Day, Account: "bashir", Client: forge.Visitor{Address: "203.0.113.141", Agent: "python-requests/2.31.0"}, Hour: 11 * athar.Hour, Requests: 90, Own: true})
		}, athar.ReadByScript, athar.NoStage},
		{"an intruder knows the password", func(d *draw, night athar.Time) forge.Theft {
			d.host.ProxyNotShell(forge.SignedIn{At: night + 8*athar.Hour, From: forge.Visitor{Address: thief.Address, Agent: "python-requests/2.31.0"}, Account: d.people[0], Status: 200})
			return d.host.ReadMail(forge.BulkRead{From: night, Until: night + athar.Day, Account: "svc.backup", Client: thief, Hour: athar.Time(9+d.IntN(8)) * athar.Hour, Requests: 40 + d.IntN(60)})
		}, athar.ReadByIntruder, athar.Exfiltrated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for seed := range seeds(t) {
				d, s := newDraw(t, &tale{name: c.name, build: "15.1.2507.13", from: on(2022, 10, 18, 6, 0, 0)}, 13000+seed)
				begin := d.from - d.from%athar.Day
				night := begin + 10*athar.Day
				quiet(d.host, d.from+3*athar.Day, night+4*athar.Day)
				d.host.ReadMail(forge.BulkRead{From: begin, Until: night + 4*athar.Day, Account: "svc.backup", Client: backup, Hour: 23 * athar.Hour, Requests: 60})
				read := c.then(d, night)
				v := scan(t, s.pack())
				srv := v.only()
				for _, rule := range []string{athar.ReadUnlikePast, athar.ReadByScript, athar.ReadByIntruder} {
					switch found := byRule(srv, rule); {
					case rule != c.rule && len(found) > 0:
						t.Errorf("seed %d: %s says %v", seed, rule, found[0].Evidence)
					case rule == c.rule && (len(found) != 1 || found[0].Stage != c.stage):
						t.Errorf("seed %d: %d findings of %s\n%s", seed, len(found), rule, told(srv))
					}
				}
				if c.stage == athar.NoStage {
					nothingFrom(t, srv, athar.Attempted)
					read = nil
				}
				wantTheft(t, v, read)
			}
		})
	}
}
