package i18n

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// Questions are the five questions in the order in which they are asked, by
// the names the contract gives their answers.
func Questions() []string {
	return []string{"exposed", "attacked", "entered", "taken", "still_there"}
}

// Stage names a stage; NoStage is a lead.
func (p *Printer) Stage(s athar.Stage) string { return p.T("stage." + stageKey(s)) }

// StageMeans says in one line what a stage means.
func (p *Printer) StageMeans(s athar.Stage) string { return p.T("stage." + stageKey(s) + ".means") }

func stageKey(s athar.Stage) string {
	if s == athar.NoStage {
		return "lead"
	}
	return s.String()
}

// Question is the short form of a question, for a table: "Exposed?".
func (p *Printer) Question(name string) string { return p.T("question." + name) }

// QuestionLong is the question in full.
func (p *Printer) QuestionLong(name string) string { return p.T("question." + name + ".long") }

// Reply is yes, no or unknown. Whatever is neither yes nor no is not known: an
// answer is the last place for a text of somebody else's.
func (p *Printer) Reply(r athar.Reply) string {
	if r != athar.Yes && r != athar.No {
		r = athar.Unsure
	}
	return p.T("reply." + string(r))
}

// Severity names the severity of a finding.
func (p *Printer) Severity(s athar.Severity) string { return p.word("severity.", string(s)) }

// Confidence names how sure a statement is.
func (p *Printer) Confidence(c athar.Confidence) string { return p.word("confidence.", string(c)) }

// Exposure names the state of a flaw.
func (p *Printer) Exposure(s athar.ExposureState) string { return p.word("exposure.", string(s)) }

// Relation names how one campaign stands to another.
func (p *Printer) Relation(is string) string { return p.word("relation.", is) }

// Certainty says whether the theft from a mailbox is evidenced or possible.
func (p *Printer) Certainty(c string) string { return p.word("certainty.", c) }

// Band says how much of a mailbox was read.
func (p *Printer) Band(b string) string { return p.word("band.", b) }

// word looks a value of a fixed set up. A value outside the set is shown as it
// stands, and never becomes part of a template.
func (p *Printer) word(prefix, value string) string {
	if value == "" {
		return p.T("none")
	}
	if s := p.T(prefix + value); s != prefix+value {
		return s
	}
	return value
}

// Kind says what a source is, for a reader who does not know its folder name.
func (p *Printer) Kind(k athar.Kind) string {
	if s := p.T("kind." + string(k)); s != "kind."+string(k) {
		return s
	}
	for _, family := range []string{string(athar.KindHTTPProxy), "exchange/cmdletinfra/", "windows/evtx/"} {
		if rest, ok := strings.CutPrefix(string(k), family); ok {
			return p.T("kind."+strings.TrimSuffix(family, "/"), "Part", rest)
		}
	}
	return string(k)
}
