package athar

// MaxRaw is the most of a record's raw text that a finding keeps, in bytes.
const MaxRaw = 4 << 10

// MaxAlso is the most further sources that a finding cites.
const MaxAlso = 20

// BurstGap parts two bursts of the same activity: records as far
// apart as this, or further, are two findings.
const BurstGap = 30 * Minute

// Finding is what one rule says of one subject on one server in one burst.
type Finding struct {
	// ID hashes rule, server, kind and first raw record: the same evidence has
	// the same id wherever it lies.
	ID   string `json:"id"`
	Rule string `json:"rule"`
	// RuleFile is the file that the rule stands in.
	RuleFile string `json:"rule_file"`
	Campaign string `json:"campaign"`
	Title    Text   `json:"title"`
	// Stage is NoStage (null) for a lead.
	Stage      Stage      `json:"stage"`
	Severity   Severity   `json:"severity"`
	Confidence Confidence `json:"confidence"`
	// Time is the first record's, Until the last one's, Count the number of all.
	Time   Time     `json:"time"`
	Until  Time     `json:"until"`
	Count  int      `json:"count"`
	Source Source   `json:"source"`
	Also   []Source `json:"also"`
	// Raw is the first record as found, at most MaxRaw bytes.
	Raw       string   `json:"raw"`
	CVE       []string `json:"cve"`
	Technique []string `json:"technique"`
	IP        []string `json:"ip"`
	// Origins are what the user's databases say of these addresses.
	Origins  []Origin          `json:"origins,omitempty"`
	Account  []string          `json:"account"`
	File     []string          `json:"file"`
	URL      []string          `json:"url"`
	Evidence map[string]string `json:"evidence"`
	Why      Text              `json:"why"`
}
