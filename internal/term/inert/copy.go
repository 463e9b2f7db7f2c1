package inert

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// Assessment returns a copy in which every string is inert. The writers for
// people make this copy first and read nothing else, so that no field can be
// forgotten, a field added later included.
func Assessment(a *athar.Assessment) *athar.Assessment {
	return Copy(a, func(field, s string) string {
		if field == "Raw" {
			return Block(s, MaxRaw)
		}
		return Text(s, MaxField)
	})
}

// Valid returns a copy that JSON can hold: bytes that are not UTF-8 become
// U+FFFD, and lists and maps are empty instead of null.
func Valid(a *athar.Assessment) *athar.Assessment {
	return Copy(a, func(_, s string) string { return strings.ToValidUTF8(s, "\uFFFD") })
}

// Copy returns a deep copy of a with every string passed through change, which
// is told the name of the field that holds it. Nil lists and maps become empty
// ones.
func Copy(a *athar.Assessment, change func(field, s string) string) *athar.Assessment {
	out := reflect.New(reflect.TypeFor[athar.Assessment]())
	copyInto(out.Elem(), reflect.ValueOf(a).Elem(), "", change)
	return out.Interface().(*athar.Assessment)
}

func copyInto(dst, src reflect.Value, field string, change func(field, s string) string) {
	switch src.Kind() {
	case reflect.String:
		dst.SetString(change(field, src.String()))
	case reflect.Struct:
		for i := range src.NumField() {
			copyInto(dst.Field(i), src.Field(i), src.Type().Field(i).Name, change)
		}
	case reflect.Slice:
		dst.Set(reflect.MakeSlice(src.Type(), src.Len(), src.Len()))
		for i := range src.Len() {
			copyInto(dst.Index(i), src.Index(i), field, change)
		}
	case reflect.Map:
		copyMap(dst, src, field, change)
	case reflect.Pointer:
		if !src.IsNil() {
			dst.Set(reflect.New(src.Type().Elem()))
			copyInto(dst.Elem(), src.Elem(), field, change)
		}
	default:
		dst.Set(src)
	}
}

// copyMap goes through the keys in order: two keys that change into the same
// one must leave the same value every time.
func copyMap(dst, src reflect.Value, field string, change func(field, s string) string) {
	dst.Set(reflect.MakeMapWithSize(src.Type(), src.Len()))
	byName := map[string]reflect.Value{}
	for it := src.MapRange(); it.Next(); {
		byName[it.Key().String()] = it.Value()
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		key := reflect.New(src.Type().Key()).Elem()
		key.SetString(change(field, name))
		value := reflect.New(src.Type().Elem()).Elem()
		copyInto(value, byName[name], field, change)
		dst.SetMapIndex(key, value)
	}
}
