package forge

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// The columns of Exchange 2016's EWS log, from a real header.
var ewsColumns = newLayout("DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Ring,ClientRequestId,AuthenticationType," +
	"IsAuthenticated,AuthenticatedUser,Organization,UserAgent,VersionInfo,ClientIpAddress,ServerHostName,FrontEndServer,SoapAction,HttpStatus," +
	"RequestSize,ResponseSize,ErrorCode,ImpersonatedUser,ProxyAsUser,ActAsUser,Cookie,CorrelationGuid,PrimaryOrProxyServer,TaskType," +
	"RemoteBackendCount,LocalMailboxCount,RemoteMailboxCount,LocalIdCount,RemoteIdCount,BeginBudgetConnections,EndBudgetConnections," +
	"BeginBudgetHangingConnections,EndBudgetHangingConnections,BeginBudgetAD,EndBudgetAD,BeginBudgetCAS,EndBudgetCAS,BeginBudgetRPC," +
	"EndBudgetRPC,BeginBudgetFindCount,EndBudgetFindCount,BeginBudgetSubscriptions,EndBudgetSubscriptions,MDBResource,MDBHealth," +
	"MDBHistoricalLoad,ThrottlingPolicy,ThrottlingDelay,ThrottlingRequestType,TotalDCRequestCount,TotalDCRequestLatency,TotalMBXRequestCount," +
	"TotalMBXRequestLatency,RecipientLookupLatency,ExchangePrincipalLatency,HttpPipelineLatency,CheckAccessCoreLatency,AuthModuleLatency," +
	"CallContextInitLatency,PreExecutionLatency,CoreExecutionLatency,TotalRequestTime,DetailedExchangePrincipalLatency,ClientStatistics," +
	"GenericInfo,AuthenticationErrors,GenericErrors,Puid,StartTime,ProcessId,TimeInGC,StartTotalMemory,EndTotalMemory,StartGCCounts," +
	"EndGCCounts,TokenBasedThrottlingPolicy,BudgetKey,CoinsCharged,CoinsChargedMethod,SidBudgetInfo,AppBudgetInfo,TenantBudgetInfo," +
	"ResourceAccessed,ResourceHealthBasedThreshold,ThrottledBy,BackoffHint,WorkClassification")

// Exchange 2013 has neither Ring nor the tail.
var ewsColumns2013 = ewsColumns.without("Ring", "Puid", "StartTime", "ProcessId", "TimeInGC", "StartTotalMemory", "EndTotalMemory",
	"StartGCCounts", "EndGCCounts", "TokenBasedThrottlingPolicy", "BudgetKey", "CoinsCharged", "CoinsChargedMethod", "SidBudgetInfo",
	"AppBudgetInfo", "TenantBudgetInfo", "ResourceAccessed", "ResourceHealthBasedThreshold", "ThrottledBy", "BackoffHint", "WorkClassification")

// operation is one EWS call at the back end.
type operation struct {
	served
	user, client, agent string
	action              string
	status, took, in    int
	// onBehalf is the mailbox that another account opened, empty for one's own.
	onBehalf string
}

// operate writes an EWS row. CorrelationGuid is the front end's request id.
// ResponseSize stays empty, as in every real sample.
func (h *Host) operate(c chance, o operation) {
	fields := ewsColumns
	now := h.buildAt(o.at)
	if now.is2013() {
		fields = ewsColumns2013
	}
	book := h.exchangeBook(athar.KindEWS, "Ews", athar.Hour, hourly("Ews_"), "EWS Logs", fields, HeaderNone)
	l := fields.line()
	l.set("DateTime", stamp(o.at))
	l.set("RequestId", c.guid())
	for i, name := range [...]string{"MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion"} {
		l.set(name, strconv.Itoa(now[i]))
	}
	l.set("Ring", "Unknown")
	l.set("AuthenticationType", "Logon")
	l.set("IsAuthenticated", "true")
	l.set("AuthenticatedUser", o.user)
	l.set("Organization", strings.ToUpper(h.Domain))
	l.set("UserAgent", proxyAgent(o.agent))
	l.set("VersionInfo", "Target=None;Req=Exchange2013/Exchange2013;")
	l.set("ClientIpAddress", o.client)
	l.set("ServerHostName", strings.ToUpper(h.Name))
	l.set("FrontEndServer", strings.ToUpper(h.FQDN()))
	l.set("SoapAction", o.action)
	l.set("HttpStatus", strconv.Itoa(o.status))
	l.set("RequestSize", strconv.Itoa(o.in))
	l.set("ImpersonatedUser", o.onBehalf)
	l.set("ActAsUser", or(o.onBehalf, o.user))
	l.set("CorrelationGuid", o.id)
	l.set("PrimaryOrProxyServer", "PrimaryServer")
	l.set("TaskType", "LocalTask")
	for _, zero := range [...]string{"RemoteBackendCount", "RemoteMailboxCount", "RemoteIdCount"} {
		l.set(zero, "0")
	}
	l.set("LocalMailboxCount", "1")
	l.set("LocalIdCount", "1")
	l.set("ThrottlingPolicy", "[C]")
	l.set("TotalRequestTime", strconv.Itoa(o.took))
	l.set("GenericInfo", "SKU=Unknown;App_BeginReq_Start=0;App_BeginReq_End=0;RequestHandler=Wcf;BackEndAuthenticator=WindowsAuthenticator;"+
		"S:WLM.BT=Ews;S:ActivityStandardMetadata.Component=Ews;Dbl:WLM.TS="+strconv.Itoa(o.took))
	l.set("StartTime", stamp(o.at-athar.Time(o.took)*athar.Second/1000))
	l.set("ProcessId", "9716")
	book.add(o.at, l.bytes())
	if c.once(12) { // a sub-event, nearly all columns empty
		s := fields.line()
		s.set("DateTime", stamp(o.at))
		s.set("RequestId", c.guid())
		s.set("GenericInfo", "Sbsc_ConnStatus=Alive;'S:AS.ReqStats=\"Ews\",1'")
		book.add(o.at, s.bytes())
	}
}
