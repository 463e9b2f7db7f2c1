package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/hunt"
)

// rulesLiterals is "athar rules literals".
type rulesLiterals struct {
	Kind string `help:"The kind of log, as an assessment calls it." default:"iis"`
}

// Run prints the literals that logs of a kind are searched for, a line each: what
// another search tool would have to look for to do the first step of the work.
// The two letters beyond ASCII that fold to "s" and "k" are left out: elsewhere
// they stand for every s and k.
func (c rulesLiterals) Run(s streams) error {
	know, err := loadKnowledge()
	if err != nil {
		return err
	}
	literals := hunt.Literals(know.Library, athar.Kind(c.Kind))
	slices.Sort(literals)
	for _, text := range slices.Compact(literals) {
		if !strings.ContainsAny(text, "\u017f\u212a") {
			fmt.Fprintln(s.out, text)
		}
	}
	return nil
}
