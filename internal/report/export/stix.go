package export

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/tlp"
)

// scoNamespace is the namespace of STIX's own deterministic ids (STIX 2.1, 2.9).
var scoNamespace = [16]byte{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7}

// tlpIDs are the marking definitions that OASIS published for TLP 2.0, and the
// extension that carries them.
var tlpIDs = map[tlp.Mark]string{
	tlp.Clear:       "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	tlp.Green:       "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	tlp.Amber:       "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	tlp.AmberStrict: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
	tlp.Red:         "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}

const tlpExtension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

// STIX writes a STIX 2.1 bundle: what was observed (observed-data with the
// addresses, accounts and files of a record), what it means (a note a finding),
// which techniques and flaws it shows, and indicators for the addresses and
// files of intruders from accessed upwards. No threat actor is named: a likeness
// stands in a cluster's description as a likeness.
func STIX(w io.Writer, a *athar.Assessment, o Options) error {
	a = clean(a)
	b := &bundle{p: i18n.New(o.Lang), have: map[string]bool{}, created: rfc3339(a.Generated)}
	if b.created == "" {
		b.created = "2021-03-02T00:00:00.000Z" // an assessment that nobody dated; the format wants some date
	}
	if id := tlpIDs[o.TLP]; id != "" {
		b.add(object{
			"type": "marking-definition", "spec_version": "2.1", "id": id, "created": "2022-10-01T00:00:00.000Z", "name": string(o.TLP),
			"extensions": object{tlpExtension: object{"extension_type": "property-extension", "tlp_2_0": o.TLP.Value()}},
		})
		b.marking = []string{id}
	}
	b.tool = b.domain("identity", "athar", object{"name": "athar", "identity_class": "system", "description": "athar " + a.Tool.Version + ", " + a.Tool.Content})
	for _, systems := range [][]athar.Server{a.Servers, a.Tenants} {
		for i := range systems {
			b.system(&systems[i])
		}
	}
	if err := b.write(w); err != nil {
		return fmt.Errorf("write STIX: %w", err)
	}
	return nil
}

// write writes the objects in the order of their ids.
func (b *bundle) write(w io.Writer) error {
	slices.SortFunc(b.objects, func(x, y encoded) int { return strings.Compare(x.id, y.id) })
	// The id follows the content: another case, or another verdict, is another bundle.
	sum := sha256.New()
	for _, o := range b.objects {
		io.WriteString(sum, o.json)
	}
	buffered := bufio.NewWriter(w)
	fmt.Fprintf(buffered, "{\n\"type\": \"bundle\",\n\"id\": \"bundle--%s\",\n\"objects\": ", uuid4(string(sum.Sum(nil))))
	out := &list{w: buffered}
	for _, o := range b.objects {
		if err := out.add(json.RawMessage(o.json)); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	buffered.WriteString("\n}\n")
	return buffered.Flush()
}

// encoded is one object as compact JSON: a tenth of what the object itself takes.
type encoded struct{ id, json string }

// bundle collects objects, each once.
type bundle struct {
	p       *i18n.Printer
	objects []encoded
	have    map[string]bool
	marking []string
	created string
	tool    string
}

func (b *bundle) add(o object) {
	id := o["id"].(string)
	if !b.have[id] {
		b.have[id] = true
		b.objects = append(b.objects, encoded{id, canonical(o)})
	}
}

// domain adds a domain object or a relationship whose id follows from a key.
func (b *bundle) domain(kind, key string, props object) string {
	id := kind + "--" + uuid4(kind+"\x00"+key)
	if b.have[id] {
		return id
	}
	o := object{"type": kind, "spec_version": "2.1", "id": id, "created": b.created, "modified": b.created, "lang": b.p.Lang()}
	for k, v := range props {
		o[k] = v
	}
	if b.tool != "" {
		o["created_by_ref"] = b.tool
	}
	b.mark(o)
	b.add(o)
	return id
}

// observable adds a cyber-observable; contributing are the properties that its id
// is computed from.
func (b *bundle) observable(kind string, contributing, more object) string {
	id := kind + "--" + uuid5(scoNamespace, canonical(contributing))
	if b.have[id] {
		return id
	}
	o := object{"type": kind, "spec_version": "2.1", "id": id}
	for _, m := range []object{contributing, more} {
		for k, v := range m {
			o[k] = v
		}
	}
	b.mark(o)
	b.add(o)
	return id
}

func (b *bundle) mark(o object) {
	if b.marking != nil {
		o["object_marking_refs"] = b.marking
	}
}

func (b *bundle) relate(kind, from, to string) string {
	return b.domain("relationship", from+" "+kind+" "+to, object{"relationship_type": kind, "source_ref": from, "target_ref": to})
}

// system adds one server or tenant with its findings, clusters and verdict.
func (b *bundle) system(s *athar.Server) {
	me := b.domain("identity", "server "+s.Name, object{"name": orUnnamed(s.Name), "identity_class": "system"})
	refs := []string{me}
	for i := range s.Findings {
		f := &s.Findings[i]
		refs = append(refs, b.finding(f, s.Name, me)...)
	}
	for i := range s.Clusters {
		refs = append(refs, b.cluster(&s.Clusters[i], s))
	}
	slices.Sort(refs)
	refs = slices.Compact(refs)
	name := b.p.Text(s.Headline)
	b.domain("report", "report "+s.Name, object{
		"name":         orUnnamed(s.Name) + ": " + b.p.Stage(s.Stage),
		"description":  name,
		"report_types": []string{"attack-pattern"}, "published": b.created, "object_refs": refs,
		"confidence": percent(s.Confidence),
	})
}

// finding adds what a finding observed and what it means.
func (b *bundle) finding(f *athar.Finding, server, me string) []string {
	seen := b.observables(f)
	var ids []string
	if f.Time != 0 {
		last := max(f.Until, f.Time)
		ids = append(ids, b.domain("observed-data", server+" "+f.ID, object{
			"first_observed": rfc3339(f.Time), "last_observed": rfc3339(last),
			"number_observed": min(max(f.Count, 1), 999_999_999), "object_refs": seen,
		}))
	}
	about := []string{me}
	if len(ids) > 0 {
		about = ids
	}
	note := b.domain("note", server+" "+f.ID, object{
		"abstract": b.p.Text(f.Title), "content": b.content(f), "object_refs": about, "confidence": percent(f.Confidence),
	})
	ids = append(ids, note)
	var patterns []string
	for _, t := range techniques(f) {
		patterns = append(patterns, b.technique(t))
	}
	ids = append(ids, patterns...)
	for _, cve := range f.CVE {
		if !isCVE(cve) {
			continue
		}
		flaw := b.domain("vulnerability", cve, object{"name": cve, "external_references": []object{{"source_name": "cve", "external_id": cve}}})
		ids = append(ids, flaw)
		for _, t := range patterns {
			ids = append(ids, b.relate("targets", t, flaw))
		}
	}
	if f.Stage >= athar.Accessed && f.Time != 0 {
		ids = append(ids, b.indicators(f, patterns, me)...)
	}
	return ids
}

// content is a note's text: the reason, the rule, the place and the record.
func (b *bundle) content(f *athar.Finding) string {
	lines := []string{
		b.p.Text(f.Why),
		b.p.T("report.stage") + ": " + b.p.Stage(f.Stage),
		b.p.T("report.rule") + ": " + f.Rule + " (" + f.Campaign + ")",
	}
	place := f.Source.Path
	if unit, n := position(f.Source); unit != "" {
		place += fmt.Sprintf(":%d", n)
	}
	lines = append(lines, b.p.T("report.source")+": "+place+", SHA-256 "+f.Source.SHA256, "", f.Raw)
	return strings.Join(lines, "\n")
}

func (b *bundle) technique(id string) string {
	return b.domain("attack-pattern", id, object{
		"name":                id,
		"external_references": []object{{"source_name": "mitre-attack", "external_id": id}},
	})
}

// sentences puts texts behind each other, in the report's language.
func (b *bundle) sentences(all []athar.Text) string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = b.p.Text(t)
	}
	return strings.Join(out, "; ")
}

// cluster adds an intruder without a name; a likeness stays in the description.
func (b *bundle) cluster(c *athar.Cluster, s *athar.Server) string {
	var lines []string
	for _, k := range c.Candidates {
		lines = append(lines, b.p.T("report.candidates")+": "+k.Actor,
			b.p.T("report.for")+": "+b.sentences(k.Pro()), b.p.T("report.against")+": "+b.sentences(k.Con()))
	}
	props := object{"name": orUnnamed(s.Name + " " + c.ID), "description": strings.Join(append([]string{b.p.T("report.clusters.note")}, lines...), "\n")}
	if c.First != 0 {
		props["first_seen"] = rfc3339(c.First)
		if c.Last > c.First {
			props["last_seen"] = rfc3339(c.Last)
		}
	}
	id := b.domain("intrusion-set", s.Name+" "+c.ID, props)
	member := make(map[string]bool, len(c.Findings))
	for _, f := range c.Findings {
		member[f] = true
	}
	for i := range s.Findings {
		if f := &s.Findings[i]; member[f.ID] {
			for _, t := range techniques(f) {
				b.relate("uses", id, b.technique(t))
			}
		}
	}
	return id
}

func percent(c athar.Confidence) int {
	switch c {
	case athar.Sure:
		return 90
	case athar.Probable:
		return 60
	}
	return 30
}

func orUnnamed(s string) string {
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}
