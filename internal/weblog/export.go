package weblog

import (
	"fmt"
	"strings"
)

const (
	// maxSample is how many rows of an export are looked at.
	maxSample = 512
	// maxWidth is the most columns that an export is read with.
	maxWidth = 256
)

// InferColumns names the columns of a responder's export, whose header may be in
// any language and may name fewer columns than the rows have. Names are those of
// the front-end log: DateTime, UrlStem, ClientIpAddress. A column is named by a
// known header word where its values do not speak against it, else by the shape
// of its values where that is evident; others keep the header's word, or get a
// number. The note says what was read by shape and what was not named.
//
// It is not ok where the rows have no evident time, where they say of no request
// where it went, or where the header cannot be brought to fit.
func InferColumns(header []string, rows [][]string) (names []string, note string, ok bool) {
	rows = rows[:min(len(rows), maxSample)]
	width := commonWidth(rows)
	if width < 2 || width > maxWidth || len(header) > maxWidth {
		return nil, "", false
	}
	columns := make([]shape, width)
	for i := range columns {
		columns[i] = shapeOf(rows, width, i)
	}
	words := make([]word, len(header))
	for i, h := range header {
		words[i] = wordOf(h)
	}
	place, ok := align(words, columns)
	if !ok {
		return nil, "", false
	}
	names, byShape, unnamed := nameColumns(header, words, columns, place)
	have := map[string]bool{}
	for _, n := range names {
		have[n] = true
	}
	if !have["DateTime"] || !have["UrlStem"] && !have["AnchorMailbox"] {
		return nil, "", false
	}
	var notes []string
	if len(header) != width {
		notes = append(notes, fmt.Sprintf("the header names %d columns and the rows have %d", len(header), width))
	}
	if len(byShape) > 0 {
		notes = append(notes, "read by the shape of their values: "+strings.Join(byShape, ", "))
	}
	if len(unnamed) > 0 {
		notes = append(notes, "not named: "+strings.Join(unnamed, ", "))
	}
	return names, strings.Join(notes, "; "), true
}

// nameColumns decides each column's name. A name is given once.
func nameColumns(header []string, words []word, columns []shape, place []int) (names, byShape, unnamed []string) {
	names = make([]string, len(columns))
	taken := map[string]bool{}
	for i, p := range place { // what the header says comes first
		if p >= 0 && words[p].name != "" && !taken[words[p].name] {
			names[i] = words[p].name
			taken[names[i]] = true
		}
	}
	count := map[string]int{} // two columns of one shape: neither is evident
	for i, c := range columns {
		if names[i] == "" {
			count[c.name()]++
		}
	}
	for i, c := range columns {
		if names[i] != "" {
			continue
		}
		if n := c.name(); n != "" && count[n] == 1 && !taken[n] {
			names[i] = n
			taken[n] = true
			byShape = append(byShape, fmt.Sprintf("column %d as %s", i+1, n))
			continue
		}
		names[i] = fmt.Sprintf("Column%d", i+1)
		if own := ownName(header, place[i]); own != "" && !taken[own] {
			names[i] = own
			taken[own] = true
		}
		unnamed = append(unnamed, fmt.Sprintf("column %d", i+1))
	}
	return names, byShape, unnamed
}

// ownName returns the header's word for a column, empty where it has none or one
// that looks like a number given here.
func ownName(header []string, p int) string {
	if p < 0 || strings.HasPrefix(header[p], "Column") {
		return ""
	}
	return strings.TrimSpace(header[p])
}

// commonWidth returns the number of values that most rows have, the greater
// where two are as frequent.
func commonWidth(rows [][]string) int {
	count := map[int]int{}
	width := 0
	for _, r := range rows {
		n := len(r)
		count[n]++
		if count[n] > count[width] || count[n] == count[width] && n > width {
			width = n
		}
	}
	return width
}

// align lays the header's words over the columns, in order, and returns for each
// column its word, or -1. Where the header has as many words as there are columns,
// each stands over its own, and one that its values speak against is dropped. A
// shorter header leaves out columns: a column that is evident takes a word only
// if that says the same, and every other one takes the next word.
func align(words []word, columns []shape) ([]int, bool) {
	place := make([]int, len(columns))
	short := len(words) != len(columns)
	w := 0
	for i, c := range columns {
		place[i] = -1
		fits := w < len(words) && words[w].fits(c)
		switch {
		case fits && (!short || c.name() == "" || c.name() == words[w].name):
			place[i] = w
			w++
		case !short:
			w++
		case c.name() == "":
			return nil, false
		}
	}
	return place, w == len(words)
}
