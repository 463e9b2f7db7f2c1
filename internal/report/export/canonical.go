package export

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"slices"
)

// object is a JSON object; encoding/json writes its keys in order.
type object = map[string]any

// uuid5 is a name-based UUID (RFC 9562, version 5). SHA-1 serves identity here
// and guards nothing.
func uuid5(namespace [16]byte, name string) string {
	h := sha1.New()
	h.Write(namespace[:])
	io.WriteString(h, name)
	var u [16]byte
	copy(u[:], h.Sum(nil))
	return hyphens(u, 5)
}

// uuid4 has the form of a random UUID, which STIX wants for its own objects. Its
// bits are those of a hash: they are as good as drawn, and drawn the same each
// time.
func uuid4(name string) string {
	sum := sha256.Sum256(append(own[:], name...))
	return hyphens([16]byte(sum[:16]), 4)
}

func hyphens(u [16]byte, version byte) string {
	u[6] = u[6]&0x0f | version<<4
	u[8] = u[8]&0x3f | 0x80
	s := hex.EncodeToString(u[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// own is the namespace of athar's identifiers, made once at random.
var own = [16]byte{0x6d, 0x3a, 0x5f, 0x0e, 0x21, 0x8c, 0x4b, 0x7d, 0x9a, 0x44, 0x0c, 0x91, 0xe3, 0x57, 0xb2, 0x18}

// canonical is compact JSON without HTML escapes and with sorted keys, which for
// inert text is the form of RFC 8785 that STIX asks for.
func canonical(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // maps, lists, strings and numbers only
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// encode writes a document, indented, with markup readable and one line feed at
// the end.
func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// list writes a JSON list one element after the other: a case of a hundred
// thousand findings is never held as one text.
type list struct {
	w     io.Writer
	count int
}

// add writes one element, indented below its list.
func (l *list) add(v any) error {
	var b bytes.Buffer
	before := "[\n  "
	if l.count > 0 {
		before = ",\n  "
	}
	l.count++
	b.WriteString(before)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := l.w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return err
}

// end closes the list.
func (l *list) end() error {
	end := "\n]"
	if l.count == 0 {
		end = "[]"
	}
	_, err := io.WriteString(l.w, end)
	return err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
