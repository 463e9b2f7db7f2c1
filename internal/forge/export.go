package forge

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// ChangeFields takes the last column away from the file's middle on, under a
// new #Fields line, as after a change of IIS's settings or an update.
func ChangeFields(data []byte) []byte {
	start, end, ok := fieldsLine(data)
	at := middleRow(data)
	if !ok || at <= end {
		return bytes.Clone(data)
	}
	fields := string(data[start:end])
	separator := ","
	if !strings.Contains(fields, ",") {
		separator = " "
	}
	last := strings.LastIndex(fields, separator)
	if last <= len(fieldsMark) {
		return bytes.Clone(data)
	}
	out := append(bytes.Clone(data[:at]), fields[:last]+"\r\n"...)
	for row := range bytes.Lines(data[at:]) {
		if row[0] == '#' {
			out = append(out, row...)
			continue
		}
		out = append(out, withoutLast(row, separator)...)
	}
	return out
}

func withoutLast(row []byte, separator string) []byte {
	text := bytes.TrimRight(row, "\r\n")
	if separator == " " {
		if i := bytes.LastIndexByte(text, ' '); i >= 0 {
			text = text[:i]
		}
		return append(bytes.Clone(text), "\r\n"...)
	}
	values, err := csv.NewReader(bytes.NewReader(text)).Read()
	if err != nil || len(values) < 2 {
		return row
	}
	var out []byte
	for i, v := range values[:len(values)-1] {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendField(out, v)
	}
	return append(out, "\r\n"...)
}

// SelectColumns makes what an administrator's script exports: PowerShell's type
// line, every value quoted, only the named columns and no header block. Rows
// that are no CSV are left out, as PowerShell would.
func SelectColumns(names ...string) Damage {
	return func(data []byte) []byte {
		start, end, ok := fieldsLine(data)
		if !ok {
			return bytes.Clone(data)
		}
		fields := strings.Split(string(data[start+len(fieldsMark):end]), ",")
		columns := make([]int, len(names))
		for i, name := range names {
			columns[i] = slices.IndexFunc(fields, func(f string) bool { return strings.EqualFold(f, name) })
		}
		out := []byte("#TYPE Selected.System.Management.Automation.PSCustomObject\r\n")
		out = appendQuoted(out, names)
		rows := csv.NewReader(bytes.NewReader(data[end:]))
		rows.Comment, rows.FieldsPerRecord, rows.LazyQuotes = '#', -1, true
		for {
			values, err := rows.Read()
			if errors.Is(err, io.EOF) {
				return out
			}
			if err != nil || slices.Equal(values, fields) {
				continue
			}
			chosen := make([]string, len(columns))
			for i, c := range columns {
				if c >= 0 && c < len(values) {
					chosen[i] = values[c]
				}
			}
			out = appendQuoted(out, chosen)
		}
	}
}

func appendQuoted(dst []byte, values []string) []byte {
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, strings.ReplaceAll(v, `"`, `""`)...)
		dst = append(dst, '"')
	}
	return append(dst, "\r\n"...)
}
