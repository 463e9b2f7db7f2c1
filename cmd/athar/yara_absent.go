package main

import "errors"

// yaraAbsent are options of yara that need no doing or cannot be had. They are
// known so that a command line that worked with yara works, or is told why not.
type yaraAbsent struct {
	// Without effect: scans are always fast and find the same, links below a
	// folder are never followed, rules have no warnings, conditions no stack.
	FastScan         bool `short:"f" hidden:""`
	NoFollowSymlinks bool `short:"N" hidden:""`
	FailOnWarnings   bool `hidden:""`
	StackSize        int  `short:"k" hidden:""`

	CompiledRules    bool     `short:"C" hidden:""`
	ModuleData       []string `short:"x" hidden:"" sep:"none"`
	PrintStats       bool     `short:"S" hidden:""`
	PrintModuleData  bool     `short:"D" hidden:""`
	AtomQualityTable string   `hidden:""`
	MaxStrings       int      `name:"max-strings-per-rule" hidden:""`
	MemoryChunk      int64    `name:"max-process-memory-chunk" hidden:""`
}

// refuse says why an option cannot be had, and what to do instead.
func (a *yaraAbsent) refuse() error {
	for _, option := range []struct {
		given bool
		why   string
	}{
		{a.CompiledRules, "-C: compiled rules cannot be read, since they are programs for yara's own machine: name their sources, which compile in a fraction of a second"},
		{len(a.ModuleData) > 0, "-x: no module takes data here; cuckoo, for which yara has it, is not there: leave it out with the rules that need it (--keep-going)"},
		{a.PrintStats, "-S: there are no statistics of rules; athar rules check says what is loaded"},
		{a.PrintModuleData, "-D: what a module reads cannot be printed: ask for single fields with console.log in a rule"},
		{a.AtomQualityTable != "", "--atom-quality-table: how rare bytes are is measured and built in: leave it out"},
		{a.MaxStrings != 0, "--max-strings-per-rule: a rule has at most 10000 strings, and that cannot be changed"},
		{a.MemoryChunk != 0, "--max-process-memory-chunk: processes are not scanned, only files and folders"},
	} {
		if option.given {
			return errors.New(option.why)
		}
	}
	return nil
}
