package evt

import (
	"bytes"
	"encoding/binary"
	"testing"
	"unicode/utf16"
)

// made is a record to be written.
type made struct {
	number    uint32
	code      uint32
	typ       Type
	source    string
	sid       []byte
	strings   []string
	data      []byte
	generated uint32
}

var system = []byte{1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0}

func units(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// bytes writes a record as Windows does.
func (m made) bytes() []byte {
	le := binary.LittleEndian
	b := make([]byte, minRecord)
	b = append(append(b, units(m.source)...), units("MAIL01")...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	le.PutUint32(b[40:], uint32(len(m.sid)))
	le.PutUint32(b[44:], uint32(len(b)))
	b = append(b, m.sid...)
	le.PutUint32(b[36:], uint32(len(b)))
	for _, s := range m.strings {
		b = append(b, units(s)...)
	}
	le.PutUint32(b[48:], uint32(len(m.data)))
	le.PutUint32(b[52:], uint32(len(b)))
	b = append(b, m.data...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	b = le.AppendUint32(b, uint32(len(b)+4))
	le.PutUint32(b, uint32(len(b)))
	le.PutUint32(b[4:], signature)
	le.PutUint32(b[8:], m.number)
	le.PutUint32(b[12:], m.generated)
	le.PutUint32(b[16:], m.generated+1)
	le.PutUint32(b[20:], m.code)
	le.PutUint16(b[24:], uint16(m.typ))
	le.PutUint16(b[26:], uint16(len(m.strings)))
	le.PutUint16(b[28:], 2)
	return b
}

const march2021 = 1614729600 // 2021-03-03

func numbered(n uint32) made {
	return made{number: n, code: 0x40001b7c, typ: Information, source: "Service Control Manager", strings: []string{"Exchange", "running"}, generated: march2021 + n}
}

// ring writes records into a file of a given size, round and round, and the mark
// behind the newest. Zero makes the file as long as it must be. As Windows does it, a record's text
// may go on behind the header, and its first 56 bytes are not cut: what remains
// of the file is filled.
func ring(size int, records ...made) []byte {
	le := binary.LittleEndian
	if size == 0 {
		size = headerSize + eofSize
		for _, m := range records {
			size += len(m.bytes())
		}
	}
	file := make([]byte, size)
	owner := make([]int, size) // of each byte, the record that wrote it last
	starts := make([]int, len(records))
	pos := headerSize
	write := func(b []byte, who int) (start int) {
		if size-pos < min(len(b), minRecord) {
			for ; pos < size; pos++ {
				file[pos], owner[pos] = []byte{0x27, 0, 0, 0}[pos%4], -1
			}
		}
		if pos >= size {
			pos = headerSize
		}
		start = pos
		for _, c := range b {
			if pos >= size {
				pos = headerSize
			}
			file[pos], owner[pos] = c, who
			pos++
		}
		return start
	}
	for i, m := range records {
		starts[i] = write(m.bytes(), i+1)
	}
	mark := le.AppendUint32(nil, eofSize)
	for _, n := range []uint32{0x11111111, 0x22222222, 0x33333333, 0x44444444} {
		mark = le.AppendUint32(mark, n)
	}
	mark = append(mark, make([]byte, 16)...)
	mark = le.AppendUint32(mark, eofSize)
	end := write(mark, -1)
	left := map[int]int{}
	for _, who := range owner[headerSize:] {
		left[who]++
	}
	first := len(records) - 1
	for first > 0 && left[first] == len(records[first-1].bytes()) {
		first--
	}
	le.PutUint32(file, headerSize)
	le.PutUint32(file[4:], signature)
	le.PutUint32(file[8:], 1)
	le.PutUint32(file[12:], 1)
	le.PutUint32(file[16:], uint32(starts[first]))
	le.PutUint32(file[20:], uint32(end))
	le.PutUint32(file[24:], records[len(records)-1].number+1)
	le.PutUint32(file[28:], records[first].number)
	le.PutUint32(file[32:], uint32(size))
	if first > 0 {
		file[36] = 2
	}
	le.PutUint32(file[44:], headerSize)
	return file
}

func open(tb testing.TB, b []byte) *File {
	tb.Helper()
	f, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}
