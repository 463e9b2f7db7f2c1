package intel

import (
	"net/url"
	"strings"

	"github.com/athar-forensics/athar"
)

// The columns that hold a request's path, and the client's name for itself.
var (
	stemField  = map[string]bool{"cs-uri-stem": true, "urlstem": true}
	agentField = map[string]bool{"cs(user-agent)": true, "useragent": true, "clientinfo": true}
	userField  = map[string]bool{
		"cs-username": true, "authenticateduser": true, "subjectusername": true, "targetusername": true, "user": true,
	}
)

// web looks at a request: its path against paths and names of files. Asking for
// a page that is not there, or that was not given, says nothing of this server:
// every server is asked for other people's web shells.
func (m *match) web(rec *athar.Record, stem string) {
	switch rec.Get("sc-status") {
	case "301", "302", "400", "401", "403", "404", "405", "410", "440":
		return
	}
	if plain, err := url.PathUnescape(stem); err == nil {
		stem = plain
	}
	stem = strings.ToLower(stem)
	query := strings.ToLower(rec.Get("client-query"))
	for _, id := range m.s.stems[stem] {
		v := m.s.indicator(id).Value
		if _, wanted, ok := strings.Cut(v, "?"); !ok || m.s.entries[id].typ != URL || strings.HasPrefix(query, wanted) {
			m.hit(id, "cs-uri-stem", stem)
		}
	}
	name := stem[strings.LastIndexByte(stem, '/')+1:]
	m.s.lookup(Filename, []byte(name), func(id uint32) bool {
		m.hit(id, "cs-uri-stem", stem)
		return true
	})
}

// texts looks for names, agents, keys and accounts in one value.
func (m *match) texts(name string, v []byte, web bool) {
	if len(m.s.texts) == 0 {
		return
	}
	var text string
	m.s.find.Find(v, func(at, i int) bool {
		if text == "" {
			text = strings.ToLower(string(v))
		}
		t := &m.s.texts[i]
		if t.stem == "" && m.stands(t, name, text, at, web) {
			m.hit(t.id, name, "")
		}
		return true
	})
}

// stands reports whether an indicator whose text was found at a place stands
// there as a whole.
func (m *match) stands(t *textual, field, text string, at int, web bool) bool {
	e := &m.s.entries[t.id]
	v := string(m.s.value(e))
	field = strings.ToLower(field)
	switch e.typ {
	case Agent:
		return strings.ReplaceAll(text, "+", " ") == v
	case Account:
		if !strings.Contains(v, `\`) {
			return userField[field] && (text == v || strings.HasSuffix(text, `\`+v))
		}
		return alone(text, at, len(v), "._-$\\")
	case Email:
		return alone(text, at, len(v), "._-+%")
	case Key:
		return !agentField[field] && alone(text, at, len(v), "_-")
	case Filename:
		return !web && !strings.ContainsAny(v, "*?") && begins(text, at) && alone(text, at, len(v), "-_.")
	case Path:
		if web || strings.ContainsAny(v, "*?") {
			return false
		}
		// Slashes may be doubled, so the path may take more room than its own.
		end := at + len(t.literal)
		path := slashed(text[max(0, end-2*len(v)):end])
		start := len(path) - len(v)
		return start >= 0 && path[start:] == v && alone(path, start, len(v), "-_.") && alone(text, at, len(t.literal), "-_.")
	}
	return false
}

// alone reports whether text[at:at+n] is no part of a longer word. Words are
// made of letters, digits and the given characters.
func alone(text string, at, n int, joined string) bool {
	inner := func(i int) bool {
		return i >= 0 && i < len(text) && (alphanumeric[text[i]] || strings.IndexByte(joined, text[i]) >= 0)
	}
	return !inner(at-1) && (!inner(at+n) || text[at+n] == '.' && !inner(at+n+1))
}

// begins reports whether a file's name begins at a place of a text.
func begins(text string, at int) bool {
	return at == 0 || strings.IndexByte("/\\ \"'=,;:(|", text[at-1]) >= 0
}
