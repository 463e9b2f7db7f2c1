package hunt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/intel"
)

// Knowledge is what a hunt looks for.
type Knowledge struct {
	Library *campaign.Library
	Pages   *exchange.Pages
	// Intel holds the indicators that are looked for; it may be nil.
	Intel *intel.Set
}

// Options steer a hunt.
type Options struct {
	// Threads is the number of files read at once; 0 is one a processor.
	Threads int
	// Since and Until bound the records that count; zero is open.
	Since, Until athar.Time
	// Now is the time of the scan: records dated more than a day after it are
	// counted as lost. Zero takes every date.
	Now athar.Time
	// Progress is called now and then, from several goroutines.
	Progress func(Progress)
}

// counts reports whether a record of that time is asked for. One without a time
// always is.
func (o *Options) counts(t athar.Time) bool {
	return t == 0 || t >= o.Since && (o.Until == 0 || t <= o.Until)
}

// ahead reports whether a time is later than any record of this scan can be. A
// day is left for clocks and zones.
func (o *Options) ahead(t athar.Time) bool { return o.Now != 0 && t > o.Now+athar.Day }

// Progress is how far a hunt is.
type Progress struct {
	Files, Bytes, Records int64
	Path                  string
}

// Hunter reads evidence.
type Hunter struct {
	know   Knowledge
	opt    Options
	mu     sync.Mutex
	plans  map[athar.Kind]*plan
	unread map[string]string // by path: why reading ended early
	large  sync.Mutex        // held while a file of the largest sort is in memory
	slots  chan struct{}     // one for each part of a file that is read at once
	// eventRules are those for Windows events.
	keywords   *keywords
	eventRules *campaign.Events

	files, bytes, records atomic.Int64
}

// New returns a hunter.
func New(know Knowledge, opt Options) *Hunter {
	if opt.Threads <= 0 {
		opt.Threads = runtime.GOMAXPROCS(0)
	}
	return &Hunter{know: know, opt: opt, plans: map[athar.Kind]*plan{}, slots: make(chan struct{}, opt.Threads)}
}

// Run reads every item of a set into a case.
func (h *Hunter) Run(ctx context.Context, set *evidence.Set) (*athar.Case, error) {
	found := athar.NewCase()
	before := h.gaveUp()
	items := make(chan *evidence.Item)
	traces := make(chan *athar.Trace)
	var workers sync.WaitGroup
	for range h.opt.Threads {
		workers.Go(func() {
			for it := range items {
				traces <- h.read(ctx, it)
			}
		})
	}
	collected := make(chan struct{})
	go func() {
		defer close(collected)
		for t := range traces {
			found.Add(t)
		}
	}()
	err := set.Walk(ctx, func(it *evidence.Item) error {
		select {
		case items <- it:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(items)
	workers.Wait()
	close(traces)
	<-collected
	if err == nil {
		err = ctx.Err() // the last files may have been cut short
	}
	if err == nil {
		err = h.lookAgain(ctx, set, found)
	}
	if err == nil {
		err = h.followIntruders(ctx, set, found)
	}
	if err == nil {
		err = h.followMail(ctx, set, found)
	}
	h.account(set, found)
	h.unanswered(found, before)
	return found, err
}

// account lists what the set could not open or read to its end, and the reading
// errors of which the set does not know.
func (h *Hunter) account(set *evidence.Set, found *athar.Case) {
	told := map[string]bool{}
	for _, s := range set.Skipped() {
		told[s.Path] = true
		found.Skip(s)
	}
	for path, reason := range h.unread {
		if !told[path] {
			found.Skip(athar.Skipped{Path: path, Reason: reason})
		}
	}
}

// totals returns what was read so far.
func (h *Hunter) totals() Progress {
	return Progress{Files: h.files.Load(), Bytes: h.bytes.Load(), Records: h.records.Load()}
}

func (h *Hunter) report(path string) {
	if h.opt.Progress != nil {
		p := h.totals()
		p.Path = path
		h.opt.Progress(p)
	}
}

// plan returns the plan for a kind. Front-end logs of all protocols share one.
func (h *Hunter) plan(kind athar.Kind) *plan {
	if kind.FrontEnd() {
		kind = athar.KindHTTPProxy
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.plans[kind]
	if p == nil {
		p = newPlan(h.know.Library, kind, web(kind), h.know.Intel.Literals()...)
		h.plans[kind] = p
	}
	return p
}

// read makes a trace of one item. It never fails: what could not be read is in
// the trace.
func (h *Hunter) read(ctx context.Context, it *evidence.Item) *athar.Trace {
	t := &athar.Trace{Root: it.Root, Path: it.Path, Home: it.Home, Kind: athar.KindFile}
	h.report(it.Path)
	src, err := it.Open()
	if err != nil {
		lose(t, "cannot be opened: "+err.Error(), 0, max(it.Size, 0))
		return t
	}
	defer src.Close()
	h.learn(ctx, t, src)
	h.given(ctx, it, t)
	return t
}

// learn reads a stream into its trace.
func (h *Hunter) learn(ctx context.Context, t *athar.Trace, src io.Reader) {
	in := newIntake(src, &h.bytes)
	head, err := in.head(artefact.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		h.failed(t.Path, err)
	}
	r := &reading{h: h, t: t, in: in, ctx: ctx}
	r.a = artefact.Recognise(head, t.Path)
	r.asksForHashes()
	r.run()
	t.Bytes, t.SHA256 = in.done()
	r.indicatedFile(head)
	h.files.Add(1)
}

// failed notes that reading an item ended before its end.
func (h *Hunter) failed(path string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.unread == nil {
		h.unread = map[string]string{}
	}
	h.unread[path] = readError(err)
}

// lose notes a loss in a trace.
func lose(t *athar.Trace, reason string, records, bytes int64) {
	for i := range t.Losses {
		if t.Losses[i].Reason == reason {
			t.Losses[i].Records += records
			t.Losses[i].Bytes += bytes
			return
		}
	}
	t.Losses = append(t.Losses, athar.Loss{Reason: reason, Records: records, Bytes: bytes})
}

func readError(err error) string {
	var limit *evidence.LimitError
	switch {
	case errors.As(err, &limit):
		return "read up to a limit: " + err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "cut off: the container ends in the middle of it"
	}
	return fmt.Sprintf("reading stopped: %v", err)
}
