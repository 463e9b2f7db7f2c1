package yara

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLimits(t *testing.T) {
	data := bytes.Repeat([]byte("needle "), 100)
	for _, test := range []struct {
		rule, limit string
		opts        ScanOptions
	}{
		{`rule a { strings: $a = "needle" condition: #a == 10 }`, "MaxMatches", ScanOptions{MaxMatches: 10}},
		{`rule a { strings: $a = "needle" $b = "edle n" condition: #a + #b == 20 }`, "MaxTotalMatches", ScanOptions{MaxTotalMatches: 20}},
		{`rule a { condition: not for any i in (0..20000000) : (i < 0) }`, "work", ScanOptions{}},
	} {
		matches, err := mustCompile(t, test.rule).Scan(t.Context(), data, test.opts)
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != test.limit {
			t.Errorf("%s: %v", test.rule, err)
		}
		if len(matches) != 1 {
			t.Errorf("%s: matches are lost", test.rule)
		}
	}
}

// TestHostileRegexp runs patterns that take exponential time by backtracking.
func TestHostileRegexp(t *testing.T) {
	data := bytes.Repeat([]byte("a"), 100_000)
	for _, re := range []string{`/needle(a+)+$/`, `/(a*)*b/`, `/(a|aa)+b/`, `/a{0,200}a{200}b/`} {
		rules := mustCompile(t, `rule a { strings: $a = `+re+` condition: $a }`)
		if matches, err := rules.Scan(t.Context(), data, ScanOptions{}); len(matches) != 0 {
			t.Errorf("%s: %v %v", re, matches, err)
		} else if limit := new(LimitError); err != nil && !errors.As(err, &limit) {
			t.Errorf("%s: %v", re, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	matches, err := mustCompile(t, `rule a { condition: true }`).Scan(ctx, nil, ScanOptions{})
	if matches != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", matches, err)
	}
}

// TestBlocks puts strings across the borders of blocks.
func TestBlocks(t *testing.T) {
	rules := mustCompile(t, `
rule literal { strings: $a = "needle" condition: $a }
rule regexp { strings: $a = /<[a-z]{1,40}needle[a-z]{1,40}>/ condition: $a }
rule jump { strings: $a = { 3c 78 [1000-200000] 78 3e } condition: $a }
rule weak { strings: $a = /x[<>]/ condition: #a >= 1 }
rule word { strings: $a = "needle" fullword condition: $a }
rule read { condition: uint8(65535) != 0 and uint32(65534) != 0 }`)
	for _, at := range []int{minBlock - 40, minBlock - 20, minBlock - 3, minBlock, 2*minBlock - 5} {
		data := bytes.Repeat([]byte{'.'}, 3*minBlock)
		copy(data[at-8:], "<xxxxxxxneedlexxxxxxx> needle ")
		copy(data[minBlock/2:], "<x")
		want, err := rules.Scan(t.Context(), data, ScanOptions{})
		if err != nil || len(want) != 6 {
			t.Fatal(len(want), err)
		}
		got, err := rules.ScanReader(t.Context(), bytes.NewReader(data), int64(len(data)), ScanOptions{Block: minBlock})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at %d (-memory +blocks):\n%s", at, diff)
		}
	}
}

func TestReadError(t *testing.T) {
	rules := mustCompile(t, `rule a { strings: $a = "needle" condition: not $a }`)
	bad := io.NewSectionReader(strings.NewReader("short"), 0, 5)
	if m, err := rules.ScanReader(t.Context(), bad, 1<<20, ScanOptions{Block: minBlock}); err == nil || m != nil {
		t.Errorf("%v, %v", m, err)
	}
}

func TestExternals(t *testing.T) {
	rules := mustCompile(t, `rule a { condition: ext_number == 7 }`)
	matches, err := rules.Scan(t.Context(), nil, ScanOptions{Externals: map[string]any{"ext_number": 7}})
	if err != nil || len(matches) != 1 {
		t.Errorf("%v, %v", matches, err)
	}
	for name, v := range map[string]any{"ext_number": "text", "unknown": 1} {
		if _, err := rules.Scan(t.Context(), nil, ScanOptions{Externals: map[string]any{name: v}}); err == nil {
			t.Errorf("%s = %v is accepted", name, v)
		}
	}
}

// TestShared scans with one set from many goroutines.
func TestShared(t *testing.T) {
	rules := mustCompile(t, `rule a { strings: $a = "needle" $b = /[0-9]x/ condition: $a and #b == 1 }`)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 50 {
				data := []byte(strings.Repeat(".", i) + "needle 1x")
				m, err := rules.Scan(t.Context(), data, ScanOptions{})
				if err != nil || len(m) != 1 || m[0].Strings[0].Instances[0].Offset != int64(i) {
					t.Errorf("%v, %v", m, err)
				}
			}
		})
	}
	wg.Wait()
}
