package intel

import (
	"github.com/athar-forensics/athar"
)

// Type says what an indicator's value is.
type Type uint8

// The types. Their names, see [Type.String], are those of a finding's evidence.
const (
	None Type = iota
	MD5
	SHA1
	SHA256
	Address  // one IPv4 or IPv6 address
	Range    // CIDR, or two addresses with a dash between them
	Domain   // stands for the hosts below it too
	URL      // whole, or a path that begins with a slash
	Path     // of a file; * and ? are wildcards
	Pattern  // of a path: a regular expression
	Filename // the last part of a path; * and ? are wildcards
	Agent    // a user agent, whole
	Key      // by which a web shell knows its owner
	Email
	Account // DOMAIN\user, or a user's name alone
	types
)

var typeNames = [types]string{
	None: "none", MD5: "md5", SHA1: "sha1", SHA256: "sha256", Address: "address", Range: "range", Domain: "domain",
	URL: "url", Path: "path", Pattern: "pattern", Filename: "filename", Agent: "agent", Key: "key", Email: "email",
	Account: "account",
}

// String returns the type's name.
func (t Type) String() string { return typeNames[t] }

// Hash reports whether values of the type are hashes of files.
func (t Type) Hash() bool { return t == MD5 || t == SHA1 || t == SHA256 }

// Indicator is one entry of a list.
type Indicator struct {
	Type Type
	// Value is as it is compared and shown: refanged, in small letters where
	// case says nothing, hashes in hex.
	Value string
	Facts
	// Line of the list, counted from 1.
	Line int
}

// Facts are what an entry says besides its value. Entries share them.
type Facts struct {
	// List names the list, Campaign the built-in campaign that it belongs to.
	List, Campaign string
	// Source is who says so, Note what the entry adds.
	Source, Note string
	// Confidence is empty where the entry gives none.
	Confidence athar.Confidence
	// Stage is NoStage for a lead, which nearly all indicators are.
	Stage athar.Stage
	// First and Last say when it was seen at work; they bind nothing.
	First, Last athar.Time
	// From and Until bound the records that it can match; zero is open.
	From, Until athar.Time
	// Except is a regular expression for the paths that a [Pattern] does not mean.
	Except string
}

// counts reports whether a record of that time can be matched. One whose time
// is not known can: a file that is there is there.
func (f *Facts) counts(t athar.Time) bool {
	return t == 0 || t >= f.From && (f.Until == 0 || t <= f.Until)
}
