package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// MISP writes one MISP event. Addresses and hashes of intruders from accessed
// upwards are marked for detection (to_ids); everything else is context. The
// event is for the own organisation only until its owner says otherwise.
func MISP(w io.Writer, a *athar.Assessment, o Options) error {
	a = clean(a)
	p := i18n.New(o.Lang)
	m := &mispEvent{p: p, have: map[string]int{}}
	for _, f := range rows(a) {
		m.finding(f)
	}
	worst := athar.NoStage
	var names []string
	for i := range a.Servers {
		worst = max(worst, a.Servers[i].Stage)
		names = addSome(names, a.Servers[i].Name)
	}
	date := "2021-03-02"
	if a.Generated != 0 {
		date = a.Generated.Std().Format("2006-01-02")
	}
	event := object{
		"info": p.T("report.title") + ": " + strings.Join(names, ", "), "date": date,
		"uuid": uuid5(own, "misp\x00"+canonical(m.attributes)), "timestamp": seconds(a.Generated),
		"threat_level_id": strconv.Itoa(threatLevel(worst)), "analysis": "2", "distribution": "0", "published": false,
		"Attribute": m.attributes, "Tag": mispTags(worst, o),
	}
	if err := encode(w, object{"Event": event}); err != nil {
		return fmt.Errorf("write MISP event: %w", err)
	}
	return nil
}

func seconds(t athar.Time) string { return strconv.FormatInt(int64(t/athar.Second), 10) }

// threatLevel is MISP's: 1 high, 2 medium, 3 low, 4 undefined.
func threatLevel(s athar.Stage) int {
	switch {
	case s >= athar.Accessed:
		return 1
	case s >= athar.Attempted:
		return 2
	case s > athar.Unknown:
		return 3
	}
	return 4
}

func mispTags(worst athar.Stage, o Options) []object {
	tags := []object{{"name": `athar:stage="` + stageOf(worst) + `"`}}
	if o.TLP != "" {
		tags = append(tags, object{"name": "tlp:" + o.TLP.Value()})
	}
	return tags
}

type mispEvent struct {
	p          *i18n.Printer
	attributes []object
	have       map[string]int
}

// finding adds what one finding names.
func (m *mispEvent) finding(f row) {
	ids := f.Stage >= athar.Accessed
	for _, s := range f.IP {
		if a, ok := address(s); ok {
			m.add("Network activity", "ip-src", a.String(), ids && public(a), f)
		}
	}
	if planted(f.Finding) {
		m.add("Payload delivery", "sha256", strings.ToLower(f.Source.SHA256), true, f)
	}
	for _, s := range f.File {
		m.add("Artifacts dropped", "filename", s, false, f)
	}
	for _, s := range f.URL {
		m.add("Network activity", "uri", s, false, f)
	}
	for _, s := range f.Account {
		m.add("Targeting data", "target-user", s, false, f)
	}
	for _, c := range f.CVE {
		if isCVE(c) {
			m.add("External analysis", "vulnerability", c, false, f)
		}
	}
	m.add("Targeting data", "target-machine", f.Server, false, f)
	m.add("Internal reference", "text", f.Raw, false, f)
}

// add adds an attribute once; what is seen again widens its times.
func (m *mispEvent) add(category, kind, value string, ids bool, f row) {
	value = strings.TrimSpace(value)
	if value == "" {
		return
	}
	key := category + "\x00" + kind + "\x00" + value
	at, seen := m.have[key]
	if !seen {
		at = len(m.attributes)
		m.have[key] = at
		m.attributes = append(m.attributes, object{
			"uuid": uuid5(own, key), "category": category, "type": kind, "value": value, "to_ids": false, "distribution": "5",
			"comment": f.Server + ": " + m.p.Text(f.Title) + " (" + m.p.Stage(f.Stage) + ")", "disable_correlation": kind == "text",
		})
	}
	attr := m.attributes[at]
	if ids {
		attr["to_ids"] = true
	}
	if f.Time == 0 {
		return
	}
	first, last := mispTime(f.Time), mispTime(max(f.Until, f.Time))
	if old, ok := attr["first_seen"].(string); !ok || first < old {
		attr["first_seen"] = first
	}
	if old, ok := attr["last_seen"].(string); !ok || last > old {
		attr["last_seen"] = last
	}
}

func mispTime(t athar.Time) string { return t.Std().Format("2006-01-02T15:04:05.000000-07:00") }
