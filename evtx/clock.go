package evtx

import "encoding/binary"

// clock writes times, most of which are of the day of the one before.
type clock struct {
	day  uint64 // since 1601, plus one
	date []byte
}

// append appends what appendFileTime does.
func (c *clock) append(dst, b []byte) []byte {
	ticks := binary.LittleEndian.Uint64(b)
	seconds := ticks / 1e7
	day := seconds / 86400
	if c.day != day+1 {
		c.day, c.date = day+1, appendDate(c.date[:0], day)
	}
	dst = append(dst, c.date...)
	s, part := uint32(seconds%86400), uint32(ticks%1e7)
	h, m := s/3600, s/60%60
	s %= 60
	return append(
		dst, 'T', digit(h/10), digit(h%10), ':', digit(m/10), digit(m%10), ':', digit(s/10), digit(s%10), '.',
		digit(part/1e6), digit(part/1e5%10), digit(part/1e4%10), digit(part/1e3%10), digit(part/100%10), digit(part/10%10), digit(part%10), 'Z',
	)
}

func digit(n uint32) byte { return byte('0' + n) }
