package evtx

// finish derives what rendering needs to know about an element whose attributes
// and content are read, its children's keys among it.
func (e *element) finish() {
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
	e.key, e.attrKey = jsonKey(e.keyName), jsonKey(e.keyName+"_attributes")
	e.number()
	if e.data == unnamedData && (len(e.attrs) > 0 || e.nested) {
		e.data = notData // it has something to say besides its text
	}
	e.fold()
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
			e.nested = e.nested || p.declared == TypeBinXML
		case partElement:
			children++
			e.nested = true
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
	e.closeTag = "</" + e.xmlName + ">"
	for _, a := range e.attrs {
		if _, ok := constant(a.content); !ok {
			return
		}
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
