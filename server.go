package athar

import "encoding/json"

// Server is the verdict on one computer.
type Server struct {
	// Name is the short host name in capitals, or the folder's name where
	// nothing in it names a server.
	Name       string     `json:"name"`
	Aliases    []string   `json:"aliases"`
	Stage      Stage      `json:"stage"`
	Confidence Confidence `json:"confidence"`
	Headline   Text       `json:"headline"`
	Product    *Product   `json:"product"`
	Exposure   []Exposure `json:"exposure"`
	Coverage   []Coverage `json:"coverage"`
	Answers    Answers    `json:"answers"`
	Incidents  []Incident `json:"incidents"`
	Findings   []Finding  `json:"findings"`
	Mailboxes  []Mailbox  `json:"mailboxes"`
	Clusters   []Cluster  `json:"clusters"`
	Actions    []Action   `json:"actions"`
	// Activity lists where a source of this server rose above its own past.
	Activity []Activity `json:"activity"`
}

// Activity is a rise of one source above what this server has at that hour on such
// days. From is the first abnormal hour, Records what it and those that follow it
// have, Usual the median of the first hour's past. Zone is the one in which days and
// hours were told apart: the server's own, and UTC where that is not known.
type Activity struct {
	Source    Kind   `json:"source"`
	Zone      string `json:"zone"`
	ZoneKnown bool   `json:"zone_known"`
	From      Time   `json:"from"`
	Until     Time   `json:"until"`
	Records   int64  `json:"records"`
	Usual     int64  `json:"usual"`
}

// Product is the software and build that the newest trustworthy evidence shows.
type Product struct {
	// Name is "Exchange Server 2016"; Build has four parts; Release is the
	// cumulative and security update: "CU19 Mar21SU", "CU19" where only that is sure.
	Name    string   `json:"name"`
	Build   string   `json:"build"`
	Release string   `json:"release"`
	Sources []Source `json:"sources"`
	// SupportedUntil is the end of Microsoft's support, null where it goes on.
	SupportedUntil Time `json:"supported_until"`
}

// ExposureState says whether a flaw was open.
type ExposureState string

// The states of an exposure.
const (
	Vulnerable   ExposureState = "vulnerable"
	Mitigated    ExposureState = "mitigated"
	Fixed        ExposureState = "fixed"
	NotAffected  ExposureState = "not-affected"
	ExposureOpen ExposureState = "unknown"
)

// Exposure is the state of one flaw over one interval. The last entry of a flaw
// is the present state.
type Exposure struct {
	CVE   string        `json:"cve"`
	Name  string        `json:"name"`
	State ExposureState `json:"state"`
	From  Time          `json:"from"`
	Until Time          `json:"until"`
	// FixedBy names the update that fixes the flaw on this product line.
	FixedBy string `json:"fixed_by"`
	// ExploitedSince is the first known use in the world, unknown where none is.
	ExploitedSince Time `json:"exploited_since"`
}

// Coverage says what one source could have shown.
type Coverage struct {
	Source  Kind       `json:"source"`
	First   Time       `json:"first"`
	Last    Time       `json:"last"`
	Records int64      `json:"records"`
	Gaps    []Interval `json:"gaps"`
	Clock   Clock      `json:"clock"`
}

// Clock says how a source's times were read.
type Clock struct {
	// Assumed is the zone in which the times were taken, Offset the correction
	// in seconds that a join proved (null where none did), Basis the reason.
	Assumed string `json:"assumed"`
	Offset  *int   `json:"offset"`
	Basis   string `json:"basis"`
}

// Reply is an answer to one of the five questions.
type Reply string

// The answers.
const (
	Yes    Reply = "yes"
	No     Reply = "no"
	Unsure Reply = "unknown"
)

// Answer is a reply with its reasons and with what could not be seen.
type Answer struct {
	Answer    Reply      `json:"answer"`
	Because   []string   `json:"because"`
	Uncovered []Interval `json:"uncovered"`
}

// Answers are the five questions.
type Answers struct {
	Exposed    Answer `json:"exposed"`
	Attacked   Answer `json:"attacked"`
	Entered    Answer `json:"entered"`
	Taken      Answer `json:"taken"`
	StillThere Answer `json:"still_there"`
}

// Incident is one campaign's part in a server's verdict.
type Incident struct {
	Campaign  string     `json:"campaign"`
	Stage     Stage      `json:"stage"`
	First     Time       `json:"first"`
	Last      Time       `json:"last"`
	Findings  []string   `json:"findings"`
	Uncovered []Interval `json:"uncovered"`
	Relation  []Relation `json:"relation"`
}

// Relation says how one campaign stands to another, and who says so.
type Relation struct {
	To     string `json:"to" yaml:"to"`
	Is     string `json:"is" yaml:"is"`
	Source string `json:"source" yaml:"source"`
}

// Mailbox is what is known of the theft from one mailbox. Bytes and Items are
// null where they cannot be measured.
type Mailbox struct {
	Mailbox   string   `json:"mailbox"`
	Certainty string   `json:"certainty"`
	Band      string   `json:"band"`
	Bytes     *int64   `json:"bytes"`
	Items     *int64   `json:"items"`
	First     Time     `json:"first"`
	Last      Time     `json:"last"`
	Because   []string `json:"because"`
}

// Cluster groups findings by one intruder.
type Cluster struct {
	ID         string      `json:"id"`
	Findings   []string    `json:"findings"`
	IP         []string    `json:"ip"`
	Origins    []Origin    `json:"origins,omitempty"`
	UserAgent  []string    `json:"user_agent"`
	ShellKey   []string    `json:"shell_key"`
	First      Time        `json:"first"`
	Last       Time        `json:"last"`
	Candidates []Candidate `json:"candidates"`
}

// Candidate compares a cluster with a known profile. The reasons stand in English
// and, in the same order, in both languages.
type Candidate struct {
	Actor       string   `json:"actor"`
	For         []string `json:"for"`
	Against     []string `json:"against"`
	ForText     []Text   `json:"for_text"`
	AgainstText []Text   `json:"against_text"`
}

// Pro are the reasons that speak for a candidate, in both languages where it has them.
func (c Candidate) Pro() []Text { return orEnglish(c.ForText, c.For) }

// Con are those that speak against it.
func (c Candidate) Con() []Text { return orEnglish(c.AgainstText, c.Against) }

func orEnglish(both []Text, english []string) []Text {
	if len(both) > 0 {
		return both
	}
	out := make([]Text, len(english))
	for i, v := range english {
		out[i].En = v
	}
	return out
}

// Action is something to do now. Priority 1 comes first.
type Action struct {
	ID       string   `json:"id"`
	Priority int      `json:"priority"`
	Text     Text     `json:"text"`
	Because  []string `json:"because"`
}

// MarshalJSON writes null for a name or a fix that there is none of.
func (e Exposure) MarshalJSON() ([]byte, error) {
	out := struct {
		CVE            string        `json:"cve"`
		Name           *string       `json:"name"`
		State          ExposureState `json:"state"`
		From           Time          `json:"from"`
		Until          Time          `json:"until"`
		FixedBy        *string       `json:"fixed_by"`
		ExploitedSince Time          `json:"exploited_since"`
	}{CVE: e.CVE, State: e.State, From: e.From, Until: e.Until, ExploitedSince: e.ExploitedSince}
	if e.Name != "" {
		out.Name = &e.Name
	}
	if e.FixedBy != "" {
		out.FixedBy = &e.FixedBy
	}
	return json.Marshal(out)
}
