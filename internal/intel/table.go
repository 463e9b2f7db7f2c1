package intel

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar/internal/textlog"
)

// table is a list of lines in the making: plain text, or columns. The first lines
// decide, so they are held back until there are enough of them.
type table struct {
	r       *reader
	held    []heldLine
	decided bool
	comma   byte // what parts columns, 0 for plain text
	columns []column
	headed  bool
	remark  string // the comment above, which says what follows
	csv     textlog.CSV
	values  [][]byte
	fields  []string // of the present row
	memo    rowMemo
}

type heldLine struct {
	text   string
	number int
}

// deciding is how many lines are looked at to tell a list's form.
const deciding = 64

// quoted reports whether quotes hold values together that go over lines.
func (t *table) quoted() bool { return t.decided && t.comma != 0 && t.headed }

func (t *table) line(line []byte, number int) {
	if !t.decided {
		t.held = append(t.held, heldLine{string(textlog.Unmarked(line)), number})
		if len(t.held) < deciding {
			return
		}
		t.decide()
		return
	}
	t.row(string(line), number)
}

func (t *table) finish(int) {
	if !t.decided {
		t.decide()
	}
}

// decide tells the list's form from its first lines, and reads them.
func (t *table) decide() {
	t.decided = true
	t.r.list.Format = "text"
	var full []string
	for _, h := range t.held {
		if text, _, whole := comment(h.text); !whole && text != "" {
			full = append(full, h.text)
		}
	}
	for _, comma := range []byte{',', ';', '\t', '|'} {
		n := 0
		for _, line := range full {
			if strings.IndexByte(line, comma) >= 0 {
				n++
			}
		}
		if len(full) > 0 && n*10 >= len(full)*8 {
			t.comma = comma
			break
		}
	}
	if len(full) > 0 {
		t.header(t.split(full[0]))
	}
	if t.comma != 0 || t.headed {
		t.r.list.Format = "CSV"
	}
	held := t.held
	t.held = nil
	skip := t.headed
	for _, h := range t.rejoined(held) {
		if skip && len(full) > 0 && h.text == full[0] {
			skip = false
			continue
		}
		t.row(h.text, h.number)
	}
}

// rejoined puts lines together whose quotes are open, now that the form is known.
func (t *table) rejoined(lines []heldLine) []heldLine {
	if !t.quoted() {
		return lines
	}
	var out []heldLine
	for i := 0; i < len(lines); i++ {
		h := lines[i]
		for j := i; strings.Count(h.text, `"`)%2 == 1 && j+1 < len(lines) && j-i < maxJoinedLines; {
			j++
			h.text += "\n" + lines[j].text
			if strings.Count(h.text, `"`)%2 == 0 {
				i = j
			}
		}
		if strings.Count(h.text, `"`)%2 == 1 {
			h = lines[i] // a stray quote
		}
		out = append(out, h)
	}
	return out
}

// split parts a row. Its values are good until the next row.
func (t *table) split(line string) []string {
	t.fields = t.fields[:0]
	switch {
	case t.comma == 0:
		t.fields = append(t.fields, line)
	case t.comma == ',' && strings.IndexByte(line, '"') >= 0:
		t.values = t.csv.Split([]byte(line), t.values)
		for _, v := range t.values {
			t.fields = append(t.fields, string(v))
		}
	default:
		for {
			at := strings.IndexByte(line, t.comma)
			if at < 0 {
				break
			}
			t.fields = append(t.fields, line[:at])
			line = line[at+1:]
		}
		t.fields = append(t.fields, line)
	}
	return t.fields
}

// row reads one line.
func (t *table) row(line string, number int) {
	if t.headed && valued(line) {
		t.named(t.split(line), number)
		return
	}
	text, remark, whole := comment(line)
	switch {
	case whole:
		t.remark = remark
		return
	case text == "":
		if strings.TrimSpace(line) == "" {
			t.remark = ""
		}
		return
	case t.headed:
		t.named(t.split(line), number)
	case t.comma != 0:
		t.shaped(t.split(line), number)
	default:
		t.plain(text, remark, number)
	}
}

// valued reports whether a line is surely neither a comment nor empty, as nearly
// all of a long list are.
func valued(line string) bool {
	return line != "" && (alphanumeric[line[0]] || line[0] == '"')
}

// plain reads a line that is a value, or begins with one.
func (t *table) plain(text, remark string, number int) {
	f := t.r.facts
	f.describe("", t.remark)
	f.describe("", remark)
	v := bare(text)
	if first, rest, ok := strings.Cut(v, " "); ok && guess(v) == None && guess(bare(first)) != None {
		f.describe("", strings.TrimLeft(rest, " -:;,"))
		v = first
	}
	t.r.take(auto, v, number, f)
}

// shaped reads a row without header: its first value that is an indicator, the
// others as notes. In signature-base's lists of names a pattern is followed by a
// score, and by a pattern for what is not meant.
func (t *table) shaped(values []string, number int) {
	f := t.r.facts
	f.describe("", t.remark)
	if t.comma == ';' && len(values) > 1 {
		if score, err := strconv.Atoi(strings.TrimSpace(values[1])); err == nil && score > 0 && score <= 200 {
			f.Confidence = confidenceOf(values[1], 100)
			if len(values) > 2 {
				f.Except = strings.TrimSpace(values[2])
			}
			t.r.pattern(values[0], number, f)
			return
		}
	}
	for i, v := range values {
		if guess(bare(v)) == None {
			continue
		}
		var notes []string
		for j, note := range values {
			if j != i && strings.TrimSpace(note) != "" {
				notes = append(notes, strings.TrimSpace(note))
			}
		}
		f.describe("", strings.Join(notes, "; "))
		t.r.take(auto, v, number, f)
		return
	}
	t.r.list.fault(number, strings.Join(values, string(t.comma)), "no value in it has the shape of an indicator")
}

// pattern takes a regular expression for paths.
func (r *reader) pattern(v string, line int, f Facts) {
	if f.Except != "" {
		if _, _, err := acceptPattern(f.Except); err != nil {
			r.list.fault(line, f.Except, "the pattern of what is not meant: "+err.Error())
			return
		}
	}
	r.take(Pattern, v, line, f)
}
