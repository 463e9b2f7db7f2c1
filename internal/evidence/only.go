package evidence

import "strings"

// only says which part of a folder is looked at. Nothing is all of it.
type only []string

// wants says whether a folder or a file lies in one of the places, or, being a
// folder, may hold one. Names compare without case, as they do on the systems
// whose places these are.
func (o only) wants(rel string, folder bool) bool {
	if len(o) == 0 {
		return true
	}
	rel = strings.ToLower(rel) + "/"
	for _, p := range o {
		p = strings.ToLower(strings.Trim(p, "/")) + "/"
		if strings.HasPrefix(rel, p) || folder && strings.HasPrefix(p, rel) {
			return true
		}
	}
	return false
}
