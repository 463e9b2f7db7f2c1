// Package tenant reads the audit records of a Microsoft 365 tenant and turns them
// into records with the names of the Management Activity API, which Sigma's m365
// rules use: Operation, Workload, UserId, ClientIP, Parameters.
//
// The same record is found in many wrappings, and all of them come out alike:
//
//	Management Activity API       JSON objects, one a line, in a list or pretty-printed
//	Search-UnifiedAuditLog        CSV or JSON with the object as text in AuditData
//	Purview's portal              CSV with AuditData
//	Graph auditLogRecord          JSON with the object in auditData
//	Sparrow and other exports     CSV with one column a field
//	Sentinel's OfficeActivity     CSV or JSON with Sentinel's names
//	Entra sign-ins                CSV or JSON of Sentinel (SigninLogs), Graph and the portal
//
// A record's time is CreationTime, which the service writes in UTC.
package tenant
