package exchange

import "strings"

// ProxyColumns are the columns of HttpProxy logs of Exchange 2016 and 2019 in
// their order (1.2). Builds differ in how many of the last ones they write, not
// in the order of the first.
var ProxyColumns = strings.Split("DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,"+
	"ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,"+
	"Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,"+
	"ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,"+
	"ServerLocatorLatency,RequestBytes,ResponseBytes,TargetOutstandingRequests,AuthModulePerfContext,"+
	"HttpPipelineLatency,CalculateTargetBackEndLatency,GlsLatencyBreakup,TotalGlsLatency,AccountForestLatencyBreakup,"+
	"TotalAccountForestLatency,ResourceForestLatencyBreakup,TotalResourceForestLatency,ADLatency,"+
	"SharedCacheLatencyBreakup,TotalSharedCacheLatency,ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,"+
	"ClientReqStreamLatency,BackendReqInitLatency,BackendReqStreamLatency,BackendProcessingLatency,"+
	"BackendRespInitLatency,BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency,"+
	"HandlerCompletionLatency,RequestHandlerLatency,HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,"+
	"RoutingLatency,HttpProxyOverhead,TotalRequestTime,RouteRefresherLatency,UrlQuery,BackEndGenericInfo,GenericInfo,"+
	"GenericErrors,EdgeTraceId,DatabaseGuid,UserADObjectGuid,PartitionEndpointLookupLatency,RoutingStatus", ",")

// LooksProxy reports whether the values of a row without header are those of a
// front-end log: time, request id, four version numbers, and a known protocol
// in its place.
func LooksProxy(values []string) bool {
	if len(values) < 60 || len(values) > len(ProxyColumns)+4 || !isID(values[1]) {
		return false
	}
	for _, v := range values[2:6] {
		if v == "" || strings.Trim(v, "0123456789") != "" {
			return false
		}
	}
	return values[7] != "" && letters(strings.ToLower(values[7])) && strings.HasPrefix(values[9], "/")
}

// KindOfColumns names the kind of log that a list of column names belongs to,
// empty where none does. Front-end logs have the kind's prefix only: their
// protocol stands in the rows.
func KindOfColumns(names []string) string {
	clean := make([]string, len(names))
	for i, n := range names {
		clean[i] = strings.Trim(strings.TrimSpace(n), `"`)
	}
	if f := formOfColumns(clean); f != nil {
		return string(f.kind)
	}
	return ""
}

// KindOfType names the kind of log that a #Log-type line announces.
func KindOfType(logType string) string {
	if f := formOfType(logType); f != nil {
		return string(f.kind)
	}
	return ""
}
