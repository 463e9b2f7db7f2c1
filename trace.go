package athar

import "sort"

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

// What may be a spray: so many users within an hour under one agent, each tried so
// few times. Who got in is looked for so long before and after.
const (
	SprayUsers  = 20
	SprayTries  = 3
	SprayBefore = 3 * Day
	SprayAfter  = Day
)

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
