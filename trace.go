package athar

import (
	"bytes"
	"encoding/json"
	"sort"
)

// Trace is what was learned from one piece of evidence: one file as decoded
// from its container. A case is a set of traces. Everything in a trace depends
// on the file's bytes and its place alone, so sets of traces merge by union.
type Trace struct {
	// Root is the path the user gave, Path the place below it, Home the name
	// that a server gets which nothing names.
	Root string `json:"root"`
	Path string `json:"path"`
	Home string `json:"home"`

	SHA256  string `json:"sha256"`
	Kind    Kind   `json:"kind"`
	Bytes   int64  `json:"bytes"`
	Records int64  `json:"records"`

	// Spans count records by server and hour.
	Spans []Span `json:"spans,omitempty"`
	// Clock says how times were read.
	Clock Clock `json:"clock"`
	// Blind lists columns that detection wanted and this file does not have. A
	// file that is blind shows what it shows, and rules nothing out.
	Blind []string `json:"blind,omitempty"`
	// BackEnd marks a web log of Exchange's inner site, which clients do not reach.
	BackEnd bool `json:"backend,omitempty"`
	// Exchange is set where the content shows that an Exchange server wrote it.
	Exchange bool `json:"exchange,omitempty"`
	// Computer is the name that the file gives the computer it is of.
	Computer string `json:"computer,omitempty"`

	Sightings []Sighting   `json:"sightings,omitempty"`
	Echoes    []Echoes     `json:"echoes,omitempty"`
	Builds    []BuildSeen  `json:"builds,omitempty"`
	Setups    []SetupEvent `json:"setups,omitempty"`
	Mentions  []Mention    `json:"mentions,omitempty"`
	// Zones are what it says of its server's time zone.
	Zones []Zone `json:"zones,omitempty"`
	// Readers are accounts that read mail in bulk.
	Readers []Reader `json:"readers,omitempty"`
	// Organisations are the Microsoft 365 tenants that records name.
	Organisations []Organisation `json:"organisations,omitempty"`
	// Clients are the addresses that signed in to a tenant or tried to.
	Clients []Client `json:"clients,omitempty"`
	// Refusals are hours in which pages that are none of Exchange's were refused.
	Refusals []Refusal `json:"refusals,omitempty"`
	Losses   []Loss    `json:"losses,omitempty"`
	// Dark are hours that the file's name promises and its content does not give.
	Dark []Dark `json:"dark,omitempty"`
	// Beyond is the last record that the scan was told to leave out.
	Beyond  Time           `json:"beyond,omitempty"`
	Ignored map[string]int `json:"ignored,omitempty"`
}

// Key identifies a trace in a case.
func (t *Trace) Key() string { return t.SHA256 + " " + t.Root + "\x00" + t.Path }

// Span counts the records of one server in one hour.
type Span struct {
	Server string `json:"server"`
	// Kind is set where one file holds records of several kinds.
	Kind  Kind  `json:"kind,omitempty"`
	First Time  `json:"first"`
	Last  Time  `json:"last"`
	Count int64 `json:"count"`
}

// Sighting is one record that a rule matched.
type Sighting struct {
	Rule string `json:"rule"`
	// Kind is the record's, where it is not the trace's.
	Kind   Kind   `json:"kind,omitempty"`
	Server string `json:"server,omitempty"`
	Time   Time   `json:"time"`
	Line   int64  `json:"line,omitempty"`
	// Event is the number that an event bears in its log.
	Event int64 `json:"event,omitempty"`
	// Hash is of the raw record, and Nth tells apart equal records in one file:
	// two copies of a log hold the same sightings once.
	Hash uint64 `json:"hash"`
	Nth  int    `json:"nth,omitempty"`
	// Subject is what the rule's findings are about: a path, an address.
	Subject string `json:"subject"`
	// Quiet sightings only feed correlations.
	Quiet bool `json:"quiet,omitempty"`
	// Request is the id that joins the front end's record to the back end's.
	Request string            `json:"request,omitempty"`
	Raw     string            `json:"raw"`
	Fields  map[string]string `json:"fields,omitempty"`
	IP      []string          `json:"ip,omitempty"`
	Account []string          `json:"account,omitempty"`
	File    []string          `json:"file,omitempty"`
	URL     []string          `json:"url,omitempty"`
}

// JoinRow is the rule of sightings that no rule made: rows of other logs that
// the second look found by a request's id.
const JoinRow = "@row"

// RefusedRow and LetInRow are the rules of quiet sightings of sign-ins: a wrong
// password in an hour that may be a spray's, and a sign-in of one of its users or
// from one of its addresses. Subject is the user.
const (
	RefusedRow = "@refused"
	LetInRow   = "@let-in"
	// Unasked is the field of refused ones for whom nobody looked who got in.
	Unasked = "unasked"
)

// What may be a spray: so many users within an hour under one agent, each tried so
// few times. Who got in is looked for so long before and after.
const (
	SprayUsers  = 20
	SprayTries  = 3
	SprayBefore = 3 * Day
	SprayAfter  = Day
)

// Echoes stand for further records of bursts whose first ones are kept whole:
// when they were, and the hash of each, equal records told apart.
type Echoes struct {
	Rule    string `json:"rule"`
	Server  string `json:"server,omitempty"`
	Subject string `json:"subject"`
	// Kind is the records', where it is not the trace's, and Quiet as of sightings.
	Kind   Kind     `json:"kind,omitempty"`
	Quiet  bool     `json:"quiet,omitempty"`
	Times  []Time   `json:"times"`
	Hashes []uint64 `json:"hashes"`
	// Values are what correlations need of each record, by field, and Lines where
	// it stands; Events are the numbers of events, 0 for records that are none.
	// Only records of rules that feed correlations have them.
	Values map[string][]string `json:"values,omitempty"`
	Lines  []int64             `json:"lines,omitempty"`
	Events []int64             `json:"events,omitempty"`
}

// EchoHash is the hash by which a sighting would stand among echoes.
func (s *Sighting) EchoHash() uint64 { return s.Hash + uint64(s.Nth)*0x9E3779B97F4A7C15 }

// Fed returns the i-th record as correlations see it; nil where the rule feeds
// none, or the echoes are of a case that holds no such values.
func (e *Echoes) Fed(i int) *Sighting {
	if i >= len(e.Lines) || i >= len(e.Events) || i >= len(e.Times) || i >= len(e.Hashes) {
		return nil
	}
	s := &Sighting{
		Rule: e.Rule, Kind: e.Kind, Server: e.Server, Subject: e.Subject, Quiet: true,
		Time: e.Times[i], Hash: e.Hashes[i], Line: e.Lines[i], Event: e.Events[i], Fields: map[string]string{},
	}
	for field, values := range e.Values {
		if i < len(values) && values[i] != "" {
			s.Fields[field] = values[i]
		}
	}
	return s
}

// BuildSeen is a product build that the evidence names.
type BuildSeen struct {
	Server string `json:"server,omitempty"`
	Build  string `json:"build"`
	Time   Time   `json:"time"`
	Line   int64  `json:"line,omitempty"`
	// How is "url", "rows", "header", "setup", "registry" or "file".
	How string `json:"how"`
	// Clients are up to three addresses that were given this build's pages.
	Clients []string `json:"clients,omitempty"`
}

// Refusal is an hour in which a server refused pages of one sort that are none of
// Exchange's, and so did not answer every name alike. An hour of zero is all time.
type Refusal struct {
	Server string `json:"server,omitempty"`
	Sort   string `json:"sort"`
	Hour   Time   `json:"hour"`
}

// SetupEvent is a step of the Exchange installer.
type SetupEvent struct {
	Server  string `json:"server,omitempty"`
	Time    Time   `json:"time"`
	Line    int64  `json:"line,omitempty"`
	Mode    string `json:"mode"`
	Version string `json:"version"`
	// Outcome is "completed", "failed" or "unknown".
	Outcome string `json:"outcome"`
}

// Mention is a server named by a record of another.
type Mention struct {
	Name string `json:"name"`
	Line int64  `json:"line"`
}

// Organisation is a Microsoft 365 tenant: its id, by which every record names it,
// and its domain, by which people know it and some records name it too.
type Organisation struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SortOrganisations orders tenants by id and name.
func SortOrganisations(o []Organisation) {
	sort.Slice(o, func(i, j int) bool {
		if o[i].ID != o[j].ID {
			return o[i].ID < o[j].ID
		}
		return o[i].Name < o[j].Name
	})
}

// Dark is time of which a source's file was there and could not be read. Kind is
// the source's, or how its kind begins where only that is known.
type Dark struct {
	Kind Kind `json:"kind"`
	Interval
}

// Loss is a part of a file that could not be read.
type Loss struct {
	Reason  string `json:"reason"`
	Records int64  `json:"records"`
	Bytes   int64  `json:"bytes"`
}

// Case is a set of traces, and what could not be opened at all.
type Case struct {
	traces  map[string]*Trace
	skipped map[Skipped]bool
}

// NewCase returns an empty case.
func NewCase() *Case {
	return &Case{traces: map[string]*Trace{}, skipped: map[Skipped]bool{}}
}

// Add puts a trace into the case. The same trace added again changes nothing. Of
// two of the same evidence, as two versions of the rules make them, the one that
// says more stays, whichever came first.
func (c *Case) Add(t *Trace) {
	key := t.Key()
	if old := c.traces[key]; old == nil || t.saysMore(old) {
		c.traces[key] = t
	}
}

// saysMore puts the traces of one piece of evidence into an order: by length of
// their JSON, and where that is equal by its bytes.
func (t *Trace) saysMore(o *Trace) bool {
	if t == o {
		return false
	}
	a, errA := json.Marshal(t)
	b, errB := json.Marshal(o)
	if errA != nil || errB != nil { // a trace holds nothing that JSON cannot
		return false
	}
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return bytes.Compare(a, b) > 0
}

// Skip notes evidence that could not be opened.
func (c *Case) Skip(s Skipped) { c.skipped[s] = true }

// Merge adds all that another case holds: set union.
func (c *Case) Merge(other *Case) {
	for _, t := range other.traces {
		c.Add(t)
	}
	for s := range other.skipped {
		c.skipped[s] = true
	}
}

// Traces returns the traces in one fixed order: by root, path and hash.
func (c *Case) Traces() []*Trace {
	out := make([]*Trace, 0, len(c.traces))
	for _, t := range c.traces {
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Root != b.Root {
			return a.Root < b.Root
		}
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		return a.SHA256 < b.SHA256
	})
	return out
}

// Skipped returns what could not be opened, sorted.
func (c *Case) Skipped() []Skipped {
	out := make([]Skipped, 0, len(c.skipped))
	for s := range c.skipped {
		out = append(out, s)
	}
	SortSkipped(out)
	return out
}

// SortSkipped orders a list of losses by path and reason, and equal ones by size.
func SortSkipped(s []Skipped) {
	sort.Slice(s, func(i, j int) bool {
		a, b := s[i], s[j]
		switch {
		case a.Path != b.Path:
			return a.Path < b.Path
		case a.Reason != b.Reason:
			return a.Reason < b.Reason
		case a.Records != b.Records:
			return a.Records < b.Records
		}
		return a.Bytes < b.Bytes
	})
}
