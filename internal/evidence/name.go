package evidence

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxName is the most of a member's name that is shown, in bytes. Windows ends
// at 32,767 characters; nobody reads the rest of a longer one.
const maxName = 32 << 10

// unnamed stands for a member whose name says nothing.
const unnamed = "(no name)"

// cleanName turns an archive's name for a member into a path that can be shown
// and compared: relative, with "/" between its parts, without "..", drive,
// control or direction characters, and still recognisable. It is never used to
// open anything.
func cleanName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	// \\?\C:\x and \\.\C:\x are Windows' long forms of C:\x.
	for _, long := range []string{"//?/", "//./"} {
		name = strings.TrimPrefix(name, long)
	}
	var parts []string
	for part := range strings.SplitSeq(cut(name), "/") {
		if len(parts) == 0 && len(part) >= 2 && part[1] == ':' && isLetter(part[0]) {
			parts, part = append(parts, part[:1]), part[2:]
		}
		switch part {
		case "", ".":
		case "..":
			parts = append(parts, "(..)")
		default:
			parts = append(parts, cleanPart(part))
		}
	}
	if len(parts) == 0 {
		return unnamed
	}
	return cut(strings.Join(parts, "/"))
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// cut shortens to maxName at a character's edge, and never leaves a "!" or "/"
// as the last character.
func cut(name string) string {
	if len(name) <= maxName {
		return name
	}
	const mark = "(...)"
	end := maxName - len(mark)
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return strings.TrimRight(name[:end], "!/") + mark
}

// cleanPart shows as %XX each byte that would not print, would turn the reading
// direction, or is no UTF-8, and a final "!", which would read as the mark
// between an archive and its member.
func cleanPart(part string) string {
	plain := !strings.HasSuffix(part, "!")
	for i := 0; plain && i < len(part); i++ {
		plain = 0x20 <= part[i] && part[i] < 0x7f
	}
	if plain {
		return part
	}
	var b strings.Builder
	for i := 0; i < len(part); {
		r, n := utf8.DecodeRuneInString(part[i:])
		switch {
		case r == utf8.RuneError && n == 1, !unicode.IsPrint(r), r == '!' && i == len(part)-1:
			for _, c := range []byte(part[i : i+n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		default:
			b.WriteString(part[i : i+n])
		}
		i += n
	}
	return b.String()
}

// cleanPath shows a path of the user's own in one line of a message.
func cleanPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = cleanPart(part)
	}
	return strings.Join(parts, "/")
}

// decodeName reads a name's bytes: UTF-8 where they are that, else code page
// 437, the zip format's own (APPNOTE.TXT, appendix D).
func decodeName(raw []byte, isUTF8 bool) string {
	if isUTF8 || utf8.Valid(raw) {
		return string(raw)
	}
	s, err := charmap.CodePage437.NewDecoder().Bytes(raw)
	if err != nil {
		return string(raw)
	}
	return string(s)
}

// names keeps the paths of one archive distinct: the second "a" is "a#2".
type names map[string]int

func (n names) distinct(path string) string {
	if _, taken := n[path]; !taken {
		n[path] = 1
		return path
	}
	for {
		n[path]++
		next := fmt.Sprintf("%s#%d", path, n[path])
		if _, taken := n[next]; !taken {
			n[next] = 1
			return next
		}
	}
}

// comparePaths orders paths part by part, so that a folder's content stands
// together: "a/x" before "a-b".
func comparePaths(a, b string) int {
	for i := range min(len(a), len(b)) {
		if x, y := a[i], b[i]; x != y {
			switch {
			case x == '/':
				return -1
			case y == '/':
				return 1
			case x < y:
				return -1
			}
			return 1
		}
	}
	return len(a) - len(b)
}

// stem takes the archive's endings off a name: "MAIL01.tar.gz" is "MAIL01".
func stem(name string) string {
	for {
		base := name
		for _, ending := range []string{".zip", ".gz", ".tgz", ".tar"} {
			if n := len(base) - len(ending); n > 0 && strings.EqualFold(base[n:], ending) {
				base = base[:n]
			}
		}
		if base == name {
			return name
		}
		name = base
	}
}
