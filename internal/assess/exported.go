package assess

import "github.com/athar-forensics/athar"

// eventKey tells an event of a server by what every form of it keeps: exporters
// round its time differently, and each writes its other values in its own way.
type eventKey struct {
	rule   string
	number int64
	second athar.Time
	quiet  bool
}

func eventKeyOf(s *seen) eventKey {
	return eventKey{s.Rule, s.Event, s.Time / athar.Second, s.Quiet}
}

// exported takes an event once that is in a log and in an export of that log as
// JSON, or in two exports: the later ones become further places where it stands.
// Exports whose clock is shifted stay apart.
func (h *host) exported() {
	have := map[eventKey]*seen{}
	logged := func(s *seen) {
		if s != nil && s.Event > 0 && s.src.Kind.Event() && s.src.Kind != athar.KindEventsJSON {
			have[eventKeyOf(s)] = s
		}
	}
	for _, s := range h.sights {
		logged(s)
	}
	for _, e := range h.echoes {
		logged(e.fed)
	}
	kept := h.sights[:0]
	for _, s := range h.sights {
		if s.Event > 0 && s.src.Kind == athar.KindEventsJSON {
			key := eventKeyOf(s)
			if first := have[key]; first != nil && first.src.SHA256 != s.src.SHA256 {
				first.also = append(first.also, s.src)
				continue
			}
			have[key] = s
		}
		kept = append(kept, s)
	}
	h.sights = kept
	echoes := h.echoes[:0]
	for _, e := range h.echoes {
		if e.fed != nil && e.fed.Event > 0 && e.kind == athar.KindEventsJSON {
			if first := have[eventKeyOf(e.fed)]; first != nil && first.src.SHA256 != e.fed.src.SHA256 {
				continue
			}
		}
		echoes = append(echoes, e)
	}
	h.echoes = echoes
}
