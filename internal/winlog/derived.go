package winlog

import "strings"

// derive makes the fields that the table of log sources names and no event has as
// such (campaign.DerivedRegistryTarget and its like); mine is false for others.
func (e *Event) derive(name string) (v string, ok, mine bool) {
	switch name {
	case "registry.target":
		v, ok = e.registryTarget()
	case "connection.initiated":
		v, ok = e.mapped("Direction", map[string]string{"%%14593": "true", "%%14592": "false"})
	case "connection.protocol":
		v, ok = e.mapped("Protocol", map[string]string{"6": "tcp", "17": "udp"})
		if !ok {
			v, ok = e.from.field("Protocol")
		}
	case "connection.action":
		v, ok = map[uint32]string{5156: "accept", 5152: "blocked", 5157: "blocked"}[e.ID], true
	default:
		return "", false, false
	}
	return v, ok && v != "", true
}

func (e *Event) mapped(field string, to map[string]string) (string, bool) {
	v, _ := e.from.field(field)
	out, ok := to[v]
	return out, ok
}

// hives are the registry's roots as the kernel and as Sysmon write them.
var hives = [][2]string{
	{`\REGISTRY\MACHINE`, "HKLM"},
	{`\REGISTRY\USER`, "HKU"},
}

// registryTarget is a changed value as Sysmon writes it: HKLM\...\Name.
func (e *Event) registryTarget() (string, bool) {
	key, ok := e.from.field("ObjectName")
	if !ok {
		return "", false
	}
	for _, h := range hives {
		if len(key) >= len(h[0]) && strings.EqualFold(key[:len(h[0])], h[0]) {
			key = h[1] + key[len(h[0]):]
		}
	}
	if name, _ := e.from.field("ObjectValueName"); name != "" && name != "-" {
		key += `\` + name
	}
	return key, true
}
