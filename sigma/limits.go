package sigma

// A rule pack comes from outside, so everything in it that can grow has a
// limit. Each is far above what any published rule needs: the largest rules
// list a few thousand hashes.
const (
	maxBytes      = 8 << 20 // of one file
	maxDocuments  = 4096    // in one file
	maxNodes      = 200_000 // YAML nodes in one document, aliases counted as often as they are used
	maxDepth      = 48      // of YAML nesting
	maxSelections = 1024    // in one rule
	maxExpansion  = 4096    // values that placeholders may make of one value
	maxRules      = 256     // that one correlation refers to
	maxGroupBy    = 64      // fields of one correlation

	maxTests  = 100_000 // that the values of one rule become
	maxMerged = 1 << 20 // YAML nodes that the actions of one file copy

	maxConditions     = 64
	maxConditionBytes = 16 << 10
	maxConditionDepth = 64
	maxPattern        = 64 << 10 // bytes of one value
	maxRegexp         = 16 << 10 // bytes of one regular expression
)
