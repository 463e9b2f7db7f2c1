package hunt

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/intel"
	"github.com/athar-forensics/athar/internal/winlog"
)

// indicatorDetectors are the detectors of indicators, by type.
var indicatorDetectors = map[intel.Type]string{
	intel.MD5: "indicator-hash", intel.SHA1: "indicator-hash", intel.SHA256: "indicator-hash",
	intel.Address: "indicator-address", intel.Range: "indicator-address",
	intel.Domain: "indicator-domain", intel.URL: "indicator-url",
	intel.Path: "indicator-path", intel.Pattern: "indicator-path", intel.Filename: "indicator-path",
	intel.Agent: "indicator-agent", intel.Key: "indicator-key",
	intel.Email: "indicator-account", intel.Account: "indicator-account",
}

// textLanes are the lanes of the literals that were found.
func (r *reading) textLanes(hits []hit) (lanes lane) {
	for _, h := range hits {
		lanes |= r.plan.wants[h.id].lanes & laneIntel
	}
	return lanes
}

// glimpse adds the lane of indicators where a row may hold one.
func (r *reading) glimpse(line []byte, lanes lane) lane {
	if set := r.h.know.Intel; lanes&laneIntel == 0 && set != nil && set.Glimpse(line, &r.memo) {
		lanes |= laneIntel
	}
	return lanes
}

// indicated notes the indicators that the record holds.
func (r *reading) indicated() {
	r.h.know.Intel.Match(&r.rec, func(hit intel.Hit) {
		rule := r.h.know.Library.Detector(indicatorDetectors[hit.Type])
		s := sight(&r.rec, rule, false)
		r.h.indicate(&s, hit, rule)
		r.seen.add(s)
	})
}

// hashSeen is the detector of a file's hash in an event: the file was there at that
// time, which is less than that it lies there.
const hashSeen = "indicator-hash-seen"

// hashed reports whether the present event may be looked into for its hashes alone.
func (r *eventReader) hashed() bool {
	return strings.EqualFold(r.event.Provider, "Microsoft-Windows-Sysmon") && r.h.know.Intel.HasHashes()
}

// eventIndicators looks for indicators in events, whose values are found once in
// each sort of them.
type eventIndicators struct {
	search *intel.EventSearch
	bound  *winlog.Bound
}

func newEventIndicators(set *intel.Set) eventIndicators {
	if set.Len() == 0 {
		return eventIndicators{}
	}
	search := set.Events()
	return eventIndicators{search, winlog.NewBound(search.Fields())}
}

// match calls take for every indicator that an event holds.
func (x *eventIndicators) match(e *winlog.Event, rec *athar.Record, take func(intel.Hit)) {
	value := x.bound.Value
	if !x.bound.Show(e, rec) {
		value = func(i int) (string, bool) { return rec.Lookup(x.search.Fields()[i]) }
	}
	x.search.Match(rec, value, take)
}

// indicated notes the indicators that an event holds. Only events of sorts that
// rules ask about are looked into, and those with hashes: they are those by which
// something starts, connects or logs on.
func (r *eventReader) indicated(raw func() []byte) {
	if r.indicators.search == nil {
		return
	}
	r.indicators.match(&r.event, &r.rec, func(hit intel.Hit) {
		detector := indicatorDetectors[hit.Type]
		if hit.Type.Hash() {
			detector = hashSeen
		}
		rule := r.h.know.Library.Detector(detector)
		if r.rec.Raw == nil {
			r.rec.Raw = raw()
		}
		s := sight(&r.rec, rule, false)
		if hit.Type.Hash() {
			s.File = keep(s.File, clip(hashedFile(&r.rec), maxValue))
		}
		r.h.indicate(&s, hit, rule)
		r.sightings = append(r.sightings, matched{Sighting: s})
	})
}

// hashedFile is the file whose hashes an event holds: what was loaded or written,
// or else what started.
func hashedFile(rec *athar.Record) string {
	for _, field := range []string{"ImageLoaded", "TargetFilename", "FullFilePath", "FilePath"} {
		if v := rec.Get(field); v != "" {
			return v
		}
	}
	return rec.Get("Image")
}

// indicate puts into a sighting what a hit says. The rule's name ends in the
// list's, because two lists that name one address are two opinions.
func (h *Hunter) indicate(s *athar.Sighting, hit intel.Hit, rule *campaign.Rule) {
	s.Rule = athar.IndicatorRule(rule.Name, hit.List)
	s.Subject = clip(hit.Value, maxValue)
	for field, v := range map[string]string{
		"indicator": hit.Value, "type": hit.Type.String(), "list": hit.List, "source": hit.Source, "note": hit.Note,
		"indicator_confidence": string(hit.Confidence), "first_seen": stamp(hit.First), "last_seen": stamp(hit.Last),
		"valid_from": stamp(hit.From), "expires": stamp(hit.Until), "field": hit.Field, "found": hit.Found,
		athar.IndicatorStage: hit.Stage.String(), athar.IndicatorCampaign: hit.Campaign,
	} {
		if v != "" {
			s.Fields[field] = clip(v, maxValue)
		}
	}
	found := hit.Found
	if found == "" {
		found = hit.Value
	}
	switch hit.Type {
	case intel.Address, intel.Range:
		s.IP = keep(s.IP, found)
	case intel.Account, intel.Email:
		s.Account = keep(s.Account, clip(found, maxValue))
	}
}

func stamp(t athar.Time) string {
	if t == 0 {
		return ""
	}
	return t.String()
}

// asksForHashes makes the intake compute the hashes that indicators have, for
// what may be an intruder's file; logs are none.
func (r *reading) asksForHashes() {
	set := r.h.know.Intel
	if set != nil && !r.isLog() {
		r.in.also(set.Has(intel.MD5), set.Has(intel.SHA1))
	}
}

func (r *reading) isLog() bool {
	switch r.a.Form {
	case artefact.W3C, artefact.Native, artefact.CSV, artefact.SetupLog, artefact.OABLog, artefact.Audit, artefact.EventLog, artefact.OldEventLog, artefact.EventExport:
		return true
	}
	return false
}

// indicatedFile notes the indicators that a file is, by hash, path or name. The trace's
// hash is known by now.
func (r *reading) indicatedFile(head []byte) {
	set := r.h.know.Intel
	if set == nil || r.isLog() || r.t.Bytes == 0 {
		return
	}
	f := intel.File{Path: r.t.Path, SHA256: r.t.SHA256, MD5: r.in.md5sum(), SHA1: r.in.sha1sum()}
	have := map[string]bool{}
	for i := range r.t.Sightings {
		if r.t.Sightings[i].Rule == pageKnownBad {
			have[athar.IndicatorRule("indicator-hash", "")] = true
		}
	}
	note := func(hit intel.Hit) {
		if hit.Type.Hash() && hit.Campaign != "" && have[athar.IndicatorRule("indicator-hash", "")] {
			return // the page's own finding says so
		}
		rule := r.h.know.Library.Detector(indicatorDetectors[hit.Type])
		s := fileSighting(r.t.Path, r.t.SHA256, head)
		r.h.indicate(&s, hit, rule)
		if have[s.Rule] {
			return // one list names the file by several hashes, or by hash and name
		}
		have[s.Rule] = true
		s.Subject = strings.ToLower(s.File[0])
		s.Fields["bytes"] = strconv.FormatInt(r.t.Bytes, 10)
		r.t.Sightings = append(r.t.Sightings, s)
		if r.t.Kind == "" {
			r.t.Kind = athar.KindFile // what athar does not read otherwise
		}
	}
	set.MatchFile(f, note)
	if r.a.Form == artefact.Page {
		set.MatchPage(head, note)
	}
}
