package yara

import "encoding/binary"

// versionPair is one line of the version information.
type versionPair struct{ key, value string }

// versions reads the texts of a version resource. All its blocks have the same
// head (length, length of the value, kind, key in UTF-16) and begin at a
// multiple of 4 from it.
func (p *peFile) versions(at int64) []versionPair {
	key, end, ok := p.versionBlock(at)
	if !ok || key != "VS_VERSION_INFO" {
		return nil
	}
	at = next(at, end-at)
	// 52 bytes of fixed numbers follow the key of the outermost block.
	at += 52
	for key, _, ok = p.versionBlock(at); ok && key == "VarFileInfo"; key, _, ok = p.versionBlock(at) {
		at = next(at, p.blockLength(at))
	}
	var out []versionPair
	steps := 0
	for key, end, ok = p.versionBlock(at); ok && key == "StringFileInfo"; key, end, ok = p.versionBlock(at) {
		table := next(at, end-at)
		at = next(at, p.blockLength(at))
		for table < at {
			if steps++; steps > peVersionStrings {
				return out
			}
			_, end, ok := p.versionBlock(table)
			if !ok {
				break
			}
			line := next(table, end-table)
			table = next(table, p.blockLength(table))
			for line < table {
				if steps++; steps > peVersionStrings {
					return out
				}
				key, end, ok := p.versionBlock(line)
				if !ok {
					break
				}
				if value, _, ok := p.wideText(next(line, end-line), 256); ok {
					if b, _ := p.in.bytes(line+2, 2); len(b) == 2 && b[0] == 0 && b[1] == 0 {
						value = ""
					}
					out = append(out, versionPair{key[:min(len(key), 63)], value[:min(len(value), 255)]})
				}
				line = next(line, p.blockLength(line))
			}
		}
	}
	return out
}

// next is where a block begins that stands length bytes after another.
func next(at, length int64) int64 { return at + (length+3)&^3 }

func (p *peFile) blockLength(at int64) int64 {
	b, ok := p.in.bytes(at, 2)
	if !ok {
		return 4 // past the end all the same
	}
	return max(int64(binary.LittleEndian.Uint16(b)), 4)
}

// versionBlock reads the head of a block: its key and where that ends.
func (p *peFile) versionBlock(at int64) (key string, end int64, ok bool) {
	b, ok := p.in.bytes(at, 6)
	if !ok || b[0] == 0 && b[1] == 0 {
		return "", 0, false
	}
	return p.wideText(at+6, 4096)
}

// wideText reads UTF-16 up to a zero and keeps the low bytes, as YARA does. It
// returns where the text ends, its zero included.
func (p *peFile) wideText(at int64, most int) (text string, end int64, ok bool) {
	b := p.in.upTo(at, 2*most)
	var out []byte
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return string(out), at + int64(i) + 2, true
		}
		out = append(out, b[i])
	}
	if len(out) == most {
		return string(out), at + int64(2*most), true
	}
	return "", 0, false
}
