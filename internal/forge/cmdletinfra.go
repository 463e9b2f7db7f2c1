package forge

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// The columns of the remote PowerShell logs: one row a cmdlet, one row a request.
var (
	cmdletColumns = newLayout("DateTime,StartTime,RequestId,ClientRequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion," +
		"ServerHostName,ProcessId,ProcessName,ThreadId,CultureInfo,Organization,AuthenticatedUser,ExecutingUserSid,EffectiveOrganization," +
		"UserServicePlan,IsAdmin,ClientApplication,Cmdlet,Parameters,CmdletUniqueId,UserBudgetOnStart,ContributeToFailFast," +
		"RunspaceSettingsCreationHint,ADViewEntireForest,ADRecipientViewRoot,ADConfigurationDomainControllers,ADPreferredGlobalCatalogs," +
		"ADPreferredDomainControllers,ADUserConfigurationDomainController,ADUserPreferredGlobalCatalog,ADuserPreferredDomainControllers," +
		"ThrottlingInfo,DelayInfo,ThrottlingDelay,IsOutputObjectRedacted,CmdletProxyStage,CmdletProxyRemoteServer," +
		"CmdletProxyRemoteServerVersion,CmdletProxyMethod,ProxiedObjectCount,CmdletProxyLatency,OutputObjectCount,ParameterBinding," +
		"BeginProcessing,ProcessRecord,EndProcessing,StopProcessing,BizLogic,PowerShellLatency,UserInteractionLatency," +
		"ProvisioningLayerLatency,ActivityContextLifeTime,TotalTime,ErrorType,ExecutionResult,CacheHitCount,CacheMissCount,GenericLatency," +
		"GenericInfo,GenericErrors,ObjectGuid,ExternalDirectoryOrganizationId,ExternalDirectoryObjectId,NonPiiParameters")
	shellColumns = newLayout("DateTime,StartTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,UrlHost," +
		"UrlStem,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,ManagedOrganization,ClientIpAddress,ServerHostName," +
		"FrontEndServer,HttpStatus,SubStatus,ErrorCode,Action,CommandId,CommandName,SessionId,ShellId,FailFast,ContributeToFailFast," +
		"RequestBytes,ClientInfo,CPU,Memory,ActivityContextLifeTime,TotalTime,UrlQuery,GenericLatency,GenericInfo,GenericErrors")
)

// cmdlet is one cmdlet that remote PowerShell ran.
type cmdlet struct {
	at   athar.Time
	id   string
	user *person
	name string
	// parameters are in order, name and value; a value that is a switch is empty.
	parameters [][2]string
	// failure is the error's type; empty for success.
	failure string
}

// ran writes an Rps_Cmdlet row.
func (h *Host) ran(c chance, m cmdlet) {
	book := h.exchangeBook(athar.CmdletInfra("cmdlet"), `CmdletInfra\Powershell-Proxy\Cmdlet`, athar.Hour, hourly("Rps_Cmdlet_"), "Rps Cmdlet Logs", cmdletColumns, HeaderFirst)
	now := h.buildAt(m.at)
	var p []string
	for _, kv := range m.parameters {
		if kv[1] == "" {
			p = append(p, "-"+kv[0])
		} else {
			p = append(p, "-"+kv[0]+` "`+kv[1]+`"`)
		}
	}
	took := c.between(20, 700)
	result := "Success"
	if m.failure != "" {
		result = "Error"
	}
	l := cmdletColumns.line()
	l.set("DateTime", stamp(m.at))
	l.set("StartTime", stamp(m.at-athar.Time(took)*athar.Second/1000))
	l.set("RequestId", m.id)
	for i, name := range [...]string{"MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion"} {
		l.set(name, strconv.Itoa(now[i]))
	}
	l.set("ServerHostName", strings.ToUpper(h.Name))
	l.set("ProcessId", "12460")
	l.set("ProcessName", "w3wp#MSExchangePowerShellAppPool")
	l.set("ThreadId", strconv.Itoa(c.between(8, 90)))
	l.set("AuthenticatedUser", h.Domain+"/Users/"+m.user.account[strings.IndexByte(m.user.account, '\\')+1:])
	l.set("ExecutingUserSid", m.user.sid)
	l.set("IsAdmin", "True")
	l.set("ClientApplication", "Unknown")
	l.set("Cmdlet", m.name)
	l.set("Parameters", strings.Join(p, " "))
	l.set("CmdletUniqueId", c.guid())
	l.set("OutputObjectCount", "1")
	l.set("TotalTime", strconv.Itoa(took))
	l.set("ErrorType", m.failure)
	l.set("ExecutionResult", result)
	// A date in the locale's form, as real rows have it: not to be parsed.
	l.set("GenericLatency", "CreatePSSession="+h.Language.localDate(m.at.Std().In(h.Zone)))
	l.set("GenericInfo", "PSSenderInfo="+m.user.account+";")
	book.add(m.at, l.bytes())
}

// shellRequest is one request to the PowerShell back end.
type shellRequest struct {
	served
	user                *person
	query, agent, hops  string
	action, command     string
	session             string
	status, took, bytes int
	errors              string
}

// asked writes an Rps_Http row.
func (h *Host) asked(c chance, s shellRequest) {
	book := h.exchangeBook(athar.CmdletInfra("http"), `CmdletInfra\Powershell-Proxy\Http`, athar.Hour, hourly("Rps_Http_"), "Rps Http Logs", shellColumns, HeaderFirst)
	now := h.buildAt(s.at)
	l := shellColumns.line()
	l.set("DateTime", stamp(s.at))
	l.set("StartTime", stamp(s.at-athar.Time(s.took)*athar.Second/1000))
	l.set("RequestId", s.id)
	for i, name := range [...]string{"MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion"} {
		l.set(name, strconv.Itoa(now[i]))
	}
	l.set("UrlHost", h.FQDN())
	l.set("UrlStem", "/Powershell")
	l.set("AuthenticationType", "Kerberos")
	l.set("IsAuthenticated", "true")
	l.set("AuthenticatedUser", s.user.account)
	l.set("ClientIpAddress", s.hops)
	l.set("ServerHostName", strings.ToUpper(h.Name))
	l.set("FrontEndServer", strings.ToUpper(h.FQDN()))
	l.set("HttpStatus", strconv.Itoa(s.status))
	l.set("SubStatus", "0")
	l.set("Action", s.action)
	l.set("CommandName", s.command)
	l.set("SessionId", s.session)
	l.set("ShellId", s.session)
	l.set("RequestBytes", strconv.Itoa(s.bytes))
	l.set("ClientInfo", s.agent)
	l.set("CPU", fmt.Sprint(c.between(1, 40)))
	l.set("TotalTime", strconv.Itoa(s.took))
	if s.query != "" {
		l.set("UrlQuery", "?"+s.query)
	}
	l.set("GenericErrors", s.errors)
	book.add(s.at, l.bytes())
}
