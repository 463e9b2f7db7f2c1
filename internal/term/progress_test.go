package term

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// steps is a clock that the test moves.
type steps struct{ now time.Time }

func (s *steps) read() time.Time { return s.now }

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	clock := &steps{time.Unix(1000, 0)}
	g := newProgress(&b, "en", clock.read)
	g.Width = 120
	g.Update(Status{Files: 1, Bytes: 10, Records: 3})
	clock.now = clock.now.Add(50 * time.Millisecond)
	g.Update(Status{Files: 2})
	if got, want := b.String(), eraseLine+"1 file  10 B  3 records"; got != want {
		t.Errorf("too early to draw again: %q, want %q", got, want)
	}
	b.Reset()
	clock.now = clock.now.Add(4 * time.Second)
	g.Update(Status{Files: 2, TotalFiles: 8, Bytes: 405e6, TotalBytes: 810e6, Records: 1200, Current: "a\x1b[2J/u_ex.log"})
	want := eraseLine + `2 of 8 files  405 MB  100 MB/s  1,200 records  about 4s left  a\x1b[2J/u_ex.log`
	if got := b.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.Reset()
	g.Done()
	clock.now = clock.now.Add(time.Second)
	g.Update(Status{Files: 9})
	g.Done()
	if got := b.String(); got != eraseLine {
		t.Errorf("after Done: %q", got)
	}
}

func TestProgressFitsTheLine(t *testing.T) {
	for _, lang := range []string{"en", "ar"} {
		var b bytes.Buffer
		clock := &steps{time.Unix(1000, 0)}
		g := newProgress(&b, lang, clock.read)
		g.Width = 40
		g.Update(Status{Files: 1, Bytes: -5, Current: strings.Repeat("مسار/path\x1b/", 100)})
		line := strings.TrimPrefix(b.String(), eraseLine)
		if columns(line) > 39 || strings.ContainsAny(line, "\x1b\n") {
			t.Errorf("%s: %d columns: %q", lang, columns(line), line)
		}
	}
}

func TestProgressSilent(t *testing.T) {
	var b bytes.Buffer
	NewProgress(&b, "en").Done()
	if b.Len() != 0 {
		t.Errorf("nothing was drawn, yet %q was written", b.String())
	}
}

func TestProgressManyWriters(t *testing.T) {
	var b bytes.Buffer
	g := NewProgress(&b, "en")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 100 {
				g.Update(Status{Files: i})
			}
		})
	}
	wg.Wait()
	g.Done()
	if !strings.HasSuffix(b.String(), eraseLine) {
		t.Error("the line is not left clean")
	}
}
