package campaign

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/athar-forensics/athar/sigma"
)

func isRuleFile(name string) bool {
	return strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml") && path.Base(name) != "campaign.yaml"
}

func (l *Library) loadRules(fsys fs.FS, dir, campaign string, origin origin) error {
	return eachFile(fsys, dir+"/*.yml", func(name string, data []byte) { l.add(data, name, campaign, origin) })
}

// eachFile reads the files that a pattern names, in the order of their names.
func eachFile(fsys fs.FS, pattern string, take func(name string, data []byte)) error {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		take(name, data)
	}
	return nil
}

// origin says whose a rule is: built-in rules carry athar's own block.
type origin uint8

const (
	builtin origin = iota
	foreign
)

// ruleFile is a file of rules on its way into the library.
type ruleFile struct {
	name, place string // as it is told, and where it lies
	data        []byte
	err         error // it could not be read, or holds what is no rule
	docs        []sigma.Document
	rules       []*Rule // of the documents that are rules, nil where one failed
	faults      []error // and why it did
}

func (l *Library) add(data []byte, file, campaign string, origin origin) {
	f := &ruleFile{name: file, data: data}
	l.prepare(f, campaign, origin)
	l.take(f, campaign, origin)
}

// prepare does for a file what depends on no other.
func (l *Library) prepare(f *ruleFile, campaign string, origin origin) {
	f.docs, f.err = sigma.Parse(f.data)
	f.rules, f.faults = make([]*Rule, len(f.docs)), make([]error, len(f.docs))
	for i, d := range f.docs {
		if d.Rule != nil {
			f.rules[i], f.faults[i] = l.newRule(d.Rule, f.name, campaign, origin)
		}
	}
}

// take puts what a file holds into the library.
func (l *Library) take(f *ruleFile, campaign string, origin origin) {
	if f.err != nil {
		l.fail(f.name, "", f.err)
	}
	for i, d := range f.docs {
		switch {
		case d.Rule != nil:
			r, err := f.rules[i], f.faults[i]
			if err == nil && l.detectors[r.Name] != nil {
				err = fmt.Errorf("the name %q is taken by a detector of athar's own", r.Name)
			}
			if err == nil && l.byName[r.Name] != nil {
				err = fmt.Errorf("another rule has the name %q: %s", r.Name, l.byName[r.Name].File)
			}
			if err != nil {
				l.fail(f.name, d.Rule.Title, err)
				continue
			}
			l.byName[r.Name] = r
			if id := r.Sigma.ID; id != "" && l.byID[id] == nil {
				l.byID[id] = r
			}
			l.loaded = append(l.loaded, r)
		case d.Correlation != nil:
			c, err := newCorrelation(d.Correlation, f.name, campaign, origin)
			if err != nil {
				l.fail(f.name, d.Correlation.Title, err)
				continue
			}
			l.read = append(l.read, c)
		case d.Filter != nil:
			l.filters = append(l.filters, fileFilter{d.Filter, f.name})
		}
	}
}
