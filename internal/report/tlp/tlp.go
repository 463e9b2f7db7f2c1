// Package tlp holds the Traffic Light Protocol, version 2.0 (FIRST, August
// 2022): how far the reader of a document may hand it on.
package tlp

import (
	"fmt"
	"strings"
)

// Mark is one of the five labels, or none.
type Mark string

// The labels.
const (
	None        Mark = ""
	Clear       Mark = "TLP:CLEAR"
	Green       Mark = "TLP:GREEN"
	Amber       Mark = "TLP:AMBER"
	AmberStrict Mark = "TLP:AMBER+STRICT"
	Red         Mark = "TLP:RED"
)

// Parse reads a label as people write it: "amber", "TLP:AMBER", "amber+strict".
// Nothing is no label.
func Parse(s string) (Mark, error) {
	name := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "TLP:")
	if name == "" {
		return None, nil
	}
	m := Mark("TLP:" + name)
	switch m {
	case Clear, Green, Amber, AmberStrict, Red:
		return m, nil
	}
	return None, fmt.Errorf("%q is no TLP label: write clear, green, amber, amber+strict or red", s)
}

// Value is the label in the small letters of machine tags: "amber+strict".
func (m Mark) Value() string { return strings.ToLower(strings.TrimPrefix(string(m), "TLP:")) }
