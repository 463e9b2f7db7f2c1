package yara

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
)

// Scan judges data by all rules and returns those that hold, in the order in
// which they were compiled, without private ones. When ctx ends, Scan returns
// its error and no matches; with a [LimitError] it returns what it found.
func (r *Rules) Scan(ctx context.Context, data []byte, opts ScanOptions) ([]Match, error) {
	return r.scan(ctx, &input{whole: data, size: int64(len(data))}, opts)
}

// ScanReader is [Rules.Scan] for data that is read block by block: size bytes
// of in. Data that fits into a block is held whole. A read that fails ends the
// scan with its error.
func (r *Rules) ScanReader(ctx context.Context, in io.ReaderAt, size int64, opts ScanOptions) ([]Match, error) {
	if size < 0 {
		return nil, fmt.Errorf("size %d is below zero", size)
	}
	data := &input{r: in, size: size}
	if size <= int64(opts.block()) {
		b := make([]byte, size)
		if !data.read(b, 0) {
			return nil, data.err
		}
		data.whole, data.r = b, nil
	}
	return r.scan(ctx, data, opts)
}

func (o ScanOptions) block() int {
	if o.Block == 0 {
		return defaultBlock
	}
	return max(o.Block, minBlock)
}

// scan is the state of one scan. It is kept between scans for its memory.
type scan struct {
	rules *Rules
	ctx   context.Context
	opts  ScanOptions
	in    *input
	block []byte // of data that is read
	machine
	clock int // units of work until the context is looked at

	found   []found // by pattern
	touched []int   // patterns with anything in found
	total   int     // hits held

	// first is the filter of the first pass.
	first *filter
	// live are the rules that may hold by what is known of the file without
	// looking for strings.
	live bitset
	// facts are those of the file that were asked for; sizeless takes all
	// that depend on its size to hold.
	facts    []verdict
	sizeless bool

	verdicts []verdict // by rule
	nested   int       // conditions that are being evaluated
	judged   []int     // rules with a verdict
	queued   []bool    // by rule
	groups   map[int]bool

	vars       []value
	externals  []value
	modules    []value
	loaded     []bool
	pe         *peFile
	peRead     bool
	memo       map[string]value
	iterations int
	logged     int

	err    error
	limits []error
}

// found is what is known of a pattern.
type found struct {
	hits []hit
	// sorted says that hits are in order, one an offset; searched that the
	// pattern was looked for beyond the first pass.
	sorted, searched, cut, touched bool
}

type verdict uint8

const (
	unknownVerdict verdict = iota
	failsVerdict
	holdsVerdict
)

func newScan(r *Rules) *scan {
	return &scan{
		rules:    r,
		found:    make([]found, len(r.patterns)),
		live:     newBitset(len(r.rules)),
		facts:    make([]verdict, len(r.facts)),
		verdicts: make([]verdict, len(r.rules)),
		queued:   make([]bool, len(r.rules)),
		groups:   make(map[int]bool),
		vars:     make([]value, maxLoopVariables),
		modules:  make([]value, len(r.modules)),
		loaded:   make([]bool, len(r.modules)),
		machine:  machine{limit: math.MaxInt64},
	}
}

func (r *Rules) scan(ctx context.Context, in *input, opts ScanOptions) ([]Match, error) {
	s, ok := r.states.Get().(*scan)
	if !ok {
		s = newScan(r)
	}
	defer func() {
		s.reset()
		r.states.Put(s)
	}()
	s.ctx, s.in, s.opts = ctx, in, opts
	if s.opts.MaxMatches <= 0 {
		s.opts.MaxMatches = defaultMaxMatches
	}
	if s.opts.MaxTotalMatches <= 0 {
		s.opts.MaxTotalMatches = defaultMaxTotal
	}
	if err := s.setExternals(); err != nil {
		return nil, err
	}
	var matches []Match
	if s.err = ctx.Err(); s.err == nil {
		s.consider()
		s.first = s.chooseFilter()
		s.sweep(s.first)
		matches = s.judge(s.suspects())
	}
	if s.err == nil {
		s.err = in.err
	}
	if s.err != nil {
		return nil, s.err
	}
	return matches, errors.Join(s.limits...)
}

// reset forgets the scan but keeps memory of moderate size.
func (s *scan) reset() {
	const keep = 64 // hits
	for _, id := range s.touched {
		f := &s.found[id]
		if cap(f.hits) > keep {
			f.hits = nil
		}
		*f = found{hits: f.hits[:0]}
	}
	for _, i := range s.judged {
		s.verdicts[i], s.queued[i] = unknownVerdict, false
	}
	s.touched, s.judged = s.touched[:0], s.judged[:0]
	clear(s.facts)
	clear(s.groups)
	clear(s.vars)
	clear(s.modules)
	clear(s.loaded)
	clear(s.memo)
	s.pe, s.peRead = nil, false
	s.nested = 0
	s.total, s.iterations, s.logged, s.clock = 0, 0, 0, 0
	s.steps, s.limit, s.cut = 0, math.MaxInt64, false
	s.ctx, s.in, s.err, s.limits = nil, nil, nil, nil
	s.first = nil
	s.opts = ScanOptions{}
}

// alive spends work and reports whether the scan may go on.
func (s *scan) alive(work int) bool {
	if s.err != nil {
		return false
	}
	if s.clock += work; s.clock >= deadlineEvery {
		s.clock = 0
		s.err = s.ctx.Err()
	}
	return s.err == nil
}

// tick counts a round of a loop.
func (s *scan) tick() bool { return s.spend(1) && s.alive(1) }

// read counts bytes that a function of a module went through; a kilobyte
// counts as a round, since a loop may ask for the digest of the file again and
// again.
func (s *scan) read(n int) bool { return s.spend(n>>10) && s.alive(n/64) }

// spend counts rounds of the condition at hand.
func (s *scan) spend(rounds int) bool {
	before := s.iterations
	s.iterations += rounds
	if before < maxIterations && s.iterations >= maxIterations {
		s.limits = append(s.limits, &LimitError{
			Limit:   "work",
			Message: fmt.Sprintf("a condition was ended: its loops and functions went beyond %d rounds or %d KB", maxIterations, maxIterations),
		})
	}
	return s.iterations < maxIterations
}
