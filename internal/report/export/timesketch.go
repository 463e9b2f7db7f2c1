package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// Timesketch writes one JSON line an event: the first record of each finding,
// and its last where a burst has another. Findings without a time of their own
// have no place on a timeline and are left out.
func Timesketch(w io.Writer, a *athar.Assessment, o Options) error {
	a = clean(a)
	p := i18n.New(o.Lang)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, f := range rows(a) {
		if f.Time == 0 {
			continue
		}
		if err := enc.Encode(sketchEvent(f, f.Time, "First Record", p, o)); err != nil {
			return fmt.Errorf("write Timesketch timeline: %w", err)
		}
		if f.Until <= f.Time {
			continue
		}
		if err := enc.Encode(sketchEvent(f, f.Until, "Last Record", p, o)); err != nil {
			return fmt.Errorf("write Timesketch timeline: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write Timesketch timeline: %w", err)
	}
	return nil
}

func sketchEvent(f row, at athar.Time, desc string, p *i18n.Printer, o Options) object {
	tags := []string{"athar-" + stageOf(f.Stage)}
	e := object{
		"message":  f.Server + ": " + p.Text(f.Title) + " [" + p.Stage(f.Stage) + "]",
		"datetime": at.Std().Format("2006-01-02T15:04:05.000000+00:00"), "timestamp": int64(at) / 1000, "timestamp_desc": desc,
		"data_type": DataType(f.Source.Kind), "hostname": f.Server, "display_name": f.Source.Path, "sha256_hash": f.Source.SHA256,
		"stage": stageOf(f.Stage), "severity": string(f.Severity), "confidence": string(f.Confidence), "count": max(f.Count, 1),
		"rule": f.Rule, "campaign": f.Campaign, "finding": f.ID, "why": p.Text(f.Why), "raw": f.Raw,
		"cve": strings.Join(f.CVE, ", "), "technique": strings.Join(f.Technique, ", "),
		"src_ip": strings.Join(f.IP, ", "), "username": strings.Join(f.Account, ", "), "filename": strings.Join(f.File, ", "), "url": strings.Join(f.URL, ", "),
	}
	if unit, n := position(f.Source); unit != "" {
		e[unit] = n
	}
	if o.TLP != "" {
		tags = append(tags, string(o.TLP))
	}
	e["tag"] = tags
	return e
}

// dataTypes are Plaso's names where Plaso reads the same source, so that
// Timesketch's analysers and searches find the events.
var dataTypes = map[athar.Kind]string{
	athar.KindIIS: "iis:log:line", athar.KindFile: "fs:stat", athar.KindHTTPErr: "windows:httperr:line",
	"windows/registry": "windows:registry:key_value", "windows/mft": "fs:stat:ntfs", "windows/tasks": "windows:tasks:job",
	"windows/events-json": "windows:evtx:record",
}

// DataType is the data type of events of a kind: Plaso's, or one in its manner,
// "exchange:httpproxy:ecp:line".
func DataType(k athar.Kind) string {
	if t := dataTypes[k]; t != "" {
		return t
	}
	if strings.HasPrefix(string(k), "windows/evtx/") {
		return "windows:evtx:record"
	}
	if k == "" {
		return "athar:finding"
	}
	return strings.ReplaceAll(string(k), "/", ":") + ":line"
}
