package intel

import (
	"encoding/hex"
	"strings"
)

// maxDepth is how many folders of a path are looked at, from its end.
const maxDepth = 64

// File is what is known of a file that lies in the evidence. Hashes are in hex;
// those that nobody asked for, see [Set.Has], may be empty.
type File struct {
	Path              string
	MD5, SHA1, SHA256 string
}

// MatchFile calls take for every indicator that a file is: by its hash first,
// then by its path and name.
func (s *Set) MatchFile(f File, take func(Hit)) {
	m := match{s: s, take: take}
	for _, h := range []struct {
		t Type
		v string
	}{{SHA256, f.SHA256}, {SHA1, f.SHA1}, {MD5, f.MD5}} {
		raw, err := hex.DecodeString(h.v)
		if err != nil || len(raw) == 0 {
			continue
		}
		s.lookup(h.t, raw, func(id uint32) bool {
			m.hit(id, h.t.String(), "")
			return true
		})
	}
	path := slashed(f.Path)
	name := path[strings.LastIndexByte(path, '/')+1:]
	s.lookup(Filename, []byte(name), func(id uint32) bool {
		m.hit(id, "path", path)
		return true
	})
	if s.counts[Path] > 0 {
		m.path(path)
	}
	s.patterns.fit(path, func(id uint32) { m.hit(id, "path", path) })
}

// MatchPage calls take for the keys of web shells that stand in a page's text.
// Hosts and addresses in it are no one's but its author's.
func (s *Set) MatchPage(text []byte, take func(Hit)) {
	m := match{s: s, take: func(h Hit) {
		if h.Type == Key {
			take(h)
		}
	}}
	m.texts("page", text, false)
}

// path looks a path up, from each of its folders on: the evidence may lie anywhere.
func (m *match) path(path string) {
	at, depth := len(path), 0
	for depth < maxDepth {
		i := strings.LastIndexByte(path[:at], '/')
		tail := path[i+1:]
		m.s.lookup(Path, []byte(tail), func(id uint32) bool {
			m.hit(id, "path", path)
			return true
		})
		// A collection that begins inside the web root; where the folders before it
		// are told, they have to agree.
		for _, id := range m.s.tails[tail] {
			if before := path[:i+1]; !strings.Contains(before, "inetpub/") && !strings.Contains(before, "program files/") {
				m.hit(id, "path", path)
			}
		}
		if i < 0 {
			return
		}
		at, depth = i, depth+1
	}
}
