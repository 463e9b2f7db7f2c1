package exchange

import "strings"

// maxParts bounds the pairs, commands and parameters that one value may yield.
// What follows the last of them is kept as one part without a name.
const maxParts = 1024

// maxName is the longest parameter name that is looked for, in bytes. It keeps
// the look-ahead for "is this dot the end of the value?" constant.
const maxName = 128

// Param is one parameter of a cmdlet. Text that belongs to no parameter has an
// empty Name.
type Param struct{ Name, Value string }

// Command is one cmdlet with its parameters in the order written.
type Command struct {
	Cmdlet string
	Params []Param
}

// Param returns the value of the first parameter of that name, in any case.
func (c Command) Param(name string) (string, bool) {
	for _, p := range c.Params {
		if strings.EqualFold(p.Name, name) {
			return p.Value, true
		}
	}
	return "", false
}

// ParseCommands reads the CMD value of ECP event data:
//
//	Cmdlet.Param=value.Param='text'|Cmdlet
//
// Text stands between single quotes with inner ones doubled, which is undone;
// lists and bare words ($true, 15.1) are kept as written. A quote ends its value
// only where a parameter, a cmdlet or the end follows, so script text with bare
// quotes, dots, bars and equals signs stays whole. "Pipeline.1" says how many
// objects are piped in and is no command: it is left out.
func ParseCommands(cmd string) []Command {
	s := strings.TrimSpace(bounded(cmd))
	var commands []Command
	for parts := 0; s != ""; parts++ {
		end := strings.IndexAny(s, ".|")
		if end < 0 {
			end = len(s)
		}
		c := Command{Cmdlet: strings.TrimSpace(s[:end])}
		s = s[end:]
		for ; strings.HasPrefix(s, "."); parts++ {
			var p Param
			if parts < maxParts {
				p, s = cutParam(s[1:])
			} else {
				p, s = Param{Value: s[1:]}, ""
			}
			c.Params = append(c.Params, p)
		}
		s = strings.TrimPrefix(s, "|")
		if parts >= maxParts && s != "" {
			c.Params, s = append(c.Params, Param{Value: s}), ""
		}
		if c.Cmdlet != "" && !strings.EqualFold(c.Cmdlet, "Pipeline") {
			commands = append(commands, c)
		}
	}
	return commands
}

// cutParam reads Name=value from the front of s; a switch has no value. What
// follows begins with '.' or '|', or is empty.
func cutParam(s string) (Param, string) {
	n := nameLen(s)
	if n == len(s) || s[n] != '=' || n == 0 {
		end := strings.IndexAny(s, ".|")
		if end < 0 {
			end = len(s)
		}
		if n == end {
			return Param{Name: s[:n]}, s[n:]
		}
		return Param{Value: s[:end]}, s[end:]
	}
	value, rest := cutValue(s[n+1:])
	return Param{Name: s[:n], Value: value}, rest
}
