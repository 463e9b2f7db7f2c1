package campaign

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/yara"
)

// Shapes is a compiled set of YARA rules, with what athar makes of their matches.
type Shapes struct {
	Rules *yara.Rules
	of    map[string]*Rule // by namespace and name
}

// Rule returns what stands behind a match, nil for nothing and for what was disabled.
func (s *Shapes) Rule(m *yara.Match) *Rule {
	r := s.of[m.Namespace+"\x00"+m.Rule]
	if r == nil || r.off {
		return nil
	}
	return r
}

// shapeExternals are the external variables that rules of others expect, as
// signature-base has them. Each scan gives them their values.
var shapeExternals = map[string]any{"filename": "", "filepath": "", "extension": "", "filetype": "", "owner": ""}

// shapeSource is a rule file.
type shapeSource struct {
	name, text, campaign string
	// folder and tree are where a user's file was given: its includes lie there.
	folder string
	tree   fs.FS
}

// loadShapes gathers a campaign's own YARA files.
func (l *Library) loadShapes(fsys fs.FS, dir, campaign string) error {
	return eachFile(fsys, dir+"/*.yar", func(name string, data []byte) {
		l.ownShapes = append(l.ownShapes, shapeSource{name: name, text: string(data), campaign: campaign})
	})
}

// compileShapes compiles athar's own rules.
func (l *Library) compileShapes() {
	if len(l.ownShapes) > 0 {
		l.Own = l.shapes(l.ownShapes, nil, builtin)
	}
}

// AddYara loads a user's rules from a tree: files that end in .yar or .yara. They
// carry no stage, and are leads. One that does not compile is in Failed.
func (l *Library) AddYara(fsys fs.FS, label string) error {
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			l.fail(path.Join(label, name), "", err)
			return nil
		}
		if ext := strings.ToLower(path.Ext(name)); d.IsDir() || ext != ".yar" && ext != ".yara" {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			l.fail(path.Join(label, name), "", err)
			return nil
		}
		l.givenShapes = append(l.givenShapes, shapeSource{name: path.Join(label, name), text: string(data), folder: label, tree: fsys})
		return nil
	})
	if len(l.givenShapes) > 0 {
		l.Given = l.shapes(l.givenShapes, l.include, foreign)
	}
	l.link()
	return err
}

// include finds a file that a user's file includes: it lies in the same folder that
// was given, nowhere else.
func (l *Library) include(from, name string) (string, string, error) {
	for _, s := range l.givenShapes {
		inner, ok := strings.CutPrefix(path.Join(path.Dir(from), name), strings.TrimSuffix(path.Clean(s.folder), "/")+"/")
		if !ok {
			continue
		}
		data, err := fs.ReadFile(s.tree, inner)
		if err == nil {
			return path.Join(s.folder, inner), string(data), nil
		}
	}
	return "", "", errors.New("it is not in the folder that was given")
}

// shapes compiles sources, each in a namespace of its own: two files may have
// rules of one name.
func (l *Library) shapes(sources []shapeSource, include func(from, name string) (string, string, error), origin origin) *Shapes {
	var given []yara.Source
	campaigns := map[string]string{}
	for _, s := range sources {
		given = append(given, yara.Source{Name: s.name, Namespace: s.name, Text: s.text})
		campaigns[s.name] = s.campaign
	}
	compiled, err := yara.Compile(given, yara.CompileOptions{Externals: shapeExternals, Include: include, KeepGoing: true})
	if err != nil {
		l.failShapes(err, sources[0].name)
	}
	if compiled == nil {
		return nil
	}
	out := &Shapes{Rules: compiled, of: map[string]*Rule{}}
	l.shaped = slices.DeleteFunc(l.shaped, func(r *Rule) bool { return r.shape == origin+1 })
	for _, info := range compiled.All() {
		if info.Private {
			continue
		}
		r, err := newShape(&info, campaigns[info.Namespace], origin)
		if err != nil {
			l.fail(info.Namespace, info.Name, err)
			continue
		}
		if have := l.byName[r.Name]; have != nil && have.File != r.File {
			r.Name = strings.TrimSuffix(path.Base(info.Namespace), path.Ext(info.Namespace)) + ":" + r.Name
		}
		l.byName[r.Name] = r
		l.shaped = append(l.shaped, r)
		out.of[info.Namespace+"\x00"+info.Name] = r
	}
	return out
}

// failShapes notes each fault once, however often the set is compiled.
func (l *Library) failShapes(err error, file string) {
	faults := yara.Errors(err)
	if len(faults) == 0 {
		l.failOnce(file, "", err)
	}
	for _, f := range faults {
		l.failOnce(f.File, f.Rule, fmt.Errorf("line %d: %s", f.Line, f.Message))
	}
}

func (l *Library) failOnce(file, rule string, err error) {
	entry := athar.RuleFailed{Path: file, Rule: rule, Reason: err.Error()}
	if !slices.Contains(l.refused, entry) {
		l.refused = append(l.refused, entry)
	}
}

// newShape reads what a rule's metadata says. Of athar's own: stage, confidence,
// level, technique, cve, supersedes (lists by commas), title_en, title_ar, why_en,
// why_ar. Of others': description, and score as signature-base has it.
func newShape(info *yara.RuleInfo, campaign string, origin origin) (*Rule, error) {
	meta := map[string]string{}
	score := int64(-1)
	for _, m := range info.Meta {
		switch v := m.Value.(type) {
		case string:
			meta[m.Key] = v
		case int64:
			if m.Key == "score" {
				score = v
			}
		}
	}
	r := &Rule{Name: info.Name, Campaign: campaign, File: info.Namespace, Severity: severity(meta["level"]), shape: origin + 1}
	r.Meta.Evidence = []string{"path", "sha256", "key", "when", "strings", "wrapping", "page"}
	r.Technique = []string{}
	if origin == foreign {
		r.Meta.Title, r.Meta.Why = athar.Text{En: info.Name}, athar.Text{En: meta["description"]}
		r.Meta.Confidence, r.Severity = athar.Probable, scored(score)
		return r, nil
	}
	r.Meta.Stage, r.Meta.Confidence = meta["stage"], athar.Confidence(meta["confidence"])
	r.Meta.Title = athar.Text{En: meta["title_en"], Ar: meta["title_ar"]}
	r.Meta.Why = athar.Text{En: meta["why_en"], Ar: meta["why_ar"]}
	r.Meta.CVE, r.Meta.Supersedes = commas(meta["cve"]), commas(meta["supersedes"])
	r.Technique = append(r.Technique, commas(meta["technique"])...)
	var err error
	r.Stage, err = r.Meta.check()
	return r, err
}

func commas(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// scored makes a severity of a score of 0 to 100; rules without one are in the
// middle.
func scored(score int64) athar.Severity {
	switch {
	case score >= 75:
		return athar.High
	case score < 0 || score >= 50:
		return athar.Medium
	}
	return athar.Low
}
