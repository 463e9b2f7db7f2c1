package athar

import (
	"encoding/json"
	"fmt"
)

// Stage says how far an intruder got on one server: the highest step that
// evidence proves. Stages are ordered, and comparing two of them with < is
// meaningful.
type Stage int8

// The stages of the contract, in their order.
const (
	// NoStage is a lead: shown and counted, and never part of a verdict.
	NoStage Stage = iota
	// Unknown means that too little was seen to say anything.
	Unknown
	// Clear means that the sources that would show an attack are there, cover
	// the time that matters, and show nothing.
	Clear
	// Exposed means that a known-exploited flaw was open, without trace of an attack.
	Exposed
	// Probed means that scanners asked, and nothing more.
	Probed
	// Attempted means that an exploit was tried and failed, was blocked, or
	// that nothing shows its success.
	Attempted
	// Accessed means that a step succeeded which works only on a vulnerable server.
	Accessed
	// Implanted means that something was planted which lets the intruder return.
	Implanted
	// Controlled means that the implant answered its owner, or commands ran.
	Controlled
	// Expanded means credential theft, lateral movement or command and control.
	Expanded
	// Exfiltrated means that mail or other data was read out.
	Exfiltrated
	// Impacted means ransomware, a miner or destruction.
	Impacted
)

var stageNames = [...]string{
	NoStage: "", Unknown: "unknown", Clear: "clear", Exposed: "exposed", Probed: "probed",
	Attempted: "attempted", Accessed: "accessed", Implanted: "implanted", Controlled: "controlled",
	Expanded: "expanded", Exfiltrated: "exfiltrated", Impacted: "impacted",
}

// String returns the stage's name as the contract spells it, empty for NoStage.
func (s Stage) String() string {
	if s < 0 || int(s) >= len(stageNames) {
		return fmt.Sprintf("Stage(%d)", int8(s))
	}
	return stageNames[s]
}

// ParseStage reads a stage's name.
func ParseStage(name string) (Stage, error) {
	for s, n := range stageNames {
		if n == name && n != "" {
			return Stage(s), nil
		}
	}
	return NoStage, fmt.Errorf("no such stage: %q", name)
}

// MarshalJSON writes the stage's name, or null for NoStage.
func (s Stage) MarshalJSON() ([]byte, error) {
	if s == NoStage {
		return []byte("null"), nil
	}
	return json.Marshal(s.String())
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Stage) UnmarshalJSON(b []byte) error {
	var name *string
	if err := json.Unmarshal(b, &name); err != nil {
		return err
	}
	if name == nil {
		*s = NoStage
		return nil
	}
	v, err := ParseStage(*name)
	if err == nil {
		*s = v
	}
	return err
}

// Severity grades one finding for a reader who has to choose where to begin.
type Severity string

// The severities, from least to most.
const (
	Info     Severity = "info"
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Confidence says how sure a statement is.
type Confidence string

// The confidences. They sort in this order: see [Confidence.Rank].
const (
	Sure     Confidence = "high"
	Probable Confidence = "medium"
	Doubtful Confidence = "low"
)

// Rank orders confidences: 3 for high, 2 for medium, 1 for low, 0 for none.
func (c Confidence) Rank() int {
	switch c {
	case Sure:
		return 3
	case Probable:
		return 2
	case Doubtful:
		return 1
	}
	return 0
}
