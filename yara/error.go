package yara

import (
	"errors"
	"fmt"
)

// Error is a fault in a rule, with the place where it stands.
type Error struct {
	// File is the name of the source; Line counts from 1.
	File string
	Line int
	// Rule is the rule at fault, empty outside rules.
	Rule    string
	Message string
}

func (e *Error) Error() string {
	where := fmt.Sprintf("%s:%d: ", e.File, e.Line)
	if e.Rule != "" {
		where += "rule " + e.Rule + ": "
	}
	return where + e.Message
}

// LimitError says that a scan met one of its limits, so that its answer may
// lack something. What was found until then is returned with it.
type LimitError struct {
	// Limit is the option that was reached: "MaxMatches", "MaxTotalMatches"
	// or "work".
	Limit string
	// Rule and String say where, when it is known.
	Rule, String string
	Message      string
}

func (e *LimitError) Error() string {
	where := ""
	if e.Rule != "" {
		where = "rule " + e.Rule
		if e.String != "" {
			where += ", string " + e.String
		}
		where += ": "
	}
	return where + e.Message
}

// Errors returns the single faults of an error from [Compile], in the order
// of the sources.
func Errors(err error) []*Error {
	var faults []*Error
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			faults = append(faults, Errors(e)...)
		}
		return faults
	}
	var one *Error
	if errors.As(err, &one) {
		faults = append(faults, one)
	}
	return faults
}
