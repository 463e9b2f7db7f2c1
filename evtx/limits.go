package evtx

// What a file may ask of its reader. The format itself bounds a record by its
// chunk of 64 KiB; these bound what can be multiplied out of one.
const (
	// maxName is in UTF-16 units. Names are those of XML elements and
	// attributes; the longest seen has 30.
	maxName = 512
	// maxDepth is how deep elements nest within one template.
	maxDepth = 64
	// maxNesting is how deep templates nest in values. Windows uses 2.
	maxNesting = 16
	// maxInstances is how many templates and fragments make up one record.
	maxInstances = 512
	// maxCanonical is a template's size in bytes once its names are written
	// out. The largest seen has 2.4 KB; an event without a template, whose text
	// counts here, can fill its chunk.
	maxCanonical = 128 << 10
	// maxUses is how often a template may use one value. Windows does once;
	// without a limit one long value could be repeated thousands of times.
	maxUses = 8
	// maxChunkWeight bounds what the templates of one chunk take compiled, in
	// bytes: each record could point to a template of its own, all overlapping.
	// The heaviest chunk seen comes to 2 MiB.
	maxChunkWeight = 32 << 20
	// maxCachedTemplates and maxCachedWeight bound what a file keeps compiled.
	// Templates beyond them are compiled again in each chunk.
	maxCachedTemplates = 8192
	maxCachedWeight    = 64 << 20
	// maxRendered is the size of one record as text, in bytes.
	maxRendered = 4 << 20
	// maxSteps is how many elements one rendering may visit.
	maxSteps = 1 << 17
)
