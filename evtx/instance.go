package evtx

import (
	"encoding/binary"
	"slices"
)

// instance is a template with its values. A record is a tree of them: values of
// type BinXML hold further ones.
type instance struct {
	t *Template
	// first and count give its values in Record.slots.
	first, count int32
	// next is the instance that follows in the same value, or -1.
	next int32
}

// slot is a value: bytes of the chunk.
type slot struct {
	at, size uint16
	typ      Type
	// child is the first instance of a BinXML value, or -1.
	child int32
}

// parse reads the record's structure: which templates, and where their values
// are. No value is looked at.
func (r *Record) parse(pos, size int) error {
	r.pos, r.size, r.borrowed, r.shape = pos, size, false, nil
	r.instances, r.slots = r.instances[:0], r.slots[:0]
	first, err := r.fragments(pos+24, pos+size-4, 0)
	if err == nil && first < 0 {
		return ErrMalformed
	}
	return err
}

// fragments reads what stands between two offsets of the chunk: any number of
// template instances and elements. It returns the first's index, -1 for none.
func (r *Record) fragments(pos, end, depth int) (int32, error) {
	if depth > maxNesting {
		return -1, ErrLimit
	}
	data := r.chunk.data
	first, last := int32(-1), int32(-1)
	for pos < end {
		token := data[pos]
		if token == tokenEOF {
			break
		}
		if token == tokenFragment {
			pos += 4
			continue
		}
		if len(r.instances) >= maxInstances {
			return -1, ErrLimit
		}
		me := int32(len(r.instances))
		r.instances = append(r.instances, instance{next: -1})
		var err error
		if token == tokenInstance {
			pos, err = r.instance(me, pos, end, depth)
		} else {
			pos, err = r.loose(me, pos, end)
		}
		if err != nil {
			return -1, err
		}
		if last < 0 {
			first = me
		} else {
			r.instances[last].next = me
		}
		last = me
	}
	return first, nil
}

// instance reads one template instance:
//
//	0c 01 | id u32 | definition u32 | [definition] | count u32 | count × (size u16, type u8, 0) | values
//
// The definition follows only where it is used for the first time in the chunk;
// its offset then is the place behind itself.
func (r *Record) instance(me int32, pos, end, depth int) (int, error) {
	data, le := r.chunk.data, binary.LittleEndian
	if pos+10 > end {
		return 0, ErrTruncated
	}
	id, def := le.Uint32(data[pos+2:]), le.Uint32(data[pos+6:])
	pos += 10
	got := r.chunk.template(def)
	t, err := got.t, got.err
	if err == nil && got.id != id {
		// The offset points at what another template has overwritten.
		err = ErrStale
	}
	if err != nil {
		if t = r.chunk.borrow(id); t == nil {
			return 0, err
		}
		r.borrowed = true
	}
	if int(def) == pos {
		pos += got.size
	}
	if pos+4 > end {
		return 0, ErrTruncated
	}
	count := int(le.Uint32(data[pos:]))
	pos += 4
	if count < 0 || count > (end-pos)/4 {
		return 0, ErrTruncated
	}
	descriptors := data[pos : pos+4*count]
	pos += 4 * count
	if r.borrowed && count < t.holes {
		return 0, ErrStale
	}
	base := len(r.slots)
	r.slots = slices.Grow(r.slots, count)[:base+count]
	r.instances[me] = instance{t: t, first: int32(base), count: int32(count), next: -1}
	nested := false
	slots := r.slots[base : base+count]
	for i := range slots {
		d := le.Uint32(descriptors[4*i:])
		slots[i] = slot{at: uint16(pos), size: uint16(d), typ: Type(d >> 16), child: -1}
		nested = nested || Type(d>>16) == TypeBinXML
		pos += int(d & 0xffff)
	}
	// Sizes only add up, so that the last end tells of all.
	if pos > end {
		return 0, ErrTruncated
	}
	if nested {
		for i := base; i < base+count; i++ {
			s := r.slots[i]
			if s.typ != TypeBinXML {
				continue
			}
			child, err := r.fragments(int(s.at), int(s.at)+int(s.size), depth+1)
			if err != nil {
				return 0, err
			}
			r.slots[i].child = child
		}
	}
	return pos, nil
}

// value returns the value for a hole. Holes without a value are null.
func (r *Record) value(in *instance, hole uint16) (Value, int32) {
	if int32(hole) >= in.count {
		return Value{}, -1
	}
	s := r.slots[in.first+int32(hole)]
	return Value{data: r.chunk.data[s.at : int(s.at)+int(s.size)], typ: s.typ}, s.child
}
