package windows

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// configFields of an element of IIS' configuration, by what it configures:
//
//	module     native (image) or managed (type) code that sees every request
//	filter     an ISAPI filter (image)
//	handler    what runs for which paths: path, verb, type, script, modules
//	provider   which extension is compiled as what: path, type
//	vdir       a virtual directory: path, physical
//	rewrite    a rule of the rewrite module: name, pattern, action, target
//	keys       the machine's keys: validation, decryption
//	protection Extended Protection of one place: checking
//	logging    whether requests are logged: dontlog
//	agent      a transport agent: name, type, image, enabled
//
// All have element, scope (the site and path, where the document says), app (the
// folder of Exchange that the file lies in), state ("current", or "history" for
// the copies that IIS keeps) and, where a file is named, place.
type configReader struct {
	emit  Emit
	rec   athar.Record
	kind  athar.Kind
	app   string
	state string

	scope   []string // of the location or site around, by depth
	depths  []int
	rewrite *rewriteRule
}

type rewriteRule struct {
	e                       element
	depth                   int
	pattern, action, target string
}

// Config reads a configuration of IIS or ASP.NET: applicationHost.config,
// web.config, machine.config, administration.config. The path tells whose it is.
func Config(path string, data []byte, emit Emit) error {
	c := &configReader{emit: emit, kind: athar.KindIISConfig, state: "current"}
	lower := strings.ToLower(strings.ReplaceAll(path, `\`, "/"))
	if strings.Contains(lower, "/history/cfghistory_") || strings.HasPrefix(lower, "cfghistory_") {
		c.state = "history"
	}
	for _, mark := range []string{"frontend/httpproxy/", "clientaccess/"} {
		if i := strings.LastIndex(lower, mark); i >= 0 {
			c.app = strings.TrimSuffix(lower[i:], "/web.config")
		}
	}
	err := document{open: c.open}.walk(data)
	c.endRewrite()
	return err
}

func (c *configReader) open(path []string, e *element) {
	for len(c.depths) > 0 && c.depths[len(c.depths)-1] >= len(path) {
		c.depths, c.scope = c.depths[:len(c.depths)-1], c.scope[:len(c.scope)-1]
	}
	if c.rewrite != nil && c.rewrite.depth >= len(path) {
		c.endRewrite()
	}
	switch {
	case e.name == "location":
		c.enter(path, e.get("path"))
	case e.name == "site" && within(path, "sites", "site"):
		c.enter(path, e.get("name"))
	case e.name == "application" && within(path, "site", "application"):
		c.enter(path, e.get("path"))
	case within(path, "globalmodules", "add"):
		c.code("module", e, e.get("image"))
	case within(path, "modules", "add"), within(path, "httpmodules", "add"):
		if e.get("type") != "" {
			c.code("module", e, "")
		}
	case within(path, "isapifilters", "filter"):
		c.code("filter", e, e.get("path"))
	case within(path, "handlers", "add"), within(path, "httphandlers", "add"):
		c.handler(e)
	case within(path, "buildproviders", "add"):
		c.begin("provider", e)
		put(&c.rec, "path", "*"+e.get("extension"))
		put(&c.rec, "type", e.get("type"))
		c.emit(&c.rec)
	case e.name == "virtualdirectory":
		c.begin("vdir", e)
		put(&c.rec, "path", e.get("path"))
		put(&c.rec, "physical", e.get("physicalpath"))
		put(&c.rec, "place", string(PlaceOf(strings.TrimRight(e.get("physicalpath"), `\/`)+`\`)))
		c.emit(&c.rec)
	case e.name == "machinekey":
		c.begin("keys", e)
		put(&c.rec, "validation", e.get("validationkey"))
		put(&c.rec, "decryption", e.get("decryptionkey"))
		c.emit(&c.rec)
	case e.name == "extendedprotection":
		c.begin("protection", e)
		put(&c.rec, "checking", e.get("tokenchecking"))
		c.emit(&c.rec)
	case e.name == "httplogging":
		c.begin("logging", e)
		put(&c.rec, "dontlog", e.get("dontlog"))
		c.emit(&c.rec)
	default:
		c.rule(path, e)
	}
}

// rule gathers the parts of a rewrite rule: one record a rule.
func (c *configReader) rule(path []string, e *element) {
	switch {
	case within(path, "rules", "rule"), within(path, "outboundrules", "rule"), within(path, "globalrules", "rule"):
		c.endRewrite()
		c.rewrite = &rewriteRule{e: *e, depth: len(path)}
	case c.rewrite == nil:
	case e.name == "match":
		c.rewrite.pattern = strings.TrimSpace(e.get("url") + " " + e.get("servervariable") + " " + e.get("pattern"))
	case e.name == "add" && within(path, "conditions", "add"):
		c.rewrite.pattern = cut(c.rewrite.pattern + " " + e.get("input") + " " + e.get("pattern"))
	case e.name == "action":
		c.rewrite.action, c.rewrite.target = e.get("type"), e.get("url")+e.get("value")
	}
}

func (c *configReader) endRewrite() {
	r := c.rewrite
	if r == nil {
		return
	}
	c.rewrite = nil
	c.begin("rewrite", &r.e)
	put(&c.rec, "pattern", strings.TrimSpace(r.pattern))
	put(&c.rec, "action", r.action)
	put(&c.rec, "target", r.target)
	c.emit(&c.rec)
}

func (c *configReader) enter(path []string, name string) {
	c.depths, c.scope = append(c.depths, len(path)), append(c.scope, name)
}

func (c *configReader) begin(what string, e *element) {
	c.rec.Reset(c.kind, 0, e.line, e.raw)
	c.rec.Derive("element", what)
	c.rec.Derive("state", c.state)
	put(&c.rec, "name", e.get("name"))
	put(&c.rec, "app", c.app)
	put(&c.rec, "scope", strings.Join(c.scope, " "))
}

// code is an element that names code: a native image, a managed type, or both.
func (c *configReader) code(what string, e *element, image string) {
	c.begin(what, e)
	put(&c.rec, "image", image)
	put(&c.rec, "type", e.get("type"))
	put(&c.rec, "precondition", e.get("precondition"))
	if image != "" {
		c.rec.Derive("place", string(PlaceOf(image)))
		put(&c.rec, "path", Normal(image))
	}
	managed(&c.rec, e.get("type"))
	c.emit(&c.rec)
}

func (c *configReader) handler(e *element) {
	c.begin("handler", e)
	for _, f := range []string{"path", "verb", "type", "modules"} {
		put(&c.rec, f, e.get(f))
	}
	if script := e.get("scriptprocessor"); script != "" {
		program, _ := Split(strings.ReplaceAll(script, "|", " "))
		put(&c.rec, "script", script)
		c.rec.Derive("place", string(PlaceOf(program)))
	}
	managed(&c.rec, e.get("type"))
	c.emit(&c.rec)
}

// managed parts a .NET type name: class, assembly, and whether the assembly is
// signed with a key. One without a key can lie beside the application only; one
// without an assembly is compiled by ASP.NET or part of it.
func managed(rec *athar.Record, name string) {
	if name == "" {
		return
	}
	class, rest, _ := strings.Cut(name, ",")
	put(rec, "class", strings.TrimSpace(class))
	assembly, rest, _ := strings.Cut(rest, ",")
	put(rec, "assembly", strings.TrimSpace(assembly))
	signed := "false"
	if _, token, ok := strings.Cut(strings.ToLower(rest), "publickeytoken="); ok && !strings.HasPrefix(strings.TrimSpace(token), "null") && strings.TrimSpace(token) != "" {
		signed = "true"
	}
	rec.Derive("signed", signed)
}

// Agents reads agents.config, the list of Exchange's transport agents.
func Agents(data []byte, emit Emit) error {
	c := &configReader{emit: emit, kind: athar.KindExchangeConfig, state: "current"}
	return document{open: func(path []string, e *element) {
		if !within(path, "agentlist", "agent") {
			return
		}
		c.begin("agent", e)
		image := e.get("assemblypath")
		put(&c.rec, "image", image)
		put(&c.rec, "path", Normal(image))
		put(&c.rec, "class", e.get("classfactory"))
		put(&c.rec, "base", e.get("basetype"))
		put(&c.rec, "enabled", strings.ToLower(e.get("enabled")))
		c.rec.Derive("place", string(PlaceOf(image)))
		c.emit(&c.rec)
	}}.walk(data)
}
