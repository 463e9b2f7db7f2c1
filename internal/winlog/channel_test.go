package winlog

import "testing"

// An event that names no log, or the collector's, is of the one that its provider
// writes; one that names its own is of that.
func TestChannelOf(t *testing.T) {
	for _, tt := range []struct {
		said, provider string
		id             uint32
		want           string
	}{
		{"", "Microsoft-Windows-Sysmon", 1, "Microsoft-Windows-Sysmon/Operational"},
		{"ForwardedEvents", "Microsoft-Windows-Security-Auditing", 4720, "Security"},
		{"forwarded events", "Microsoft-Windows-Eventlog", 1102, "Security"},
		{"", "Microsoft-Windows-Eventlog", 104, "System"},
		{"", "MSExchange Mitigation Service", 1005, "Application"},
		{"", "MSExchange CmdletLogs", 1, "MSExchange Management"},
		{"", "ASP.NET 4.0.30319.0", 1309, "Application"},
		{"WEC-Servers", "Microsoft-Windows-Sysmon", 1, "WEC-Servers"},
		{"ForwardedEvents", "Somebody", 1, "ForwardedEvents"},
		{"", "Somebody", 1, ""},
	} {
		if got := channelOf(tt.said, tt.provider, tt.id); got != tt.want {
			t.Errorf("%q by %q: %q, want %q", tt.said, tt.provider, got, tt.want)
		}
	}
}
