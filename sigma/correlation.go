package sigma

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Correlation is a rule about the hits of other rules: how many there are, how
// many values they have, which come together or in which order.
type Correlation struct {
	ID, Name, Title, Status, Level, Description, Author, Date, Modified string

	Tags, References, FalsePositives []string

	// Type is event_count, one of value_count, value_sum, value_avg, value_median
	// and value_percentile, temporal or temporal_ordered.
	Type string
	// Rules are the rules whose hits count, by name or id; for temporal_ordered
	// in the order that is asked for.
	Rules []string
	// GroupBy are the fields, or aliases, that must have the same value in all
	// hits of a match.
	GroupBy []string
	// Timespan is how far apart the first and the last hit of a match may be.
	Timespan time.Duration
	// Condition bounds what is counted. For the temporal types that is how many of
	// the rules must hit, all where it is empty.
	Condition CountCondition
	// Aliases give, for an alias in GroupBy, the field's name in the events of
	// each rule: alias, then rule, then field.
	Aliases map[string]map[string]string
	// Generate asks that hits of the rules also count by themselves.
	Generate bool

	custom custom
}

// Field returns the name that a field or alias of GroupBy has in the events of
// a rule.
func (c *Correlation) Field(groupBy, rule string) string {
	if field, ok := c.Aliases[groupBy][rule]; ok {
		return field
	}
	return groupBy
}

// Custom returns the names of the top-level keys that Sigma does not define,
// sorted.
func (c *Correlation) Custom() []string { return c.custom.names() }

// Decode decodes a custom top-level key into v, as [Rule.Decode] does.
func (c *Correlation) Decode(name string, v any) error { return c.custom.decode(c.name(), name, v) }

func (c *Correlation) name() string {
	if c.ID != "" {
		return c.ID
	}
	return c.Title
}

func parseCorrelation(tree *yamlNode) (*Correlation, error) {
	c := &Correlation{custom: custom{}}
	texts := map[string]*string{
		"id": &c.ID, "name": &c.Name, "title": &c.Title, "status": &c.Status, "level": &c.Level,
		"description": &c.Description, "author": &c.Author, "date": &c.Date, "modified": &c.Modified,
	}
	lists := map[string]*[]string{
		"tags": &c.Tags, "references": &c.References, "falsepositives": &c.FalsePositives,
	}
	for key, value := range pairs(tree) {
		var err error
		name := key.Value
		switch {
		case texts[name] != nil:
			*texts[name], err = scalarText(value, name)
		case lists[name] != nil:
			*lists[name], err = textList(value, name)
		case name == "correlation":
			err = c.parseBlock(value)
		default:
			c.custom[name] = value
		}
		if err != nil {
			return nil, err
		}
	}
	if c.Title == "" {
		return nil, errorAt(tree, "the correlation has no title")
	}
	return c, nil
}

func (c *Correlation) parseBlock(n *yamlNode) error {
	if n.Kind != yaml.MappingNode {
		return errorAt(n, "correlation must be a map")
	}
	var condition *yamlNode
	for key, value := range pairs(n) {
		var err error
		switch key.Value {
		case "type":
			c.Type, err = scalarText(value, "type")
		case "rules":
			c.Rules, err = textList(value, "rules")
		case "group-by":
			c.GroupBy, err = textList(value, "group-by")
		case "timespan", "timeframe":
			c.Timespan, err = parseTimespan(value)
		case "condition":
			condition = value
			c.Condition, err = parseCountCondition(value)
		case "aliases":
			c.Aliases, err = parseAliases(value)
		case "generate":
			if value.Tag != "!!bool" {
				return errorAt(value, "generate must be true or false")
			}
			c.Generate = value.Value == "true"
		default:
			return errorAt(key, "unknown key %q in a correlation", key.Value)
		}
		if err != nil {
			return err
		}
	}
	return c.check(n, condition)
}

func (c *Correlation) check(n, condition *yamlNode) error {
	wants, known := correlationTypes[c.Type]
	least := c.Condition.least()
	switch {
	case c.Type == "":
		return errorAt(n, "the correlation has no type")
	case !known:
		return errorAt(n, "correlation type %q is not known; known are %s", c.Type, strings.Join(slices.Sorted(maps.Keys(correlationTypes)), ", "))
	case len(c.Rules) == 0:
		return errorAt(n, "the correlation names no rules")
	case len(c.Rules) > maxRules:
		return errorAt(n, "the correlation names more than %d rules", maxRules)
	case len(c.GroupBy) > maxGroupBy:
		return errorAt(n, "the correlation groups by more than %d fields", maxGroupBy)
	case c.Timespan == 0:
		return errorAt(n, "the correlation has no timespan")
	case wants.condition && condition == nil:
		return errorAt(n, "%s needs a condition, such as gte: 10", c.Type)
	case wants.field && len(c.Condition.Fields) == 0:
		return errorAt(condition, "%s needs a field in its condition", c.Type)
	case wants.field && c.Type != "value_count" && len(c.Condition.Fields) > 1:
		return errorAt(condition, "%s takes one field", c.Type)
	case c.Type != "value_percentile" && c.Condition.Percentile != nil:
		return errorAt(condition, "%s takes no percentile", c.Type)
	case !wants.condition && condition != nil && least > distinct(c.Rules):
		return errorAt(condition, "%s has too few rules for its condition", c.Type)
	case c.Type == "temporal_ordered" && condition != nil && least == 0:
		return errorAt(condition, "temporal_ordered takes gt or gte: how many of its rules must hit, at least")
	}
	return nil
}

// parseTimespan reads a number and a unit. As in other Sigma tools a month has
// 30 days and a year 365.
func parseTimespan(n *yamlNode) (time.Duration, error) {
	const day = 24 * time.Hour
	units := map[byte]time.Duration{
		's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': day, 'w': 7 * day, 'M': 30 * day, 'y': 365 * day,
	}
	text, err := scalarText(n, "timespan")
	if err != nil {
		return 0, err
	}
	if len(text) >= 2 {
		unit, ok := units[text[len(text)-1]]
		count, err := strconv.ParseInt(text[:len(text)-1], 10, 64)
		if ok && err == nil && count > 0 && count <= math.MaxInt64/int64(unit) {
			return time.Duration(count) * unit, nil
		}
	}
	return 0, errorAt(n, "timespan %q is no number with a unit, such as 30s, 5m, 1h, 7d, 2w, 1M or 1y", text)
}

func parseAliases(n *yamlNode) (map[string]map[string]string, error) {
	if n.Kind != yaml.MappingNode {
		return nil, errorAt(n, "aliases must be a map")
	}
	aliases := map[string]map[string]string{}
	for alias, rules := range pairs(n) {
		if rules.Kind != yaml.MappingNode {
			return nil, errorAt(rules, "alias %q must map rules to fields", alias.Value)
		}
		fields := map[string]string{}
		for rule, field := range pairs(rules) {
			text, err := scalarText(field, "an alias's field")
			if err != nil {
				return nil, err
			}
			fields[rule.Value] = text
		}
		aliases[alias.Value] = fields
	}
	return aliases, nil
}
