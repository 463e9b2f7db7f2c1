package yara

import (
	"encoding/binary"
	"math/bits"
)

// dotnetTables are the tables of an assembly: where each stands and how wide its
// rows are.
type dotnetTables struct {
	in    *input
	valid uint64 // a bit a table that is there
	heaps byte   // which heaps have wide indexes
	rows  [64]uint32
	at    [dotnetTableCount]int64
	width [dotnetTableCount]int64
}

// readTables lays out the tables of a stream (II.24.2.6).
func (d *dotnetFile) readTables(stream dotnetStream) *dotnetTables {
	const headBytes = 24
	head, ok := d.in.bytes(stream.offset, headBytes)
	if !ok {
		return nil
	}
	le := binary.LittleEndian
	t := &dotnetTables{in: d.in, heaps: head[6], valid: le.Uint64(head[8:])}
	count := bits.OnesCount64(t.valid)
	counts, ok := d.in.bytes(stream.offset+headBytes, 4*count)
	if !ok {
		return nil
	}
	for left := t.valid; left != 0; left &= left - 1 {
		t.rows[bits.TrailingZeros64(left)] = le.Uint32(counts)
		counts = counts[4:]
	}
	at := stream.offset + headBytes + 4*int64(count)
	for i := range dotnetTableCount {
		t.at[i] = at
		for _, c := range dotnetColumns[i] {
			t.width[i] += t.columnWidth(c)
		}
		at += t.width[i] * int64(t.rows[i])
		if at > d.in.size && t.rows[i] > dotnetRows {
			// That many rows are not there: the number is wrong, and so would be
			// the place of all that follows.
			t.valid &= 1<<i - 1
			break
		}
	}
	return t
}

// columnWidth is 4 for an index that may refer to more than 2 bytes can.
func (t *dotnetTables) columnWidth(c dotnetColumn) int64 {
	wide := false
	switch {
	case c < toString:
		return int64(c)
	case c < toTable:
		wide = t.heaps>>(c-toString)&1 != 0
	case c < toTypeDefOrRef:
		wide = t.rows[c-toTable] >= 1<<16
	default:
		code := dotnetCodes[c-toTypeDefOrRef]
		for _, table := range code.tables {
			wide = wide || t.rows[table] >= 1<<(16-code.bits)
		}
	}
	if wide {
		return 4
	}
	return 2
}

// has reports whether the assembly lists a table, be it without rows.
func (t *dotnetTables) has(table dotnetTable) bool { return t.valid>>table&1 != 0 }

// dotnetRow is a row, a number a column.
type dotnetRow [9]uint32

// row reads a row of a table, if it lies in the file; the first one is 0.
func (t *dotnetTables) row(table dotnetTable, i uint32) (row dotnetRow, ok bool) {
	if !t.has(table) || i >= t.rows[table] {
		return row, false
	}
	b, ok := t.in.bytes(t.at[table]+int64(i)*t.width[table], int(t.width[table]))
	if !ok {
		return row, false
	}
	for k, c := range dotnetColumns[table] {
		switch t.columnWidth(c) {
		case 1:
			row[k], b = uint32(b[0]), b[1:]
		case 2:
			row[k], b = uint32(binary.LittleEndian.Uint16(b)), b[2:]
		default:
			row[k], b = binary.LittleEndian.Uint32(b), b[4:]
		}
	}
	return row, true
}

// each calls f with the rows of a table, at most limit, up to the end of the file.
func (t *dotnetTables) each(table dotnetTable, limit uint32, f func(row dotnetRow)) {
	for i := range min(t.rows[table], limit) {
		row, ok := t.row(table, i)
		if !ok {
			return
		}
		f(row)
	}
}
