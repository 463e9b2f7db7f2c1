package forge

// The HttpProxy columns of Exchange 2016 and 2019, 74 of them, in their order.
var proxyColumns = newLayout("DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem," +
	"ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName," +
	"HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie," +
	"ServerLocatorHost,ServerLocatorLatency,RequestBytes,ResponseBytes,TargetOutstandingRequests,AuthModulePerfContext,HttpPipelineLatency," +
	"CalculateTargetBackEndLatency,GlsLatencyBreakup,TotalGlsLatency,AccountForestLatencyBreakup,TotalAccountForestLatency," +
	"ResourceForestLatencyBreakup,TotalResourceForestLatency,ADLatency,SharedCacheLatencyBreakup,TotalSharedCacheLatency," +
	"ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,ClientReqStreamLatency,BackendReqInitLatency,BackendReqStreamLatency," +
	"BackendProcessingLatency,BackendRespInitLatency,BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency," +
	"HandlerCompletionLatency,RequestHandlerLatency,HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,RoutingLatency,HttpProxyOverhead," +
	"TotalRequestTime,RouteRefresherLatency,UrlQuery,BackEndGenericInfo,GenericInfo,GenericErrors,EdgeTraceId,DatabaseGuid,UserADObjectGuid," +
	"PartitionEndpointLookupLatency,RoutingStatus")

// Some builds end at EdgeTraceId.
var proxyColumns70 = proxyColumns.without("DatabaseGuid", "UserADObjectGuid", "PartitionEndpointLookupLatency", "RoutingStatus")

// Exchange 2013 has fewer columns. Which ones is not documented; these are the
// ones that name later inventions (the shared cache, the route refresher, edge
// tracing). A reader must map columns by name in any case.
var proxyColumns2013 = proxyColumns70.without("SharedCacheLatencyBreakup", "TotalSharedCacheLatency", "RouteRefresherLatency", "EdgeTraceId")

// fullColumnsSince is the build of a 2016 update whose logs have all 74
// columns for certain. Which earlier update brought the last four is not known.
const fullColumnsSince = 2375

func proxyLayoutOf(s Server, b build) *layout {
	switch {
	case b.is2013():
		return proxyColumns2013
	case s.Columns == 70:
		return proxyColumns70
	case s.Columns == 74, b[1] >= 2, b[2] >= fullColumnsSince:
		return proxyColumns
	}
	return proxyColumns70
}
