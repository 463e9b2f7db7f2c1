package exchange

import "unicode/utf8"

// maxHosts bounds the servers that one file may name. A merged export of a large
// organisation names hundreds; only a forged file reaches it.
const maxHosts = 1024

// hostNames are the servers that the rows of one file have named so far.
type hostNames struct {
	last string // neighbouring rows name the same one
	all  map[string]bool
}

// known returns a name that a computer can have, and nil for any other text and
// for names beyond the bound: such rows are of the file's own server.
func (h *hostNames) known(name []byte) []byte {
	if len(name) == 0 {
		return nil
	}
	if string(name) == h.last || h.all[string(name)] {
		return name
	}
	if len(h.all) >= maxHosts || !isHostName(name) {
		return nil
	}
	if h.all == nil {
		h.all = map[string]bool{}
	}
	h.last = string(name)
	h.all[h.last] = true
	return name
}

// isHostName reports whether a text can be a computer's name: letters of any
// script, digits, hyphens and underscores, parted by dots.
func isHostName(name []byte) bool {
	if len(name) > 255 || name[0] == '.' || !utf8.Valid(name) {
		return false
	}
	for _, c := range name {
		if c < utf8.RuneSelf && !isAlnum(c) && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
