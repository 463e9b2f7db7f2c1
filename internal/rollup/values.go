package rollup

import (
	"net/netip"

	"github.com/athar-forensics/athar"
)

// seenValue is a value that may tie servers together.
type seenValue struct {
	key
	first, last athar.Time
}

// agentFields are the names under which a finding's evidence holds a user agent.
var agentFields = []string{"UserAgent", "user_agent", "cs(User-Agent)", "cs-user-agent", "ClientInfo"}

// valuesOf are the values of one server that are worth comparing: addresses from
// attempted upwards, keys of shells, hashes of planted files, agents from
// accessed upwards, and the hour of entry. Addresses of the own network tie
// nothing.
func valuesOf(s *athar.Server) []seenValue {
	var out []seenValue
	at := map[key]int{}
	add := func(kind, v string, from, until athar.Time) {
		if v == "" || len(v) > maxValue {
			return
		}
		k := key{kind, v}
		i, seen := at[k]
		if !seen {
			if len(out) == maxValues {
				return
			}
			i = len(out)
			at[k] = i
			out = append(out, seenValue{k, from, until})
		}
		if from != 0 && (out[i].first == 0 || from < out[i].first) {
			out[i].first = from
		}
		out[i].last = max(out[i].last, until)
	}
	for _, c := range s.Clusters {
		for _, v := range c.ShellKey {
			add("shell_key", v, c.First, c.Last)
		}
		for _, v := range c.UserAgent {
			add("user_agent", v, c.First, c.Last)
		}
	}
	entry := athar.Time(0)
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Stage < athar.Attempted {
			continue
		}
		end := max(f.Time, f.Until)
		for _, text := range f.IP {
			if ip, err := netip.ParseAddr(text); err == nil && ip.IsGlobalUnicast() && !ip.IsPrivate() {
				add("ip", ip.Unmap().String(), f.Time, end)
			}
		}
		if f.Stage < athar.Accessed {
			continue
		}
		if f.Time != 0 && (entry == 0 || f.Time < entry) {
			entry = f.Time
		}
		if f.Source.Kind == athar.KindFile && f.Stage >= athar.Implanted {
			add("sha256", f.Source.SHA256, f.Time, end)
		}
		for _, name := range agentFields {
			add("user_agent", f.Evidence[name], f.Time, end)
		}
	}
	if entry != 0 {
		hour := entry - entry%athar.Hour
		add("hour", hour.Std().Format("2006-01-02 15:00 UTC"), hour, hour)
	}
	return out
}

// activity is the time of what happened from attempted upwards.
func activity(s *athar.Server) (first, last athar.Time) {
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Stage < athar.Attempted || f.Time == 0 {
			continue
		}
		if first == 0 || f.Time < first {
			first = f.Time
		}
		last = max(last, f.Time, f.Until)
	}
	return first, last
}
