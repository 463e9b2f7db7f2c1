package hunt

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/literal"
)

// maxKeys bounds what the second look searches for; the earliest keys win.
const maxKeys = 20_000

// lookedInto stands for the path where the second look itself is cut short.
const lookedInto = "web logs"

// keys are what the first look raised and other logs may hold: the ids of
// requests, and pages that were planted where nobody looked before.
type keys struct {
	ids   map[string]bool
	pages map[string]bool
	fetch map[string]bool     // what lies ready to be fetched
	hours map[athar.Time]bool // in which the requests of the ids were made
	// signers are who signed in where passwords may have been sprayed.
	signers signers
	texts   []string
	over    int // that there was no room for
}

// lookAgain reads those web logs again that can hold a key.
func (h *Hunter) lookAgain(ctx context.Context, set *evidence.Set, found *athar.Case) error {
	traces := found.Traces()
	k := h.keys(traces)
	if k.over > 0 {
		found.Skip(athar.Skipped{Path: lookedInto, Reason: fmt.Sprintf(
			"the first %d requests and pages that rules found were looked for in other logs, and those of further records were not: %d; give fewer servers or days at a time", maxKeys, k.over)})
	}
	if len(k.texts) == 0 {
		return nil
	}
	find := literal.New(k.texts)
	return h.readAgain(ctx, set, traces, func(t *athar.Trace) bool {
		return (web(t.Kind) || t.Kind == athar.KindEWS) && k.mayHold(t)
	}, func(r *reading, t *athar.Trace) { h.lookInto(r, t, k, find) })
}

// measures reports whether a rule's records are added up, or tell what was read in
// those that are.
func (h *Hunter) measures(rule string) bool {
	if rule == athar.JoinRow {
		return true
	}
	r := h.know.Library.Rule(rule)
	return r != nil && r.Meta.Below != nil
}

func web(kind athar.Kind) bool {
	return kind == athar.KindIIS || kind.FrontEnd()
}

// keys gathers the ids of requests that a rule above probing matched, and the
// addresses of pages that are planted outside the folders which are watched.
func (h *Hunter) keys(traces []*athar.Trace) *keys {
	k := &keys{ids: map[string]bool{}, pages: map[string]bool{}, fetch: map[string]bool{}, hours: map[athar.Time]bool{}}
	var all, refused []*athar.Sighting
	for _, t := range traces {
		for i := range t.Sightings {
			s := &t.Sightings[i]
			if (s.Rule == stagedInPages || s.Rule == stagedInWeb || s.Rule == dumpLSASS) && len(s.URL) > 0 {
				k.want(k.fetch, s.URL[0])
			}
			if s.Rule == athar.RefusedRow {
				refused = append(refused, s)
			}
			if rule := h.know.Library.Rule(s.Rule); rule != nil && rule.Stage >= athar.Attempted && !s.Quiet {
				all = append(all, s)
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Time < all[j].Time })
	for _, s := range all {
		if s.Request != "" && k.want(k.ids, s.Request) {
			for hour := s.Time - s.Time%athar.Hour - athar.Hour; hour <= s.Time+athar.Hour; hour += athar.Hour {
				k.hours[hour] = true
			}
		}
		for _, file := range s.File {
			// In a folder whose pages are known, foreign ones were seen by the first
			// look, and requests to Exchange's own say nothing of who made them.
			if place := h.know.Pages.Place(file); place.URL != "" && !place.Closed {
				k.want(k.pages, place.URL)
			}
		}
	}
	// Last, so that a flood of wrong passwords leaves room for what was done.
	for _, s := range refused {
		k.signedIn(s)
	}
	return k
}

// want adds a key to a set, once, and reports whether it is new there.
func (k *keys) want(set map[string]bool, text string) bool {
	switch {
	case set[text]:
		return false
	case len(k.texts) >= maxKeys:
		k.over++
		return false
	}
	set[text] = true
	k.texts = append(k.texts, text)
	return true
}

// mayHold reports whether a log has records of an hour that matters; a page may
// have been asked for at any time.
func (k *keys) mayHold(t *athar.Trace) bool {
	if len(k.pages) > 0 || len(k.fetch) > 0 {
		return true
	}
	for _, s := range t.Spans {
		if k.hours[s.First-s.First%athar.Hour] {
			return true
		}
	}
	return false
}

// readAgain opens the items of those traces that are wanted, in the order of the
// walk. One that cannot be opened any more is passed over: the first look said so. What
// is lost now was counted then, and a reading's own trace is thrown away.
func (h *Hunter) readAgain(ctx context.Context, set *evidence.Set, traces []*athar.Trace, wants func(*athar.Trace) bool, read func(*reading, *athar.Trace)) error {
	wanted := map[string]*athar.Trace{}
	for _, t := range traces {
		if wants(t) {
			wanted[t.Root+"\x00"+t.Path] = t
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	return set.Walk(ctx, func(it *evidence.Item) error {
		t := wanted[it.Root+"\x00"+it.Path]
		if t == nil {
			return ctx.Err()
		}
		src, err := it.Open()
		if err != nil {
			return ctx.Err()
		}
		defer src.Close()
		in := newIntake(src, &h.bytes)
		head, _ := in.head(artefact.HeadSize)
		r := &reading{h: h, t: &athar.Trace{Path: t.Path}, in: in, ctx: ctx}
		r.a = artefact.Recognise(head, it.Path)
		read(r, t)
		return ctx.Err()
	})
}

// lookInto reads one log for the keys and adds what it finds to the log's trace.
func (h *Hunter) lookInto(r *reading, t *athar.Trace, k *keys, find *literal.Set) {
	if !r.open() {
		return
	}
	r.seen.measures = h.measures
	already := map[int64]bool{}
	for i := range t.Sightings {
		already[t.Sightings[i].Line] = true
	}
	r.eachRow(find, func(line []byte, number int64, hits []hit) {
		at := r.dec.Row().Time
		if len(hits) == 0 || already[number] || !h.opt.counts(at) || h.opt.ahead(at) {
			return
		}
		r.decode(line, number)
		r.keyed(k, len(t.Blind) == 0)
	})
	r.seen.into(t)
}

// keyed notes a row that holds a key: a row of a request that is known from
// another log, or a request to a planted page.
func (r *reading) keyed(k *keys, telling bool) {
	if script := strings.ToLower(r.rec.Get(exchange.FieldScript)); k.pages[script] {
		r.visitTo(script)
	}
	if len(k.fetch) > 0 {
		r.fetched(k)
	}
	r.letIn(k)
	if !telling {
		return
	}
	for _, field := range []string{exchange.FieldRequest, "RequestId", "CorrelationGuid", "ClientRequestId"} {
		id := strings.ToLower(r.rec.Get(field))
		if !k.ids[id] {
			continue
		}
		s := sight(&r.rec, joinRule, false)
		s.Subject, s.Request = id, id
		r.seen.add(s)
		return
	}
}

// fetched notes a request that was answered with something that lay ready.
func (r *reading) fetched(k *keys) {
	stem := strings.ToLower(exchange.Unescape(r.rec.Get("cs-uri-stem")))
	status := r.rec.Get("sc-status")
	if !k.fetch[stem] || !strings.EqualFold(r.rec.Get("cs-method"), "GET") || status != "200" && status != "206" {
		return
	}
	s := sight(&r.rec, r.h.know.Library.Detector(stagedFetched), false)
	s.Subject = stem
	r.seen.add(s)
}
