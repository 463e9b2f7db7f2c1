package i18n

import (
	"fmt"
	"sync"

	"github.com/athar-forensics/athar"
	"go.yaml.in/yaml/v4"
)

// Term is a word of the trade: how each language says it, and what it means.
type Term struct {
	Term  athar.Text `yaml:"term"`
	Means athar.Text `yaml:"means"`
}

var glossary = sync.OnceValue(func() []Term {
	data, err := files.ReadFile("catalogue/glossary.yaml")
	if err != nil {
		panic(fmt.Sprintf("embedded glossary: %v", err))
	}
	var terms []Term
	if err := yaml.Unmarshal(data, &terms); err != nil {
		panic(fmt.Sprintf("embedded glossary: %v", err))
	}
	return terms
})

// Glossary returns the terms in the order of the file. The list is the
// caller's own.
func Glossary() []Term { return append([]Term(nil), glossary()...) }
