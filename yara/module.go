package yara

import "slices"

// moduleTable holds the modules by the name that rules import. A line here is
// all that a new module needs outside its own files.
var moduleTable = map[string]*module{
	"console": consoleModule,
	"dotnet":  dotnetModule,
	"elf":     elfModule,
	"hash":    hashModule,
	"math":    mathModule,
	"pe":      peModule,
	"string":  stringModule,
	"time":    timeModule,
}

func moduleNames() []string {
	var names []string
	for name := range moduleTable {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// module returns what a module says of the file, reading it at most once.
func (s *scan) module(id int) value {
	if !s.loaded[id] {
		s.loaded[id] = true
		if load := s.rules.modules[id].load; load != nil {
			s.modules[id] = load(s)
		}
	}
	return s.modules[id]
}
