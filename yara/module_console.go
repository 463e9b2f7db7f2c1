package yara

import "fmt"

// consoleModule lets a rule say something; its functions are always true.
var consoleModule = &module{schema: structOf(map[string]*schema{
	"log": function(
		say("s", func(a []value) string { return a[0].s }),
		say("ss", func(a []value) string { return a[0].s + a[1].s }),
		say("i", func(a []value) string { return fmt.Sprint(a[0].i) }),
		say("si", func(a []value) string { return fmt.Sprint(a[0].s, a[1].i) }),
		say("f", func(a []value) string { return fmt.Sprintf("%f", a[0].f) }),
		say("sf", func(a []value) string { return fmt.Sprintf("%s%f", a[0].s, a[1].f) }),
	),
	"hex": function(
		say("i", func(a []value) string { return fmt.Sprintf("0x%x", uint64(a[0].i)) }),
		say("si", func(a []value) string { return fmt.Sprintf("%s0x%x", a[0].s, uint64(a[1].i)) }),
	),
})}

func say(args string, message func([]value) string) overload {
	return overload{args, intKind, func(s *scan, _ value, a []value) value {
		if s.opts.Log != nil && s.logged < consoleLimit {
			s.logged++
			m := message(a)
			s.opts.Log(m[:min(len(m), maxConsoleLineBytes)])
		}
		return intValue(1)
	}}
}
