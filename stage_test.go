package athar_test

import (
	"encoding/json"
	"testing"

	"github.com/athar-forensics/athar"
)

// The order and the names are the contract's.
func TestStages(t *testing.T) {
	names := []string{"unknown", "clear", "exposed", "probed", "attempted", "accessed", "implanted", "controlled", "expanded", "exfiltrated", "impacted"}
	last := athar.NoStage
	for _, name := range names {
		s, err := athar.ParseStage(name)
		if err != nil || s.String() != name || s != last+1 {
			t.Errorf("%s: %v after %v, %v", name, s, last, err)
		}
		last = s
	}
	for _, bad := range []string{"", "none", "Clear", "Stage(40)"} {
		if s, err := athar.ParseStage(bad); err == nil {
			t.Errorf("%q is %v", bad, s)
		}
	}
	for _, strange := range []athar.Stage{-1, 40} {
		if strange.String() == "" {
			t.Errorf("%d has no name", int8(strange))
		}
	}
}

func TestStageJSON(t *testing.T) {
	for s := athar.NoStage; s <= athar.Impacted; s++ {
		text, err := json.Marshal(s)
		if err != nil || (s == athar.NoStage) != (string(text) == "null") {
			t.Errorf("%v: %s, %v", s, text, err)
		}
		got := athar.Impacted
		if err := json.Unmarshal(text, &got); err != nil || got != s {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{`"none"`, `""`, `3`} {
		got := athar.Probed
		if err := json.Unmarshal([]byte(bad), &got); err == nil || got != athar.Probed {
			t.Errorf("%s: %v, %v", bad, got, err)
		}
	}
}

func TestConfidenceRank(t *testing.T) {
	order := []athar.Confidence{"", athar.Doubtful, athar.Probable, athar.Sure}
	for i, c := range order {
		if c.Rank() != i {
			t.Errorf("%q: %d", c, c.Rank())
		}
	}
}
