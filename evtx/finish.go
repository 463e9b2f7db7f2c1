package evtx

// classify says what an element is whose attributes and content are read: what
// its fields are called depends on it.
func (e *element) classify() {
	e.keyName = e.name
	if e.name == "Data" {
		e.data = unnamedData
		for i, a := range e.attrs {
			if a.name != "Name" {
				continue
			}
			e.nameAttr = i
			if name, ok := constant(a.content); ok {
				e.data, e.keyName = namedData, name
			} else {
				e.data = dynamicData
			}
			break
		}
	}
	for i := range e.content {
		if p := &e.content[i]; p.kind == partElement || p.kind == partHole && p.declared == TypeBinXML {
			e.nested = true
		}
	}
	if e.data == unnamedData && (len(e.attrs) > 0 || e.nested) {
		e.data = notData // it has something to say besides its text
	}
}

// prepare derives what only rendering needs to know.
func (t *Template) prepare() {
	root := element{content: t.roots}
	root.finish()
	root.fold()
	t.planJSON()
}

// finish derives what rendering needs to know about an element and what is in
// it.
func (e *element) finish() {
	seal(e.content)
	for i := range e.content {
		if p := &e.content[i]; p.kind == partElement {
			p.element.finish()
		}
	}
	for i := range e.attrs {
		seal(e.attrs[i].content)
	}
	e.finishJSON()
	e.finishXML()
}

func (e *element) finishXML() {
	var tags names
	for i := range e.attrs {
		e.attrs[i].xmlName = tags.free(xmlName(e.attrs[i].name))
	}
	e.xmlName = xmlName(e.name)
	e.closeTag = "</" + e.xmlName + ">"
}

func (e *element) finishJSON() {
	for i := range e.attrs {
		e.attrs[i].key = jsonKey(e.attrs[i].name)
	}
	e.key, e.attrKey = jsonKey(e.keyName), jsonKey(e.keyName+"_attributes")
	e.number()
	bare := len(e.attrs) == 0 || len(e.attrs) == 1 && e.data == namedData
	e.single = bare && e.data != unnamedData && len(e.content) == 1 && e.content[0].kind == partHole && !e.nested
}

// number gives children of the same name keys of their own, Name, Name_1,
// Name_2, and gathers Data elements without a name under one key.
func (e *element) number() {
	var used names
	used.reserve(jsonNames...)
	var group *element
	children, holes, repeated := 0, 0, false
	for _, p := range e.content {
		switch p.kind {
		case partHole:
			holes++
		case partElement:
			children++
			child := p.element
			if child.data == unnamedData {
				if group == nil {
					group = child
				} else {
					child.grouped = true
				}
				group.group = append(group.group, child)
				if child != group {
					continue
				}
			}
			e.dynamic = e.dynamic || child.data == dynamicData
			name := child.keyName
			if key := used.free(name); key != name {
				repeated = true
				child.key, child.attrKey = jsonKey(key), jsonKey(key+"_attributes")
			}
		}
	}
	if repeated {
		for _, p := range e.content {
			if p.kind == partElement {
				if _, ok := omittable(p.element.content); ok {
					e.dynamic = true
				}
			}
		}
	}
	e.mixed = holes > 0 && holes+children > 1
}

// fold writes down what is the same in every record.
func (e *element) fold() {
	for i := range e.content {
		if p := &e.content[i]; p.kind == partElement {
			p.element.fold()
		}
	}
	all := true
	for i := range e.attrs {
		a := &e.attrs[i]
		if _, ok := constant(a.content); !ok {
			all = false
			continue
		}
		j := jsonWriter{}
		j.scalar(nil, a.content)
		a.constJSON = string(j.dst) + ","
	}
	if !all {
		return
	}
	x := xmlWriter{}
	x.startTag(nil, e)
	e.openTag = string(x.dst)
	if _, ok := constant(e.content); ok && e.data == notData {
		j := jsonWriter{}
		j.body(nil, e, true)
		e.constJSON = string(j.dst)
	}
}
