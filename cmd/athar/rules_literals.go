package main

import (
	"fmt"
	"slices"
)

// rulesLiterals is "athar rules literals".
type rulesLiterals struct{}

// Run prints the literals that the built-in rules begin with, a line each: what
// another search tool would have to look for to do the first step of the work.
// The two characters beyond ASCII that fold to ASCII letters are left out.
func (rulesLiterals) Run(s streams) error {
	know, err := loadKnowledge()
	if err != nil {
		return err
	}
	var all []string
	for _, r := range know.Library.Rules {
		for _, text := range r.Literals {
			if len(text) > 3 {
				all = append(all, text)
			}
		}
	}
	slices.Sort(all)
	for _, text := range slices.Compact(all) {
		fmt.Fprintln(s.out, text)
	}
	return nil
}
