package forge

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// The columns of the MAPI over HTTP mailbox log.
var mapiColumns = newLayout("DateTime,RequestId,MapiRequestId,ClientRequestId,RequestType,HttpStatusCode,ResponseCode,StatusCode,ReturnCode," +
	"TotalRequestLatency,DeploymentRing,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,AuthenticatedUserEmail,UPN,Puid,TenantGuid," +
	"MailboxId,MDBGuid,ActAsUserEmail,ClientIP,SourceCafeServer,EdgeInfo,NetworkDeviceInfo,SessionCookie,SequenceCookie,MapiClientInfo," +
	"ClientSoftware,ClientSoftwareVersion,ClientMode,AuthenticationType,AuthModuleLatency,LiveIdBasicLog,LiveIdBasicError," +
	"LiveIdNegotiateError,OAuthLatency,OAuthError,OAuthErrorCategory,OAuthExtraInfo,AuthenticatedUser,RopIds,OperationSpecific," +
	"GenericInfo,GenericErrors")

// mapiCall is one MAPI request at the back end.
type mapiCall struct {
	served
	clientRequest, kind string
	// user made the call; mailbox is whose mailbox it opened. They differ for a
	// delegate, and for an intruder.
	user, mailbox  *person
	client         string
	took           int
	rops, software string
}

// mapi writes a MapiHttp mailbox row.
func (h *Host) mapi(m mapiCall) {
	book := h.exchangeBook(athar.KindMapiHTTP, `MapiHttp\Mailbox`, athar.Hour, hourly("MapiHttp_"), "MapiHttp Logs", mapiColumns, HeaderNone)
	now := h.buildAt(m.at)
	l := mapiColumns.line()
	l.set("DateTime", stamp(m.at))
	l.set("RequestId", m.id)
	l.set("ClientRequestId", m.clientRequest)
	l.set("RequestType", m.kind)
	l.set("HttpStatusCode", "200")
	l.set("ResponseCode", "0")
	l.set("StatusCode", "0")
	l.set("ReturnCode", "0")
	l.set("TotalRequestLatency", strconv.Itoa(m.took))
	for i, name := range [...]string{"MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion"} {
		l.set(name, strconv.Itoa(now[i]))
	}
	l.set("AuthenticatedUserEmail", m.user.address)
	l.set("UPN", m.user.address)
	l.set("MailboxId", m.mailbox.mailbox)
	l.set("MDBGuid", h.database)
	l.set("ActAsUserEmail", m.mailbox.address)
	l.set("ClientIP", m.client)
	l.set("SourceCafeServer", strings.ToUpper(h.FQDN()))
	l.set("MapiClientInfo", "Outlook=16.0.13628.20380;")
	l.set("ClientSoftware", m.software)
	l.set("ClientMode", "Cached")
	l.set("AuthenticationType", "Negotiate")
	l.set("AuthenticatedUser", m.user.account)
	l.set("RopIds", m.rops)
	book.add(m.at, l.bytes())
}
