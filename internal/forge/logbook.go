package forge

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// logbook collects the rows of one log and cuts them into files when the story
// is over. Steps may be told in any order.
type logbook struct {
	kind athar.Kind
	// folder is the Windows path of the log's folder.
	folder string
	// name makes a file's name from the start of its period and its number.
	name func(start athar.Time, n int) string
	// period is an hour or a day: a new file begins with each.
	period athar.Time
	// limit is the size in bytes after which a file is followed by "-2".
	limit int
	// head makes what stands above the first row.
	head func(first athar.Time) []byte
	rows []row
}

type row struct {
	at   athar.Time
	text []byte
}

func (b *logbook) add(at athar.Time, text []byte) { b.rows = append(b.rows, row{at, text}) }

// keep drops the rows outside an interval, as retention and clean-up scripts do.
func (b *logbook) keep(from, until athar.Time) {
	b.rows = slices.DeleteFunc(b.rows, func(r row) bool { return r.at < from || r.at >= until })
}

// files cuts the book. Rows of the same moment stay in the order they were told.
func (b *logbook) files(place func(string) string) []File {
	slices.SortStableFunc(b.rows, func(x, y row) int {
		switch {
		case x.at < y.at:
			return -1
		case x.at > y.at:
			return 1
		}
		return 0
	})
	var out []File
	var data bytes.Buffer
	var start, last athar.Time
	n := 0
	flush := func() {
		if data.Len() > 0 {
			out = append(out, File{Path: place(b.folder + `\` + b.name(start, n)), Time: last, Data: bytes.Clone(data.Bytes())})
			data.Reset()
		}
	}
	for _, r := range b.rows {
		period := r.at - r.at%b.period
		switch {
		case period != start:
			flush()
			start, n = period, 1
		case b.limit > 0 && data.Len() >= b.limit:
			flush()
			n++
		}
		if data.Len() == 0 {
			data.Write(b.head(r.at))
		}
		data.Write(r.text)
		last = r.at
	}
	flush()
	return out
}

// exchangeHead is the block above the rows of every Exchange log, with the
// plain header row where this log has one.
func exchangeHead(version, logType string, first athar.Time, fields string, plain HeaderRow) []byte {
	var b strings.Builder
	b.WriteString("\ufeff")
	if plain == HeaderFirst {
		b.WriteString(fields + "\r\n")
	}
	b.WriteString("#Software: Microsoft Exchange Server\r\n#Version: " + version + "\r\n#Log-type: " + logType +
		"\r\n#Date: " + stamp(first) + "\r\n#Fields: " + fields + "\r\n")
	if plain == HeaderAfter {
		b.WriteString(fields + "\r\n")
	}
	return []byte(b.String())
}

// HeaderRow says where the row that repeats the column names without # stands.
type HeaderRow int

// The places of the plain header row. Real files have it as their first line;
// some have it after the block, and some copies have none.
const (
	HeaderFirst HeaderRow = iota
	HeaderAfter
	HeaderNone
)

// hourly and daily name files as Exchange does.
func hourly(prefix string) func(athar.Time, int) string {
	return func(t athar.Time, n int) string { return prefix + t.Std().Format("2006010215") + suffix(n) }
}

func daily(prefix string) func(athar.Time, int) string {
	return func(t athar.Time, n int) string { return prefix + t.Std().Format("20060102") + suffix(n) }
}

func suffix(n int) string { return "-" + strconv.Itoa(n) + ".LOG" }
