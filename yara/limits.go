package yara

// Rules come from outside and data from an intruder, so everything that can
// grow has a limit. Those on rules are far above what published sets need.
const (
	maxSourceBytes   = 32 << 20 // of one source, includes not counted
	maxSources       = 65_536   // sources and includes of one compilation
	maxIncludeDepth  = 16
	maxIdentifier    = 128     // bytes; YARA's own limit
	maxStringBytes   = 8 << 10 // of one text string; YARA's lexer has 8 KiB
	maxRules         = 1 << 20
	maxStrings       = 10_000  // in one rule; YARA's own limit
	maxDepth         = 200     // of nested expressions and groups
	maxNodes         = 100_000 // in one condition
	maxLoopVariables = 64      // alive at once
	maxAtoms         = 4 << 20

	maxRepeat  = 32_767 // of one repetition in a regular expression; YARA's own limit
	maxProgram = 60_000 // instructions of one pattern
	// reach is how far from an atom a pattern is followed, either way; it is
	// YARA's own limit for regular expressions.
	reach = 4096
	// chainGap is the widest jump that is matched within one piece of a hex
	// string. Wider ones split it into pieces that are joined by offset.
	chainGap = 200

	// maxSteps bounds the work of one run of a pattern program, in
	// instructions.
	maxSteps = 16 << 20

	maxIterations = 10_000_000 // of all loops of one condition
	maxListItems  = 10_000     // in one written list
)

// Defaults of [ScanOptions].
const (
	defaultMaxMatches   = 1_000_000
	defaultMaxTotal     = 8_000_000
	defaultBlock        = 8 << 20
	minBlock            = 64 << 10
	pageBytes           = 64 << 10
	cachedPages         = 16
	deadlineEvery       = 4096 // units of work between two looks at the context
	consoleLimit        = 4096 // messages of one scan
	maxConsoleLineBytes = 4096
)
