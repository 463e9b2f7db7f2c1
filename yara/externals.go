package yara

import (
	"fmt"
	"slices"
)

// externals gives each external variable a slot, in the order of their names.
func (c *compiler) externals() error {
	var names []string
	for name := range c.opts.Externals {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v, err := externalValue(c.opts.Externals[name])
		if err != nil {
			return fmt.Errorf("external variable %s: %w", name, err)
		}
		c.out.externalNames[name] = len(c.out.externals)
		c.out.externals = append(c.out.externals, v)
	}
	return nil
}

// externalValue converts a Go value. As in YARA a boolean is a number.
func externalValue(v any) (value, error) {
	switch v := v.(type) {
	case bool:
		return intValue(boolValue(v).i), nil
	case int:
		return intValue(int64(v)), nil
	case int64:
		return intValue(v), nil
	case float64:
		return floatValue(v), nil
	case string:
		return stringValue(v), nil
	}
	return undefined, fmt.Errorf("type %T is none of bool, int, int64, float64, string", v)
}

// setExternals takes the values of one scan, whose types must stay the same.
func (s *scan) setExternals() error {
	s.externals = append(s.externals[:0], s.rules.externals...)
	for name, given := range s.opts.Externals {
		slot, ok := s.rules.externalNames[name]
		if !ok {
			return fmt.Errorf("external variable %s is not known to the rules", name)
		}
		v, err := externalValue(given)
		if err != nil {
			return fmt.Errorf("external variable %s: %w", name, err)
		}
		if v.kind != s.externals[slot].kind {
			return fmt.Errorf("external variable %s is a %s, not a %s", name, s.externals[slot].kind, v.kind)
		}
		s.externals[slot] = v
	}
	return nil
}
