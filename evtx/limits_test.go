package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// deep nests elements.
func deep(n int) craft.Element {
	e := craft.Element{Name: "E"}
	for range n - 1 {
		e = craft.Element{Name: "E", Content: []craft.Node{e}}
	}
	return e
}

// russian nests templates in values.
func russian(n int) craft.Value {
	v := craft.String("innermost")
	for range n {
		v = craft.Nested(craft.Instance{GUID: 9, Template: craft.Element{Name: "V", Content: []craft.Node{craft.Hole{Number: 0, Type: 0x21}}}, Values: []craft.Value{v}})
	}
	return v
}

// repeated uses one hole many times.
func repeated(n int, typ byte) []craft.Node {
	var out []craft.Node
	for range n {
		out = append(out, craft.Hole{Number: 0, Type: typ})
	}
	return out
}

// hostile are records that ask for more than they bring.
func hostile() map[string]craft.Node {
	long := strings.Repeat("N", maxName+1)
	var wide []craft.Node
	for range 3000 {
		wide = append(wide, craft.Raw{0x01, 0xff, 0xff, 0, 0, 0, 0, 0xf0, 0, 0, 0, 0x03})
	}
	doubling := craft.Value{Type: 0x01, Data: craft.Raw(nil)}
	for g := range uint32(15) {
		doubling = craft.Nested(craft.Instance{GUID: 20 + g, Template: craft.Element{Name: "V", Content: repeated(maxUses, 0x21)}, Values: []craft.Value{doubling}})
	}
	return map[string]craft.Node{
		"elements too deep":  event(1, data(2, nil, deep(maxDepth))),
		"templates too deep": event(1, russian(maxNesting+1)),
		"name too long":      event(1, data(2, nil, craft.Element{Name: long})),
		"name out of chunk":  event(1, data(2, nil, wide...)),
		"one value for all":  event(1, data(2, []craft.Value{craft.String(strings.Repeat("<", 20000))}, repeated(maxUses+1, 0x01)...)),
		"doubling":           event(1, doubling),
		"unclosed":           event(1, data(2, nil, craft.Raw{0x01, 0xff, 0xff, 0, 0, 0, 0, 0, 2, 0, 0})),
		"template in text":   event(1, data(2, nil, craft.Raw{0x0c, 1, 0, 0})),
		"attribute outside":  event(1, data(2, nil, craft.Raw{0x06, 0, 2, 0, 0})),
		"no body":            craft.Raw(nil),
		"fragments only":     craft.Raw(bytes.Repeat([]byte{0x0f, 1, 1, 0}, 1000)),
	}
}

func TestLimits(t *testing.T) {
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			var l craft.Log
			c := l.Chunk()
			c.Record(1, ticks2021, body)
			c.Record(2, ticks2021, event(2, craft.Null()))
			refused, good := 0, 0
			for r, err := range read(t, l.Bytes()).Records() {
				if err == nil {
					_, err = r.AppendJSON(nil, JSONInline)
					_, xmlErr := r.AppendXML(nil)
					err = errors.Join(err, xmlErr)
				}
				var d *Damage
				switch {
				case errors.As(err, &d) && d.Record == 1:
					refused++
				case err == nil && r.ID() == 2:
					good++
				default:
					t.Errorf("record %d: %v", r.ID(), err)
				}
			}
			if refused != 1 || good != 1 {
				t.Errorf("%d refused and %d good, want one of each", refused, good)
			}
		})
	}
}

func TestWithinLimits(t *testing.T) {
	for name, body := range map[string]craft.Node{
		"elements":  event(1, data(2, nil, deep(maxDepth-1))),
		"templates": event(1, russian(maxNesting)),
	} {
		r := only(t, body)
		if _, err := r.AppendJSON(nil, JSONInline); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestManyTemplates points each record of a chunk to a template of its own, all
// of them overlapping and each nearly as large as the chunk allows.
func TestManyTemplates(t *testing.T) {
	var l craft.Log
	c := l.Chunk()
	var content []craft.Node
	for range 1500 {
		content = append(content, craft.Element{Name: strings.Repeat("N", maxName)})
	}
	at := c.Record(1, ticks2021, event(1, data(2, nil, content...)))
	b := l.Bytes()
	chunk := b[headerSize:][:chunkSize]
	free := int(binary.LittleEndian.Uint32(chunk[48:]))
	template := bytes.Index(chunk, []byte{2, 0xa7, 0x4a, 0x12}) + 8
	for n := range 500 {
		rec := chunk[free+n*48:][:48]
		copy(rec, chunk[at:at+24])
		binary.LittleEndian.PutUint32(rec[4:], 48)
		copy(rec[24:], []byte{0x0f, 1, 1, 0, 0x0c, 1})
		binary.LittleEndian.PutUint32(rec[34:], uint32(template-n))
		binary.LittleEndian.PutUint32(rec[44:], 48)
	}
	binary.LittleEndian.PutUint32(chunk[48:], uint32(free+500*48))
	o := walk(t, read(t, b))
	if len(o.ids)+len(o.damage) < 500 {
		t.Errorf("%d records and %d damaged, want 500 in all", len(o.ids), len(o.damage))
	}
}
