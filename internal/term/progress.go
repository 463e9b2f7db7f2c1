package term

import (
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"github.com/athar-forensics/athar/internal/i18n"
)

// Status is how far a scan has come. Totals are 0 while they are not known.
type Status struct {
	Files, TotalFiles int
	Bytes, TotalBytes int64
	Records           int64
	// Current is the file that is being read, as it is named in the evidence.
	Current string
}

// refresh is the shortest time between two drawings: ten a second read as
// movement and cost nothing.
const refresh = 100 * time.Millisecond

// eraseLine returns to the first column and clears to the end of the line.
const eraseLine = "\r\x1b[K"

// Progress is one line on standard error that is drawn over and over. Make one
// only for a terminal: to a file it would write what nobody can read. It is safe
// for use by several goroutines at once.
type Progress struct {
	// Width is the terminal's, in columns. It is set before the first Update;
	// a line as wide as the terminal would wrap, so one column stays free.
	Width int

	mu    sync.Mutex
	w     io.Writer
	p     *i18n.Printer
	now   func() time.Time
	start time.Time
	drawn time.Time
	done  bool
}

// NewProgress starts the clock. Nothing is written before the first Update.
func NewProgress(w io.Writer, lang string) *Progress { return newProgress(w, lang, time.Now) }

func newProgress(w io.Writer, lang string, now func() time.Time) *Progress {
	return &Progress{Width: 80, w: w, p: i18n.New(lang), now: now, start: now()}
}

// Update draws the line, unless it was drawn a moment ago or Done was called.
// A progress line that cannot be written is no reason to stop a scan: the error
// is dropped.
func (g *Progress) Update(s Status) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if g.done || !g.drawn.IsZero() && now.Sub(g.drawn) < refresh {
		return
	}
	g.drawn = now
	pg := page{p: g.p}
	text := cut(g.text(s, now.Sub(g.start)), max(g.Width, 20)-1)
	if g.p.RTL() {
		text = rightToLeftMark + pg.isolate(text, false)
	}
	fmt.Fprint(g.w, eraseLine+text)
}

// Done removes the line and leaves the cursor where it began. Updates that come
// later, from a goroutine that has not heard, draw nothing.
func (g *Progress) Done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.done && !g.drawn.IsZero() {
		fmt.Fprint(g.w, eraseLine)
	}
	g.done = true
}

// text orders the line by what must survive a narrow window: the count, the
// volume, the time left, and last the file.
func (g *Progress) text(s Status, elapsed time.Duration) string {
	line := g.p.T("progress.files", "Count", s.Files)
	if s.TotalFiles > 0 {
		line = g.p.T("progress.of", "Done", s.Files, "Total", s.TotalFiles)
	}
	line += "  " + g.p.Bytes(max(s.Bytes, 0))
	if seconds := elapsed.Seconds(); seconds >= 0.1 {
		line += fmt.Sprintf("  %.0f MB/s", float64(max(s.Bytes, 0))/1e6/seconds)
	}
	line += "  " + g.p.T("count.records", "Count", s.Records)
	if left, ok := remaining(s, elapsed); ok {
		line += "  " + g.p.T("progress.left", "Left", g.p.Elapsed(left))
	}
	if s.Current != "" {
		line += "  " + Clean(s.Current)
	}
	return line
}

// remaining extends the speed so far to the bytes that are left. It stays
// silent for the first seconds, when the speed means nothing, and where the
// guess is longer than a day.
func remaining(s Status, elapsed time.Duration) (time.Duration, bool) {
	if s.TotalBytes <= s.Bytes || s.Bytes <= 0 || elapsed < 2*time.Second {
		return 0, false
	}
	left := elapsed.Seconds() * float64(s.TotalBytes-s.Bytes) / float64(s.Bytes)
	if math.IsNaN(left) || left > 86400 {
		return 0, false
	}
	return time.Duration(left * float64(time.Second)), true
}
