package sigma

import (
	"fmt"
	"slices"
	"strings"
)

// modifier is what stands behind a `|` after a field's name. Most change one
// value; a few change how the item's values are combined.
type modifier struct {
	value func(o operand, opt *Options) ([]operand, error)
	item  func(it *item)
}

// modifiers is every modifier of Sigma 2.1, with the long names of the regular
// expression flags that pySigma knows too.
var modifiers = map[string]modifier{
	"all": {item: func(it *item) { it.every = true }},
	"neq": {item: func(it *item) { it.negated = true }},

	"contains":   {value: modifyContains},
	"startswith": {value: modifyStartsWith},
	"endswith":   {value: modifyEndsWith},
	"cased":      {value: modifyCased},
	"exists":     {value: modifyExists},
	"windash":    {value: modifyWindash},

	"re":         {value: modifyRe},
	"i":          {value: modifyReFlag('i')},
	"ignorecase": {value: modifyReFlag('i')},
	"m":          {value: modifyReFlag('m')},
	"multiline":  {value: modifyReFlag('m')},
	"s":          {value: modifyReFlag('s')},
	"dotall":     {value: modifyReFlag('s')},

	"base64":       {value: modifyBase64},
	"base64offset": {value: modifyBase64Offset},
	"utf16":        {value: modifyUTF16},
	"utf16le":      {value: modifyUTF16LE},
	"wide":         {value: modifyUTF16LE},
	"utf16be":      {value: modifyUTF16BE},

	"lt":  {value: modifyCompare(less)},
	"lte": {value: modifyCompare(lessOrEqual)},
	"gt":  {value: modifyCompare(greater)},
	"gte": {value: modifyCompare(greaterOrEqual)},

	"minute": {value: modifyTimePart("minute")},
	"hour":   {value: modifyTimePart("hour")},
	"day":    {value: modifyTimePart("day")},
	"week":   {value: modifyTimePart("week")},
	"month":  {value: modifyTimePart("month")},
	"year":   {value: modifyTimePart("year")},

	"cidr":     {value: modifyCIDR},
	"expand":   {value: modifyExpand},
	"fieldref": {value: modifyFieldRef},
}

// splitKey cuts a detection key into the field and its modifiers.
func splitKey(key string) (field string, names []string, err error) {
	field, rest, found := strings.Cut(key, "|")
	if !found {
		return field, nil, nil
	}
	names = strings.Split(rest, "|")
	for _, name := range names {
		if _, ok := modifiers[name]; !ok {
			return "", nil, fmt.Errorf("unknown modifier %q; known are %s", name, strings.Join(modifierNames(), ", "))
		}
	}
	// Placeholders are part of the value as written, wherever expand stands.
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case a == "expand" && b != "expand":
			return -1
		case a != "expand" && b == "expand":
			return 1
		}
		return 0
	})
	return field, names, nil
}

func modifierNames() []string {
	names := make([]string, 0, len(modifiers))
	for name := range modifiers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// modify runs a value through the modifiers in order. A modifier may make
// several values of one; they are alternatives.
func modify(o operand, names []string, opt *Options) ([]operand, error) {
	alternatives := []operand{o}
	for _, name := range names {
		change := modifiers[name].value
		if change == nil {
			continue
		}
		var next []operand
		for _, a := range alternatives {
			made, err := change(a, opt)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			next = append(next, made...)
		}
		alternatives = next
	}
	return alternatives, nil
}

// errTakes is the fault of a value that a modifier cannot work on.
func errTakes(want string, o operand) error { return fmt.Errorf("takes %s, not %s", want, o.kind()) }
