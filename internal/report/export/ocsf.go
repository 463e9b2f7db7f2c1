package export

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// ocsfVersion is the schema that the findings name. Detection Finding has been
// stable since 1.1; newer readers take older events.
const ocsfVersion = "1.4.0"

// ocsfSeverity and ocsfConfidence are OCSF's numbers and captions.
var (
	ocsfSeverity = map[athar.Severity]int{athar.Info: 1, athar.Low: 2, athar.Medium: 3, athar.High: 4, athar.Critical: 5}
	severityName = []string{"Unknown", "Informational", "Low", "Medium", "High", "Critical"}

	ocsfConfidence = map[athar.Confidence]int{athar.Doubtful: 1, athar.Probable: 2, athar.Sure: 3}
	confidenceName = []string{"Unknown", "Low", "Medium", "High"}
)

// OCSF writes a JSON list of Detection Findings (class 2004), one a finding. A
// finding whose own time is unknown carries the time of the assessment, and says
// so by having no first_seen_time.
func OCSF(w io.Writer, a *athar.Assessment, o Options) error {
	a = clean(a)
	p := i18n.New(o.Lang)
	buffered := bufio.NewWriter(w)
	out := &list{w: buffered}
	var err error
	for _, f := range rows(a) {
		if err == nil {
			err = out.add(detection(f, a, p, o))
		}
	}
	if err == nil {
		err = out.end()
	}
	if err == nil {
		err = buffered.WriteByte('\n')
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return fmt.Errorf("write OCSF: %w", err)
	}
	return nil
}

func detection(f row, a *athar.Assessment, p *i18n.Printer, o Options) object {
	severity, confidence := ocsfSeverity[f.Severity], ocsfConfidence[f.Confidence]
	at := f.Time
	if at == 0 {
		at = a.Generated
	}
	info := object{
		"uid": f.ID, "title": p.Text(f.Title), "desc": p.Text(f.Why), "created_time": millis(a.Generated), "types": []string{stageOf(f.Stage)},
		// 1 is Rule.
		"analytic": object{"type_id": 1, "type": "Rule", "uid": f.Rule, "name": f.Rule, "category": orUnnamed(f.Campaign)},
	}
	if f.Time != 0 {
		info["first_seen_time"], info["last_seen_time"] = millis(f.Time), millis(max(f.Until, f.Time))
	}
	if attacks := ocsfAttacks(f.Finding); len(attacks) > 0 {
		info["attacks"] = attacks
	}
	metadata := object{
		"version": ocsfVersion, "uid": f.ID,
		"product": object{"name": "athar", "vendor_name": "athar", "version": orUnnamed(a.Tool.Version), "lang": p.Lang()},
	}
	if o.TLP != "" {
		metadata["labels"] = []string{string(o.TLP)}
	}
	out := object{
		"class_uid": 2004, "class_name": "Detection Finding", "category_uid": 2, "category_name": "Findings",
		"activity_id": 1, "activity_name": "Create", "type_uid": 200401, "type_name": "Detection Finding: Create",
		"time": millis(at), "severity_id": severity, "severity": severityName[severity],
		"confidence_id": confidence, "confidence": confidenceName[confidence], "status_id": 1, "status": "New",
		"count": max(f.Count, 1), "message": p.Text(f.Title), "raw_data": f.Raw, "metadata": metadata, "finding_info": info,
		"resources": []object{{"name": orUnnamed(f.Server), "type": "server"}},
		"evidences": ocsfEvidence(f.Finding),
		"unmapped":  ocsfUnmapped(f.Finding),
	}
	var flaws []object
	for _, c := range f.CVE {
		if isCVE(c) {
			flaws = append(flaws, object{"cve": object{"uid": c}})
		}
	}
	if len(flaws) > 0 {
		out["vulnerabilities"] = flaws
	}
	if seen := ocsfObservables(f.Finding); len(seen) > 0 {
		out["observables"] = seen
	}
	return out
}

func millis(t athar.Time) int64 { return int64(t) / 1e6 }

func ocsfAttacks(f *athar.Finding) []object {
	var out []object
	for _, id := range techniques(f) {
		head, _, sub := strings.Cut(id, ".")
		attack := object{"version": attackVersion, "technique": object{"uid": head}}
		if sub {
			attack["sub_technique"] = object{"uid": id}
		}
		out = append(out, attack)
	}
	return out
}

// ocsfEvidence lists the artefact that holds the record, then what the record names.
func ocsfEvidence(f *athar.Finding) []object {
	file := object{"name": orUnnamed(base(f.Source.Path)), "path": f.Source.Path, "type_id": 1, "type": "Regular File"}
	if isSHA256(f.Source.SHA256) {
		file["hashes"] = []object{{"algorithm_id": 3, "algorithm": "SHA-256", "value": strings.ToLower(f.Source.SHA256)}}
	}
	out := []object{{"file": file}}
	for _, s := range f.IP {
		if a, ok := address(s); ok {
			out = append(out, object{"src_endpoint": object{"ip": a.String()}})
		}
	}
	for _, s := range f.Account {
		out = append(out, object{"user": object{"name": orUnnamed(s)}})
	}
	for _, s := range f.File {
		out = append(out, object{"file": object{"name": orUnnamed(base(s)), "path": s, "type_id": 1, "type": "Regular File"}})
	}
	for _, s := range f.URL {
		// The path of a request is a path and no address of a page.
		if u, err := url.Parse(s); err == nil && u.IsAbs() && u.Host != "" {
			out = append(out, object{"url": object{"url_string": u.String()}})
		} else {
			out = append(out, object{"url": object{"path": orUnnamed(s)}})
		}
	}
	return out
}

// ocsfObservables are the values that a reader searches by. 2 is IP Address, 4 is
// User Name, 7 is File Name.
func ocsfObservables(f *athar.Finding) []object {
	var out []object
	for _, s := range f.IP {
		if a, ok := address(s); ok {
			out = append(out, object{"name": "evidences.src_endpoint.ip", "type_id": 2, "type": "IP Address", "value": a.String()})
		}
	}
	for _, s := range f.Account {
		out = append(out, object{"name": "evidences.user.name", "type_id": 4, "type": "User Name", "value": s})
	}
	for _, s := range f.File {
		out = append(out, object{"name": "evidences.file.name", "type_id": 7, "type": "File Name", "value": base(s)})
	}
	return out
}

// ocsfUnmapped keeps what OCSF has no place for.
func ocsfUnmapped(f *athar.Finding) object {
	out := object{"athar_stage": stageOf(f.Stage), "athar_campaign": f.Campaign, "source_kind": string(f.Source.Kind)}
	if unit, n := position(f.Source); unit != "" {
		out["source_"+unit] = n
	}
	for _, k := range sortedKeys(f.Evidence) {
		out["evidence_"+k] = f.Evidence[k]
	}
	return out
}
