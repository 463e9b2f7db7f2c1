package athar

// Schema names the version of the assessment's JSON.
const Schema = "athar.assessment/1"

// Assessment is everything that one scan says. It is the same, byte for byte,
// for the same evidence and rules, Generated and Scan aside.
type Assessment struct {
	Schema    string      `json:"schema"`
	Generated Time        `json:"generated"`
	Tool      Tool        `json:"tool"`
	Scan      Scan        `json:"scan"`
	Servers   []Server    `json:"servers"`
	Tenants   []Server    `json:"tenants"`
	Mentioned []Mentioned `json:"mentioned"`
	Links     []Link      `json:"links"`
}

// Tool says which program and which knowledge wrote an assessment.
type Tool struct {
	Version string `json:"version"`
	Content string `json:"content"`
}

// Scan accounts for what was read and what was not.
type Scan struct {
	Roots   []string       `json:"roots"`
	Seconds float64        `json:"seconds"`
	Files   int            `json:"files"`
	Bytes   int64          `json:"bytes"`
	Records int64          `json:"records"`
	Ignored map[string]int `json:"ignored"`
	Skipped []Skipped      `json:"skipped"`
	Rules   RuleReport     `json:"rules"`
}

// Skipped is something athar wanted and could not read, wholly or in part.
type Skipped struct {
	Path    string `json:"path"`
	Reason  string `json:"reason"`
	Records int64  `json:"records"`
	Bytes   int64  `json:"bytes"`
}

// RuleReport says which rules could work on this evidence.
type RuleReport struct {
	Loaded int          `json:"loaded"`
	Failed []RuleFailed `json:"failed"`
	// Unreachable lists rules whose log source the evidence does not have.
	Unreachable []string `json:"unreachable"`
	// Indicators is how many entries of lists were looked for, built-in ones included.
	Indicators int `json:"indicators"`
}

// RuleFailed is a rule that could not be loaded.
type RuleFailed struct {
	Path   string `json:"path"`
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// Mentioned is a server that the evidence names and that was not given.
type Mentioned struct {
	Name    string   `json:"name"`
	Because []Source `json:"because"`
}

// Link joins a server and a tenant that evidence ties together.
type Link struct {
	Server   string   `json:"server"`
	Tenant   string   `json:"tenant"`
	By       string   `json:"by"`
	Findings []string `json:"findings"`
}
