package athar

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
