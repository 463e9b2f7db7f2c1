package hunt

import (
	"sort"

	"github.com/athar-forensics/athar"
)

// spans counts records by server, kind and hour.
type spans struct {
	all  map[spanKey]*athar.Span
	last spanKey
	span *athar.Span
	over athar.Span // counts the records beyond maxSpans
}

type spanKey struct {
	server string
	kind   athar.Kind
	hour   athar.Time
}

// maxSpans bounds the hours that one file may be spread over: thirty years of
// one server. Only a forged file reaches it.
const maxSpans = 1 << 18

// add counts one record. Neighbouring records share the span, so the map is
// seldom asked.
func (s *spans) add(server []byte, kind athar.Kind, t athar.Time) {
	hour := t - t%athar.Hour
	if s.span == nil || s.last.hour != hour || s.last.kind != kind || s.last.server != string(server) {
		s.move(spanKey{string(server), kind, hour}, t)
	}
	s.span.Count++
	s.span.First = min(s.span.First, t)
	s.span.Last = max(s.span.Last, t)
}

// addNamed counts one record of a server whose name is a string already.
func (s *spans) addNamed(server string, kind athar.Kind, t athar.Time) {
	s.count(server, kind, t, t, 1)
}

// count adds n records between two times of one hour.
func (s *spans) count(server string, kind athar.Kind, first, last athar.Time, n int64) {
	hour := first - first%athar.Hour
	if s.span == nil || s.last.hour != hour || s.last.kind != kind || s.last.server != server {
		s.move(spanKey{server, kind, hour}, first)
	}
	s.span.Count += n
	s.span.First = min(s.span.First, first)
	s.span.Last = max(s.span.Last, last)
}

// home leaves a kind unsaid that is the file's own.
func (s *spans) home(kind athar.Kind) {
	for _, v := range s.all {
		if v.Kind == kind {
			v.Kind = ""
		}
	}
}

// shift moves all records in time.
func (s *spans) shift(by athar.Time) {
	old := s.list()
	over := s.over
	*s = spans{over: over}
	for _, v := range old {
		s.count(v.Server, v.Kind, v.First+by, v.Last+by, v.Count)
	}
}

func (s *spans) move(key spanKey, t athar.Time) {
	if s.all == nil {
		s.all = map[spanKey]*athar.Span{}
	}
	span := s.all[key]
	switch {
	case span == nil && len(s.all) >= maxSpans:
		span = &s.over
	case span == nil:
		span = &athar.Span{Server: key.server, Kind: key.kind, First: t, Last: t}
		s.all[key] = span
	}
	s.last, s.span = key, span
}

// into puts the spans into a trace, and says what they leave out.
func (s *spans) into(t *athar.Trace) {
	t.Spans = s.list()
	if s.over.Count > 0 {
		lose(t, "records of more servers and hours than one log has, not counted by time", s.over.Count, 0)
	}
}

// list returns the spans by server, kind and time.
func (s *spans) list() []athar.Span {
	out := make([]athar.Span, 0, len(s.all))
	for _, span := range s.all {
		out = append(out, *span)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		if a.Server != b.Server {
			return a.Server < b.Server
		}
		if a.Kind != b.Kind {
			return a.Kind < b.Kind
		}
		return a.First < b.First
	})
	return out
}
