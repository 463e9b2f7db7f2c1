package winlog

import "strings"

// auditing writes the Security channel.
const auditing = "Microsoft-Windows-Security-Auditing"

// processNames are Sysmon's names for a new process, which findings are shown
// with, and what Windows' own audit calls them. Rules are compiled to its names
// already (campaign.Rule.ForEvents), so only names that mean nothing else there
// are translated: its ProcessId is the parent's.
var processNames = map[string]string{
	"Image":       "NewProcessName",
	"ParentImage": "ParentProcessName",
}

// Names that stand for several of an event's fields.
const (
	// FieldSubject is the account that did something, FieldTarget the one it was
	// done to: DOMAIN\name.
	FieldSubject = "subject.account"
	FieldTarget  = "target.account"
	// addresses stand where web logs have the client's.
	fieldAddress = "c-ip"
)

// addressNames are the fields that hold the other side's address, by what writes
// them: logons, sessions of terminal services, Kerberos, Sysmon's connections.
var addressNames = []string{"IpAddress", "Address", "ClientAddress", "Param3", "DestinationIp", "SourceIp"}

// translate answers for names that are not the event's own; mine is false for
// all others.
func (e *Event) translate(name string) (v string, ok, mine bool) {
	switch name {
	case FieldSubject:
		v, ok = e.account("SubjectDomainName", "SubjectUserName")
		return v, ok, true
	case FieldTarget:
		v, ok = e.account("TargetDomainName", "TargetUserName")
		return v, ok, true
	case fieldAddress:
		var all []string
		for _, n := range addressNames {
			if v, ok := e.from.field(n); ok && v != "-" && v != "" {
				all = append(all, v)
			}
		}
		return strings.Join(all, " "), len(all) > 0, true
	case "md5", "MD5", "sha1", "SHA1", "sha256", "SHA256", "Imphash", "IMPHASH":
		if v, ok := e.from.field(name); ok {
			return v, true, true
		}
		v, ok = e.hash(name)
		return v, ok, true
	}
	if !e.process() {
		return "", false, false
	}
	if name == "User" {
		v, ok = e.account("SubjectDomainName", "SubjectUserName")
		return v, ok, true
	}
	if own := processNames[name]; own != "" {
		v, ok = e.from.field(own)
		return v, ok, true
	}
	return "", false, false
}

// account joins the two parts of an account's name.
func (e *Event) account(domain, user string) (string, bool) {
	u, ok := e.from.field(user)
	if !ok || u == "" || u == "-" {
		return "", false
	}
	if d, _ := e.from.field(domain); d != "" && d != "-" {
		return d + `\` + u, true
	}
	return u, true
}

// hash takes one hash out of Sysmon's list of them: "MD5=...,SHA256=...".
func (e *Event) hash(kind string) (string, bool) {
	all, ok := e.from.field("Hashes")
	if !ok {
		all, _ = e.from.field("Hash")
	}
	for part := range strings.SplitSeq(all, ",") {
		if k, v, ok := strings.Cut(part, "="); ok && strings.EqualFold(strings.TrimSpace(k), kind) {
			return v, true
		}
	}
	return "", false
}

// process tells Windows' own audit of new processes.
func (e *Event) process() bool { return e.ID == 4688 && e.Provider == auditing }
