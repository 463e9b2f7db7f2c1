package sigma

import (
	"errors"
	"fmt"
	"slices"
)

// Event is what a rule sees of a record.
type Event interface {
	// Lookup returns the named field's value; ok is false where the record has
	// no such field, which is Sigma's null. An empty value is a value.
	Lookup(field string) (value string, ok bool)
	// Text returns all that a keyword search looks through.
	Text() string
}

// Options is what a rule needs to know of the place it runs in.
type Options struct {
	// Placeholders are the values for the expand modifier, by name without the
	// percent signs. A rule with a placeholder that has none does not compile.
	Placeholders map[string][]string
	// Missing is asked for the values of a placeholder that Placeholders has none
	// of: whoever only wants to know what else is wrong with a rule can make some up.
	// It may be nil.
	Missing func(placeholder string) []string
	// Verbatim reports whether a field's value stands in the raw record byte
	// for byte, so that its literals can be looked for there; fields that are
	// decoded, joined or unescaped do not. It is asked about "" for keywords,
	// that is, for Event.Text. Without it no field is verbatim.
	Verbatim func(field string) bool
	// Cut gives the characters that the raw record writes otherwise in a field's
	// value, as a space in a user agent; literals do not reach over them. It may
	// be nil.
	Cut func(field string) string
	// Names gives the names under which records hold a field of the rule, where
	// that is not its own; any of several may match. It may be nil.
	Names func(field string) []string
	// Filters are added to the rule's conditions, each by "and".
	Filters []*Filter
}

// place tells how the values of a field stand in the raw record.
func (o *Options) place() place {
	verbatim, cut := o.Verbatim, o.Cut
	return func(field string) (string, bool) {
		switch {
		case verbatim == nil || !verbatim(field):
			return "", false
		case cut == nil:
			return "", true
		}
		return cut(field), true
	}
}

// Matcher is a compiled rule. It is immutable and safe for use by many
// goroutines at once.
type Matcher struct {
	rule       *Rule
	root       node
	slots      []string // fields as the rule calls them
	naming     naming
	selections []selectionNode
	names      []string
	place      place
}

// Compile makes a rule ready to match. Its errors say where in the rule's file
// the fault stands.
func Compile(r *Rule, opt Options) (*Matcher, error) {
	m, err := compile(r, &opt)
	if err != nil {
		var fault *Error
		if errors.As(err, &fault) && fault.Rule == "" {
			fault.Rule = r.name()
		}
		return nil, err
	}
	return m, nil
}

func compile(r *Rule, opt *Options) (*Matcher, error) {
	c := &compiler{opt: opt}
	m := &Matcher{rule: r}
	root, err := c.detection(r.detection(), m, "")
	if err != nil {
		return nil, err
	}
	roots := []node{root}
	for _, f := range opt.Filters {
		root, err := c.detection(&f.Detection, m, "filter "+f.Title+": ")
		if err != nil {
			return nil, fmt.Errorf("filter %q: %w", f.Title, err)
		}
		roots = append(roots, root)
	}
	m.root, m.slots = allOf(roots), c.slots
	m.naming = newNaming(m.slots, opt.Names)
	m.place = opt.place()
	return m, nil
}

// detection compiles the selections and conditions of a rule or a filter, and adds
// the selections to the matcher's. Names are looked for among its own.
func (c *compiler) detection(d *Detection, m *Matcher, label string) (node, error) {
	bind := resolver{}
	for _, s := range d.Selections {
		if s.tree == nil {
			return nil, &Error{Message: "selection " + s.Name + " was not read by Parse"}
		}
		n, err := c.selection(s.tree)
		if err != nil {
			return nil, err
		}
		selected := selectionNode{len(m.selections), n}
		m.selections = append(m.selections, selected)
		m.names = append(m.names, label+s.Name)
		bind.names = append(bind.names, s.Name)
		bind.nodes = append(bind.nodes, selected)
	}
	var roots []node
	for _, condition := range d.Conditions {
		e, err := parseCondition(condition.Text)
		if err == nil {
			var n node
			n, err = bind.node(e)
			roots = append(roots, n)
		}
		if err != nil {
			return nil, &Error{Line: condition.Line, Column: condition.Column, Message: err.Error()}
		}
	}
	if len(roots) == 0 {
		return nil, &Error{Message: "the rule has no condition"}
	}
	return anyOf(roots), nil
}

// Rule returns the rule that was compiled.
func (m *Matcher) Rule() *Rule { return m.rule }

// Match reports whether the rule's condition is true for the event.
func (m *Matcher) Match(e Event) bool {
	f := m.frame(e)
	matched := m.root.eval(f)
	f.release()
	return matched
}

// Fields returns every field that the rule can look at, as the rule spells
// them, sorted. Keywords, which look at the whole text, are not among them.
func (m *Matcher) Fields() []string {
	fields := slices.DeleteFunc(slices.Clone(m.slots), func(field string) bool { return field == "" })
	slices.Sort(fields)
	return fields
}

// Required returns a set of literals of which at least one stands, but for the
// case of ASCII letters, in the raw text of every record that the rule matches;
// ok is false when there is no such set. Where several sets would do, it is the
// one that is likely to be the rarest.
//
// Two literals beyond ASCII, U+017F and U+212A, may be among them: by Unicode
// they equal s and k, so a record that has one can match without having the
// literal in ASCII.
func (m *Matcher) Required() (literals []string, ok bool) {
	l, ok := m.root.required(m.place)
	if !ok {
		return nil, false
	}
	literals = l.sorted()
	return literals, len(literals) > 0
}
