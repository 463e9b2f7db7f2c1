package forge

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Damage changes a file as time, copies and editors do. It takes any bytes and
// returns others; the input stays as it was.
type Damage func([]byte) []byte

// Damaged passes the files whose path holds part through all damages, in their
// order, on the way to a sink. Letter case does not matter.
func Damaged(sink Sink, part string, damages ...Damage) Sink {
	return damagedSink{sink, strings.ToLower(part), damages}
}

type damagedSink struct {
	Sink
	part    string
	damages []Damage
}

func (s damagedSink) Put(f File) error {
	if strings.Contains(strings.ToLower(f.Path), s.part) {
		for _, d := range s.damages {
			f.Data = d(f.Data)
		}
	}
	return s.Sink.Put(f)
}

var utf8Mark = []byte("\ufeff")

// AddMark puts a UTF-8 byte order mark in front, even of a file that has one.
func AddMark(data []byte) []byte { return append(bytes.Clone(utf8Mark), data...) }

// NoMark takes the UTF-8 byte order mark away.
func NoMark(data []byte) []byte { return bytes.Clone(bytes.TrimPrefix(data, utf8Mark)) }

// UTF16LE and UTF16BE recode a file, with their byte order mark, as editors and
// PowerShell's redirection do.
func UTF16LE(data []byte) []byte { return recoded(data, binary.LittleEndian) }

// UTF16BE is the other byte order: see [UTF16LE].
func UTF16BE(data []byte) []byte { return recoded(data, binary.BigEndian) }

func recoded(data []byte, order binary.AppendByteOrder) []byte {
	out := order.AppendUint16(make([]byte, 0, 2+2*len(data)), 0xfeff)
	for _, r := range string(bytes.TrimPrefix(data, utf8Mark)) {
		for _, u := range utf16.AppendRune(nil, r) {
			out = order.AppendUint16(out, u)
		}
	}
	return out
}

// LF ends lines as Unix does.
func LF(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) }

// CutLastRow ends the file in the middle of its last row, as a copy does that
// was taken while the server wrote.
func CutLastRow(data []byte) []byte {
	body := bytes.TrimRight(data, "\r\n")
	start := bytes.LastIndexByte(body, '\n') + 1
	return bytes.Clone(body[:start+(len(body)-start)/2])
}

// Zeros puts a run of n NUL bytes in place of as many in the file's middle, as
// a server does that lost its power. A file that is too short grows.
func Zeros(n int) Damage {
	return func(data []byte) []byte {
		from := len(data) / 2
		to := min(len(data), from+n)
		return append(append(bytes.Clone(data[:from]), make([]byte, n)...), data[to:]...)
	}
}

// LongLine puts one line of n bytes in the file's middle, between two rows.
func LongLine(n int) Damage {
	return func(data []byte) []byte {
		at := middleRow(data)
		line := append(bytes.Repeat([]byte("A"), n), "\r\n"...)
		return append(append(bytes.Clone(data[:at]), line...), data[at:]...)
	}
}

// middleRow is the beginning of the first row after the file's middle.
func middleRow(data []byte) int {
	i := bytes.IndexByte(data[len(data)/2:], '\n')
	if i < 0 {
		return len(data)
	}
	return len(data)/2 + i + 1
}

const fieldsMark = "#Fields: "

// fieldsLine finds the first #Fields line, without its line end.
func fieldsLine(data []byte) (start, end int, ok bool) {
	start = bytes.Index(data, []byte(fieldsMark))
	if start < 0 {
		return 0, 0, false
	}
	end = len(data)
	if i := bytes.IndexAny(data[start:], "\r\n"); i >= 0 {
		end = start + i
	}
	return start, end, true
}

// RepeatFields puts the header block again in the file's middle.
func RepeatFields(data []byte) []byte {
	first := bytes.IndexByte(data, '#')
	_, end, ok := fieldsLine(data)
	at := middleRow(data)
	if !ok || first > end || at < end {
		return bytes.Clone(data)
	}
	block := append(bytes.Clone(data[first:end]), "\r\n"...)
	return append(append(bytes.Clone(data[:at]), block...), data[at:]...)
}

// NoFields takes the #Fields line away.
func NoFields(data []byte) []byte {
	start, end, ok := fieldsLine(data)
	if !ok {
		return bytes.Clone(data)
	}
	rest := bytes.TrimPrefix(bytes.TrimPrefix(data[end:], []byte("\r")), []byte("\n"))
	return append(bytes.Clone(data[:start]), rest...)
}

// BreakFields writes the second half of the #Fields line twice, without a
// separator between, as a real log has it.
func BreakFields(data []byte) []byte {
	start, end, ok := fieldsLine(data)
	if !ok {
		return bytes.Clone(data)
	}
	half := start + len(fieldsMark) + (end-start-len(fieldsMark))/2
	return append(append(bytes.Clone(data[:end]), data[half:end]...), data[end:]...)
}
