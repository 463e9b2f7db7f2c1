package winlog

import "strings"

// channels are the logs into which providers write whose events rules ask about, for
// events that do not say it: exports leave the channel out, or name the collector's.
// Providers that write into several logs are told apart in [channelOf].
var channels = map[string]string{
	"Microsoft-Windows-Security-Auditing":                        "Security",
	"Microsoft-Windows-Sysmon":                                   "Microsoft-Windows-Sysmon/Operational",
	"Microsoft-Windows-PowerShell":                               "Microsoft-Windows-PowerShell/Operational",
	"PowerShell":                                                 "Windows PowerShell",
	"PowerShellCore":                                             "PowerShellCore/Operational",
	"Service Control Manager":                                    "System",
	"Microsoft-Windows-TaskScheduler":                            "Microsoft-Windows-TaskScheduler/Operational",
	"Microsoft-Windows-Windows Defender":                         "Microsoft-Windows-Windows Defender/Operational",
	"Microsoft-Windows-WMI-Activity":                             "Microsoft-Windows-WMI-Activity/Operational",
	"Microsoft-Windows-Bits-Client":                              "Microsoft-Windows-Bits-Client/Operational",
	"Microsoft-Windows-IIS-Configuration":                        "Microsoft-IIS-Configuration/Operational",
	"Microsoft-Windows-TerminalServices-LocalSessionManager":     "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
	"Microsoft-Windows-TerminalServices-RemoteConnectionManager": "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
	"MSExchange CmdletLogs":                                      CmdletChannel,
	"Application Error":                                          "Application",
	"MsiInstaller":                                               "Application",
	"ESENT":                                                      "Application",
}

// logCleared is the event of the log service that stands in System; its others are
// Security's.
const logCleared = 104

// channelOf is the log that an event is of, by what it says and else by its provider.
func channelOf(said, provider string, id uint32) string {
	if said != "" && !strings.EqualFold(said, "ForwardedEvents") && !strings.EqualFold(said, "Forwarded Events") {
		return said
	}
	own, ok := channels[provider]
	switch {
	case ok:
		return own
	case provider == "Microsoft-Windows-Eventlog" && id == logCleared:
		return "System"
	case provider == "Microsoft-Windows-Eventlog":
		return "Security"
	case strings.HasPrefix(provider, "MSExchange"), strings.HasPrefix(provider, "ASP.NET "):
		return "Application"
	}
	return said
}
