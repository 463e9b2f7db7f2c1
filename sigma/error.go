package sigma

import (
	"fmt"
)

// Error is a fault in a rule, with the place in the file where it stands.
// Lines and columns count from 1; 0 means that the place is not known.
type Error struct {
	Line, Column int
	// Rule is the id, else the title, of the rule at fault, when known.
	Rule    string
	Message string
}

func (e *Error) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf("line %d, column %d: ", e.Line, e.Column)
	}
	if e.Rule != "" {
		where += e.Rule + ": "
	}
	return where + e.Message
}

// errorAt makes an [Error] that points at a YAML node.
func errorAt(n *yamlNode, format string, args ...any) *Error {
	return &Error{Line: n.Line, Column: n.Column, Message: fmt.Sprintf(format, args...)}
}
