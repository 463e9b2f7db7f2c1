package hunt

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

func TestSpans(t *testing.T) {
	var s spans
	add := func(server string, kind athar.Kind, t athar.Time) { s.add([]byte(server), kind, t) }
	add("B", "", noon+athar.Minute)
	add("A", "k", noon)
	add("A", "", noon+athar.Hour)
	add("A", "", noon+2*athar.Minute) // out of order
	add("A", "", noon)
	add("A", "", noon+athar.Hour-1)
	tr := &athar.Trace{}
	s.into(tr)
	want := []athar.Span{
		{Server: "A", First: noon, Last: noon + athar.Hour - 1, Count: 3},
		{Server: "A", First: noon + athar.Hour, Last: noon + athar.Hour, Count: 1},
		{Server: "A", Kind: "k", First: noon, Last: noon, Count: 1},
		{Server: "B", First: noon + athar.Minute, Last: noon + athar.Minute, Count: 1},
	}
	if diff := cmp.Diff(want, tr.Spans); diff != "" {
		t.Error(diff)
	}
	if len(tr.Losses) != 0 {
		t.Error(tr.Losses)
	}
}

// A forged file that is spread over more hours than any log is cut, and said to be.
func TestSpansAreBounded(t *testing.T) {
	var s spans
	for i := range maxSpans + 5 {
		s.add(nil, "", athar.Time(i+1)*athar.Hour)
	}
	s.add(nil, "", athar.Hour) // one that is known still counts
	tr := &athar.Trace{}
	s.into(tr)
	if len(tr.Spans) != maxSpans || tr.Spans[0].Count != 2 {
		t.Errorf("%d spans, the first of %d", len(tr.Spans), tr.Spans[0].Count)
	}
	if len(tr.Losses) != 1 || tr.Losses[0].Records != 5 {
		t.Errorf("losses %+v", tr.Losses)
	}
}
