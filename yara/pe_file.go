package yara

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Limits of the PE reader. Most are YARA's own, so that counts agree.
const (
	peSections       = 96
	peImports        = 16_384
	peSteps          = 8 * peImports
	peExports        = 16_384
	peResources      = 65_536
	peSignatures     = 64
	peVersionStrings = 4096
	peDLLName        = 256
	peFunctionName   = 512
	// peVisits bounds the directories that are visited below the resources:
	// they may refer to each other.
	peVisits = 4 * peResources
)

// Indexes of data directories.
const (
	exportDirectory   = 0
	importDirectory   = 1
	resourceDirectory = 2
	securityDirectory = 4
	debugDirectory    = 6
	delayDirectory    = 13
)

// peFile is a Windows executable. Offsets and sizes in it are the intruder's
// words: each read is checked against the file.
type peFile struct {
	in       *input
	header   int64 // of the signature PE\0\0
	optional int64
	wide     bool // 64 bits
	coff     []byte
	opt      []byte // optional header up to the data directories
	sections []peSection
	// whole is false when the table of sections runs past the end: then no
	// address can be mapped.
	whole bool

	imports, delayed []peDLL
	importsRead      bool
	// steps is how many entries of import tables may still be looked at:
	// libraries may all share one long table.
	steps   int
	exports *peExportTable
}

type peSection struct {
	raw                                     []byte
	address, size, rawOffset, rawSize, mode uint32
}

// name is the section's name without its padding.
func (s peSection) name() string { return strings.TrimRight(string(s.raw[:8]), "\x00") }

// readPE returns the file as a PE file, nil if it is none.
func readPE(in *input) *peFile {
	dos, ok := in.bytes(0, 64)
	if !ok || dos[0] != 'M' || dos[1] != 'Z' {
		return nil
	}
	header := int64(int32(binary.LittleEndian.Uint32(dos[60:])))
	head, ok := in.bytes(header, 24)
	if !ok || string(head[:4]) != "PE\x00\x00" {
		return nil
	}
	p := &peFile{steps: peSteps, in: in, header: header, optional: header + 24, coff: bytes.Clone(head[4:])}
	// Even a 64-bit header must have room for a 32-bit one with its
	// directories.
	if opt, ok := in.bytes(p.optional, 224); ok {
		p.wide = binary.LittleEndian.Uint16(opt) == 0x20b
		p.opt = bytes.Clone(opt[:96])
	} else {
		return nil
	}
	if p.wide {
		opt, ok := in.bytes(p.optional, 240)
		if !ok {
			return nil
		}
		p.opt = bytes.Clone(opt[:112])
	}
	p.readSections()
	return p
}

func (p *peFile) readSections() {
	le := binary.LittleEndian
	at := p.optional + int64(le.Uint16(p.coff[16:]))
	count := min(int(le.Uint16(p.coff[2:])), peSections)
	p.whole = true
	for range count {
		b, ok := p.in.bytes(at, 40)
		if !ok {
			p.whole = false
			return
		}
		p.sections = append(p.sections, peSection{
			raw: bytes.Clone(b), size: le.Uint32(b[8:]), address: le.Uint32(b[12:]),
			rawSize: le.Uint32(b[16:]), rawOffset: le.Uint32(b[20:]), mode: le.Uint32(b[36:]),
		})
		at += 40
	}
}

// opt16, opt32 and optWord read the optional header. Fields behind the image
// base are 8 bytes further down, or wider, in 64-bit files: narrow and wide
// are the two offsets.
func (p *peFile) opt16(offset int) int64 { return int64(binary.LittleEndian.Uint16(p.opt[offset:])) }

func (p *peFile) opt32(offset int) int64 { return int64(binary.LittleEndian.Uint32(p.opt[offset:])) }

func (p *peFile) optWord(narrow, wide int) int64 {
	if p.wide {
		return int64(binary.LittleEndian.Uint64(p.opt[wide:]))
	}
	return p.opt32(narrow)
}

// directories is the number of data directories and where they stand.
func (p *peFile) directories() (count int, at int64) {
	count, at = int(p.opt32(len(p.opt)-4)), p.optional+int64(len(p.opt))
	return max(0, min(count, 16)), at
}

func (p *peFile) directory(index int) (address, size uint32, ok bool) {
	count, at := p.directories()
	if index >= count {
		return 0, 0, false
	}
	b, ok := p.in.bytes(at+8*int64(index), 8)
	if !ok {
		return 0, 0, false
	}
	return binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), true
}

// directoryAt is where a data directory's content begins in the file; -1 where
// there is none.
func (p *peFile) directoryAt(index int) int64 {
	address, _, ok := p.directory(index)
	if !ok || address == 0 {
		return -1
	}
	return p.offset(uint64(address))
}

// offset maps an address, relative to the image base, to a place in the file;
// -1 if it has none.
func (p *peFile) offset(address uint64) int64 {
	if !p.whole {
		return -1
	}
	lowest := uint64(1<<32 - 1)
	var base, raw, size uint64
	fileAlignment, sectionAlignment := uint64(p.opt32(36)), p.opt32(32)
	for _, s := range p.sections {
		a := uint64(s.address)
		lowest = min(lowest, a)
		// The greater of the two sizes counts: either may be the smaller.
		if address < a || address-a >= uint64(max(s.size, s.rawSize)) || base > a {
			continue
		}
		base, raw, size = a, uint64(s.rawOffset), uint64(s.rawSize)
		if align := min(fileAlignment, 0x200); align > 0 {
			raw -= raw % align
		}
		// The loader reads whole sectors when sections are pages.
		if sectionAlignment >= 0x1000 {
			raw &^= 0x1ff
		}
	}
	if address < lowest {
		// What precedes the first section is mapped as it stands.
		base, raw, size = 0, 0, uint64(p.in.size)
	}
	if address-base >= size {
		return -1
	}
	at := int64(raw + address - base)
	if at < 0 || at >= p.in.size {
		return -1
	}
	return at
}

// text returns the bytes at an offset up to the first zero, at most n.
func (in *input) text(offset int64, n int) string {
	b := in.upTo(offset, n)
	if end := bytes.IndexByte(b, 0); end >= 0 {
		b = b[:end]
	}
	return string(b)
}

// executable reads the file as PE once.
func (s *scan) executable() *peFile {
	if !s.peRead {
		s.peRead = true
		s.pe = readPE(s.in)
	}
	return s.pe
}

// entryPoint is where execution starts, as an offset in the file. The keyword
// is older than the module and knows two machines only.
func (s *scan) entryPoint() value {
	const i386, amd64 = 0x14c, 0x8664
	p := s.executable()
	if p == nil {
		return undefined
	}
	if m := binary.LittleEndian.Uint16(p.coff); m != i386 && m != amd64 {
		return undefined
	}
	if at := p.offset(uint64(p.opt32(16))); at >= 0 {
		return intValue(at)
	}
	return undefined
}
