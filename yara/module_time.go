package yara

// timeModule tells the time that the scan was given.
var timeModule = &module{schema: structOf(map[string]*schema{
	"now": function(overload{"", intKind, func(s *scan, _ value, _ []value) value {
		if s.opts.Now.IsZero() {
			return undefined
		}
		return intValue(s.opts.Now.Unix())
	}}),
})}
