package sigma

import (
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// CountCondition bounds a count. Several bounds must hold together.
type CountCondition struct {
	// Fields are the fields whose values the value types count.
	Fields []string
	// Percentile is the rank, in per cent, that value_percentile reckons; without
	// it the bounds are for the part that a value has in all.
	Percentile *float64
	// Bounds are in the order of the rule.
	Bounds []Bound
}

// Bound is one bound of a count.
type Bound struct {
	// Op is gt, gte, lt, lte, eq or neq.
	Op    string
	Value float64
}

var boundOps = []string{"gt", "gte", "lt", "lte", "eq", "neq"}

func parseCountCondition(n *yamlNode) (CountCondition, error) {
	var c CountCondition
	if n.Kind != yaml.MappingNode {
		return c, errorAt(n, "a correlation's condition must be a map, such as gte: 10")
	}
	for key, value := range pairs(n) {
		if key.Value == "field" {
			var err error
			if c.Fields, err = textList(value, "field"); err != nil {
				return c, err
			}
			continue
		}
		if key.Value == "percentile" {
			v, ok := parseNumber(value.Value)
			if value.Kind != yaml.ScalarNode || !ok || v.f < 0 || v.f > 100 {
				return c, errorAt(value, "percentile takes a number from 0 to 100")
			}
			c.Percentile = &v.f
			continue
		}
		if !slices.Contains(boundOps, key.Value) {
			return c, errorAt(key, "unknown key %q in a correlation's condition; known are field, percentile, %s", key.Value, strings.Join(boundOps, ", "))
		}
		v, ok := parseNumber(value.Value)
		if value.Kind != yaml.ScalarNode || !ok {
			return c, errorAt(value, "%s takes a number", key.Value)
		}
		c.Bounds = append(c.Bounds, Bound{key.Value, v.f})
	}
	if len(c.Bounds) == 0 {
		return c, errorAt(n, "the condition has no bound, such as gte: 10")
	}
	return c, nil
}

// Holds reports whether a count is within all bounds.
func (c CountCondition) Holds(count float64) bool {
	if math.IsNaN(count) {
		return false // there was nothing to count
	}
	for _, b := range c.Bounds {
		if !b.holds(count) {
			return false
		}
	}
	return true
}

func (b Bound) holds(count float64) bool {
	switch b.Op {
	case "gt":
		return count > b.Value
	case "gte":
		return count >= b.Value
	case "lt":
		return count < b.Value
	case "lte":
		return count <= b.Value
	case "eq":
		return count == b.Value
	default:
		return count != b.Value
	}
}

// onlyFromBelow reports whether more hits can never undo the condition. Then a
// match stands as soon as the count is reached.
func (c CountCondition) onlyFromBelow() bool {
	return !slices.ContainsFunc(c.Bounds, func(b Bound) bool { return b.Op != "gt" && b.Op != "gte" })
}

// least returns the smallest whole count that is within the bounds, where any
// greater one is as well; otherwise 0.
func (c CountCondition) least() int {
	if len(c.Bounds) == 0 || !c.onlyFromBelow() {
		return 0
	}
	for n := 1; n <= maxRules; n++ {
		if c.Holds(float64(n)) {
			return n
		}
	}
	return 0
}
