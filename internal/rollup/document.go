package rollup

import "github.com/athar-forensics/athar"

// Schema names the version of the document's JSON.
const Schema = "athar.rollup/1"

// Document is the whole picture.
type Document struct {
	Schema    string     `json:"schema"`
	Generated athar.Time `json:"generated"`
	TLP       string     `json:"tlp,omitempty"`
	Cases     int        `json:"cases"`
	Servers   int        `json:"servers"`
	Tenants   int        `json:"tenants"`
	// Organisations counts those that the inventory names.
	Organisations int `json:"organisations"`
	Totals
	// Sectors are those that the inventory names, by name; servers of no known
	// sector come last, under an empty one.
	Sectors []Sector `json:"sectors"`
	Shared  []Shared `json:"shared"`
	// SharedMore counts shared values beyond those listed.
	SharedMore int      `json:"shared_more"`
	Help       []Help   `json:"help"`
	Failed     []Failed `json:"failed"`
}

// Totals are counts over servers. Affected are those on which a flaw in use was
// open, or that were attacked; Exploited are those at accessed or above; Unknown
// are those of which it cannot be said whether they were attacked.
type Totals struct {
	Stages    map[string]int            `json:"stages"`
	Answers   map[string]map[string]int `json:"answers"`
	Affected  int                       `json:"affected"`
	Exploited int                       `json:"exploited"`
	Unknown   int                       `json:"unknown"`
}

// Sector is one sector's part of the totals.
type Sector struct {
	Sector  string `json:"sector"`
	Servers int    `json:"servers"`
	Totals
}

// Shared is a value that stands on several servers.
type Shared struct {
	// Kind is ip, shell_key, sha256, user_agent or hour.
	Kind          string     `json:"kind"`
	Value         string     `json:"value"`
	Servers       int        `json:"servers"`
	Organisations int        `json:"organisations"`
	First         athar.Time `json:"first"`
	Last          athar.Time `json:"last"`
	// Names are the first of those servers, at most maxNames.
	Names []string `json:"names"`
}

// Help is one server's place in the queue, with the reasons for it.
type Help struct {
	Case         string      `json:"case"`
	Server       string      `json:"server"`
	Organisation string      `json:"organisation"`
	Sector       string      `json:"sector"`
	Stage        athar.Stage `json:"stage"`
	Points       int         `json:"points"`
	Why          []Reason    `json:"why"`
	First        athar.Time  `json:"first"`
	Last         athar.Time  `json:"last"`
}

// Reason is one part of a server's points.
type Reason struct {
	// ID is the reason's, as the catalogue of sentences has it.
	ID     string `json:"id"`
	Points int    `json:"points"`
	// Count goes into the sentence where it counts something.
	Count int `json:"count,omitempty"`
}

// Failed is a case that could not be read.
type Failed struct {
	Case   string `json:"case"`
	Reason string `json:"reason"`
}
