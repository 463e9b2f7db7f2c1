package tenant

// names lists, for each field as the Management Activity API calls it, what other
// wrappings call the same. The first that a record has is taken.
//
// Sources: Microsoft's "Office 365 Management Activity API schema", the Azure
// Monitor tables OfficeActivity and SigninLogs, and the signIn resource of Graph.
var names = []struct {
	field string
	other []string
}{
	{"CreationTime", []string{"CreationDate", "TimeGenerated", "createdDateTime", "Date (UTC)"}},
	{"Id", []string{"OfficeId", "Identity", "Request ID"}},
	{"Operation", []string{"Operations", "OperationName"}},
	{"Workload", []string{"OfficeWorkload", "service"}},
	{"OrganizationId", []string{"TenantId", "AADTenantId", "homeTenantId", "resourceTenantId", "Home tenant ID"}},
	{"OrganizationName", nil},
	{"RecordType", []string{"auditLogRecordType"}},
	{"ResultStatus", []string{"ResultType", "Status"}},
	{"UserId", []string{"UserIds", "UserPrincipalName", "Username"}},
	{"UserKey", nil},
	{"UserType", nil},
	{"ObjectId", []string{"OfficeObjectId"}},
	{"ClientIP", []string{"ClientIPAddress", "Client_IPAddress", "ActorIpAddress", "IPAddress", "IP address"}},
	{"ClientInfoString", []string{"Client_InfoString"}},
	{"AppId", []string{"ClientAppId", "Application ID"}},
	{"ApplicationId", []string{"AppId", "Application ID", "AADApplicationId"}},
	{"ApplicationDisplayName", []string{"AppDisplayName", "Application"}},
	{"UserAgent", []string{"User agent"}},
	{"MailboxOwnerUPN", nil},
	{"MailboxGuid", nil},
	{"LogonType", []string{"Logon_Type"}},
	{"ErrorNumber", []string{"Sign-in error code"}},
}

// lists are the fields that hold names and values. Each element answers under a
// prefix of its own, and the whole under the field's name, as Sigma's rules search
// in it.
var lists = []struct{ field, prefix string }{
	{"Parameters", "param."},
	{"ExtendedProperties", "extended."},
	{"OperationProperties", "property."},
	{"ModifiedProperties", "modified."},
}
