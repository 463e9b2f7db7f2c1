package intel

import (
	"errors"
	"fmt"
	"strings"
)

// stixValue is one comparison of a pattern.
type stixValue struct {
	typ   Type
	value string
}

// maxComparisons bounds one pattern.
const maxComparisons = 10_000

// stixPattern reads the comparisons of a STIX pattern that are each enough by
// themselves. Values that only count together (AND, FOLLOWEDBY) or by their
// absence are refused: one alone would be a false alarm. An AND that only binds
// hashes and names of one file is about that file.
func stixPattern(text string) ([]stixValue, error) {
	words, err := stixWords(text)
	if err != nil {
		return nil, err
	}
	var all []stixValue
	joined, later, unknown := false, false, ""
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch strings.ToUpper(w.text) {
		case "AND":
			joined = joined || !w.quoted
		case "FOLLOWEDBY", "REPEATS", "WITHIN", "START", "STOP", "NOT":
			if !w.quoted {
				return nil, fmt.Errorf("a pattern with %s says more than one value can", strings.ToUpper(w.text))
			}
		case "OR":
			later = later || !w.quoted
		}
		if w.quoted || !strings.Contains(w.text, ":") || i+2 >= len(words) {
			continue
		}
		operator := strings.ToUpper(words[i+1].text)
		if operator != "=" && operator != "LIKE" && operator != "MATCHES" && operator != "IN" {
			return nil, fmt.Errorf("the comparison %s is none that athar makes", clip(operator, 20))
		}
		t := stixPath(w.text)
		if operator == "MATCHES" {
			if t != Path && t != Filename {
				t = None
			} else {
				t = Pattern
			}
		}
		i += 2
		if words[i].text == "(" && !words[i].quoted {
			i++
		}
		for ; i < len(words) && words[i].quoted; i++ {
			v := words[i].text
			if operator == "LIKE" {
				v = strings.NewReplacer("%", "*", "_", "?").Replace(v)
			}
			if t == None {
				unknown = w.text
			} else if len(all) < maxComparisons {
				all = append(all, stixValue{t, v})
			}
			if i+1 < len(words) && words[i+1].text == "," {
				i++
			}
		}
		i--
	}
	switch {
	case len(all) == 0 && unknown != "":
		return nil, fmt.Errorf("%s is nothing that athar looks for", clip(unknown, 80))
	case len(all) == 0:
		return nil, errors.New("no STIX pattern that compares something")
	case joined && (later || unknown != ""):
		return nil, errors.New("a pattern whose values count only together")
	case joined:
		return together(all)
	}
	return all, nil
}

// together keeps of values that count only together the hashes of one file, which
// are enough.
func together(all []stixValue) ([]stixValue, error) {
	var hashes []stixValue
	for _, v := range all {
		switch v.typ {
		case MD5, SHA1, SHA256:
			hashes = append(hashes, v)
		case Filename, Path:
		default:
			return nil, errors.New("a pattern whose values count only together")
		}
	}
	if len(hashes) == 0 {
		return nil, errors.New("a pattern whose values count only together")
	}
	return hashes, nil
}

// stixPath tells which type of value an object path has.
func stixPath(path string) Type {
	path = strings.ToLower(path)
	object, property, _ := strings.Cut(path, ":")
	switch {
	case strings.Contains(property, "hashes"):
		name := property[strings.LastIndex(property, "hashes")+len("hashes"):]
		if t, ok := typeOf(strings.Trim(name, ".'[]\"")); ok && t.Hash() {
			return t
		}
		return None
	case object == "file" && property == "name":
		return Filename
	case object == "directory" && property == "path", object == "file" && strings.HasSuffix(property, "path"):
		return Path
	case object == "email-addr" && property == "value", object == "email-message" && property == "from_ref.value":
		return Email
	case object == "user-account" && (property == "account_login" || property == "user_id"):
		return Account
	case object == "network-traffic" && strings.HasSuffix(property, "_ref.value"):
		return auto
	case object == "network-traffic" && strings.Contains(property, "user-agent"):
		return Agent
	case property == "value":
		return observed[object]
	}
	return None
}

// stixWord is a token of a pattern; a quoted one is a value.
type stixWord struct {
	text   string
	quoted bool
}

// stixWords parts a pattern.
func stixWords(text string) ([]stixWord, error) {
	if len(text) > maxEntry {
		return nil, errors.New("a pattern too long to read")
	}
	var out []stixWord
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '\'':
			var b strings.Builder
			i++
			for i < len(text) && text[i] != '\'' {
				if text[i] == '\\' && i+1 < len(text) {
					i++
				}
				b.WriteByte(text[i])
				i++
			}
			if i >= len(text) {
				return nil, errors.New("a pattern with an open quote")
			}
			i++
			out = append(out, stixWord{b.String(), true})
		case strings.IndexByte("[](),", c) >= 0:
			i++
			if c == '(' || c == ',' {
				out = append(out, stixWord{string(c), false})
			}
		case strings.IndexByte("=!<>", c) >= 0:
			j := i
			for j < len(text) && strings.IndexByte("=!<>", text[j]) >= 0 {
				j++
			}
			out = append(out, stixWord{text[i:j], false})
			i = j
		default:
			j := i
			// file:hashes.'SHA-256' is one path, quotes and all.
			for j < len(text) && strings.IndexByte(" \t\r\n=!<>(),", text[j]) < 0 && (text[j] != ']' || strings.Contains(text[i:j], "[")) {
				if text[j] == '\'' {
					end := strings.IndexByte(text[j+1:], '\'')
					if end < 0 {
						return nil, errors.New("a pattern with an open quote")
					}
					j += end + 1
				}
				j++
			}
			if j == i {
				j++
			}
			out = append(out, stixWord{text[i:j], false})
			i = j
		}
	}
	return out, nil
}
