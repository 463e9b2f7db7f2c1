package evtx

import (
	"bytes"
	"encoding/binary"
	"sync"
)

// definitionHeader is what precedes a template's body: offset of the next one
// with the same hash u32, GUID, size of the body u32.
const definitionHeader = 24

// cache holds a file's templates by their canonical form.
type cache struct {
	mu     sync.RWMutex
	known  map[string]*Template
	weight int
	shapes map[string]*Shape // by their templates' serial numbers
}

func (k *cache) get(canonical []byte) *Template {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.known[string(canonical)]
}

// put keeps a template, unless another worker was faster or the cache is full,
// and returns the one to use.
func (k *cache) put(canonical []byte, t *Template) *Template {
	k.mu.Lock()
	defer k.mu.Unlock()
	if have := k.known[string(canonical)]; have != nil {
		return have
	}
	if len(k.known) >= maxCachedTemplates || k.weight+t.weight > maxCachedWeight {
		return t
	}
	if k.known == nil {
		k.known = make(map[string]*Template)
	}
	t.serial = uint32(len(k.known) + 1)
	t.canonical = bytes.Clone(canonical)
	k.known[string(canonical)] = t
	k.weight += t.weight
	return t
}

// template returns the template defined at an offset of the chunk.
func (c *Chunk) template(at uint32) *resolved {
	last := &c.recent[at*2654435761>>26] // spread by the golden ratio
	if last.at == at && at != 0 {
		return &last.got
	}
	got, ok := c.templates[at]
	if !ok {
		got = c.define(at)
		c.templates[at] = got
	}
	*last = recent{at: at, got: got}
	return &last.got
}

func (c *Chunk) define(offset uint32) resolved {
	at, le := int64(offset), binary.LittleEndian
	if at+definitionHeader > int64(len(c.data)) {
		return resolved{err: ErrTruncated}
	}
	head := c.data[at : at+definitionHeader]
	body := int64(le.Uint32(head[20:]))
	if at+definitionHeader+body > int64(len(c.data)) {
		return resolved{err: ErrTruncated}
	}
	start := int(at) + definitionHeader
	got := resolved{id: le.Uint32(head[4:]), size: definitionHeader + int(body)}
	if body >= 4 && c.data[start] == tokenFragment {
		start += 4
	}
	var err error
	if got.t, err = c.compiled([16]byte(head[4:20]), start, int(at+definitionHeader+body)); err != nil {
		return resolved{err: err}
	}
	if have, ok := c.byID[got.id]; !ok {
		c.byID[got.id] = got.t
	} else if have != got.t {
		c.byID[got.id] = nil
	}
	return got
}

// compiled returns the template whose body stands between two offsets.
func (c *Chunk) compiled(guid [16]byte, start, end int) (*Template, error) {
	if c.spent > maxChunkWeight {
		return nil, ErrLimit
	}
	if t := c.known(guid, start, end); t != nil {
		c.spent += t.weight
		return t, nil
	}
	canonical, _, err := c.canonical(start, end, true)
	if err != nil {
		return nil, err
	}
	t := c.f.templates.get(canonical)
	if t == nil {
		if t, err = compile(canonical, c.names); err != nil {
			return nil, err
		}
		t.guid, t.weight = guid, c.canon.weight()
		t.indexNames()
		t.prepare()
		t = c.f.templates.put(canonical, t)
	}
	c.remember(guid, t)
	return t, nil
}

// borrow returns the chunk's template with an identifier, for records whose own
// was overwritten. Windows makes the identifier from the template's content. It
// must be the only one, and of this chunk: what other chunks have depends on
// which were read before.
func (c *Chunk) borrow(id uint32) *Template {
	if !c.strict {
		return nil
	}
	return c.byID[id]
}

// canonical returns the canonical form of what stands between two offsets, good
// until the next call, and where it ends. Whether elements have a dependency
// number follows from where they stand; should they not fit, the other way is
// tried.
func (c *Chunk) canonical(pos, end int, dependency bool) ([]byte, int, error) {
	var firstErr error
	for _, with := range [2]bool{dependency, !dependency} {
		if c.spent > maxChunkWeight {
			return nil, 0, ErrLimit
		}
		c.canon = canon{data: c.data, pos: pos, end: end, out: c.canon.out[:0], dependency: with, strict: c.strict}
		err := c.canon.walk()
		c.spent += c.canon.weight()
		if err == nil {
			if c.canon.pos == pos {
				return nil, 0, ErrMalformed
			}
			return c.canon.out, c.canon.pos, nil
		}
		if firstErr == nil {
			firstErr = err
		}
	}
	return nil, 0, firstErr
}
