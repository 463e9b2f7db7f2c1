package yara

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// peDLL is a library that a file imports from, and what it takes from it.
type peDLL struct {
	name      string
	functions []peImport
}

type peImport struct {
	name      string
	ordinal   uint16
	byOrdinal bool
	address   uint64
}

// readImports reads both import tables once.
func (p *peFile) readImports() {
	if p.importsRead {
		return
	}
	p.importsRead = true
	total := 0
	p.imports = p.standardImports(&total)
	total = 0
	p.delayed = p.delayedImports(&total)
}

func (p *peFile) standardImports(total *int) []peDLL {
	at := p.directoryAt(importDirectory)
	if at < 0 {
		return nil
	}
	var dlls []peDLL
	le := binary.LittleEndian
	for range peImports {
		b, ok := p.in.bytes(at, 20)
		if !ok || le.Uint32(b[12:]) == 0 {
			break
		}
		at += 20
		lookup, name, first := le.Uint32(b), le.Uint32(b[12:]), le.Uint32(b[16:])
		nameAt := p.offset(uint64(name))
		if nameAt < 0 {
			continue
		}
		dll := p.in.text(nameAt, peDLLName)
		if !validDLL(dll) {
			continue
		}
		// Some linkers leave the lookup table out; then the address table
		// still has its contents.
		table := p.offset(uint64(lookup))
		if table <= 0 {
			table = p.offset(uint64(first))
		}
		if table < 0 {
			continue
		}
		if functions := p.thunks(dll, table, uint64(first), total); len(functions) > 0 {
			dlls = append(dlls, peDLL{dll, functions})
		}
	}
	return dlls
}

// thunks reads a table of imported functions.
func (p *peFile) thunks(dll string, table int64, address uint64, total *int) []peImport {
	var out []peImport
	width, flag := p.pointer()
	for ; p.steps > 0; p.steps-- {
		v, ok := p.word(table)
		if !ok || v == 0 || *total >= peImports {
			break
		}
		f := peImport{address: address}
		table += int64(width)
		address += uint64(width)
		if v&flag == 0 {
			at := p.offset(v)
			if at < 0 || at+2 >= p.in.size {
				continue
			}
			if f.name = p.in.text(at+2, peFunctionName); !validFunction(f.name) {
				continue
			}
		} else {
			if v&^flag > 0xffff {
				continue
			}
			f.ordinal, f.byOrdinal = uint16(v), true
			f.name = ordinalName(dll, f.ordinal)
		}
		out = append(out, f)
		*total++
	}
	return out
}

// pointer is the width of a pointer and the bit that marks an ordinal.
func (p *peFile) pointer() (width int, flag uint64) {
	if p.wide {
		return 8, 1 << 63
	}
	return 4, 1 << 31
}

func (p *peFile) word(at int64) (uint64, bool) {
	width, _ := p.pointer()
	b, ok := p.in.bytes(at, width)
	switch {
	case !ok:
		return 0, false
	case p.wide:
		return binary.LittleEndian.Uint64(b), true
	}
	return uint64(binary.LittleEndian.Uint32(b)), true
}

// delayedImports reads the functions that are bound when first called.
func (p *peFile) delayedImports(total *int) []peDLL {
	at := p.directoryAt(delayDirectory)
	if at < 0 {
		return nil
	}
	le := binary.LittleEndian
	base, imageSize := uint64(p.optWord(28, 24)), uint64(p.opt32(56))
	var dlls []peDLL
	for range peImports {
		b, ok := p.in.bytes(at, 32)
		at += 32
		if !ok || strings.Trim(string(b), "\x00") == "" {
			break
		}
		kind := le.Uint32(b)
		dllName, functions, names := uint64(le.Uint32(b[4:])), uint64(le.Uint32(b[12:])), uint64(le.Uint32(b[16:]))
		if kind > 1 {
			break
		}
		// The oldest form has addresses that include the image base.
		relative := func(v uint64) uint64 {
			if kind == 0 && v >= base {
				return v - base
			}
			return v
		}
		if !p.wide {
			dllName, functions, names = relative(dllName), relative(functions), relative(names)
		}
		if names >= imageSize || functions >= imageSize || dllName < 64 || names < 64 {
			break
		}
		nameAt := p.offset(dllName)
		if nameAt < 0 {
			continue
		}
		dll := p.in.text(nameAt, peDLLName)
		if !validDLL(dll) {
			continue
		}
		dlls = append(dlls, peDLL{dll, p.delayedThunks(dll, names, functions, relative, total)})
	}
	return dlls
}

func (p *peFile) delayedThunks(dll string, names, functions uint64, relative func(uint64) uint64, total *int) []peImport {
	var out []peImport
	width, flag := p.pointer()
	for ; p.steps > 0; p.steps-- {
		if *total >= peImports {
			break
		}
		name, ok1 := p.word(p.offset(names))
		bound, ok2 := p.word(p.offset(functions))
		if !ok1 || !ok2 || name == 0 || bound == 0 {
			break
		}
		f := peImport{address: functions}
		names += uint64(width)
		functions += uint64(width)
		if name&flag == 0 {
			at := p.offset(relative(name) + 2)
			if at < 0 {
				continue
			}
			f.name = p.in.text(at, peFunctionName)
		} else {
			f.ordinal, f.byOrdinal = uint16(name), true
			f.name = ordinalName(dll, f.ordinal)
		}
		out = append(out, f)
		*total++
	}
	return out
}

// validDLL reports whether a name can be that of a file on Windows.
func validDLL(name string) bool {
	for i := range len(name) {
		if c := name[i]; c < ' ' || c > 0x7e || strings.IndexByte(`"*<>?|`, c) >= 0 {
			return false
		}
	}
	return name != "" && len(name) < peDLLName
}

// validFunction admits the characters of undecorated and decorated names.
func validFunction(name string) bool {
	for i := range len(name) {
		if c := name[i]; !isAlnum(c) && strings.IndexByte("._?@$()<>", c) < 0 {
			return false
		}
	}
	return name != ""
}

// importHash is the digest over the imported names, in small letters and
// without the extension of libraries, by which files of one build are known.
func (p *peFile) importHash() string {
	p.readImports()
	h := md5.New()
	sep := ""
	for _, dll := range p.imports {
		name := lowerText(dll.name)
		if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
			switch ext := name[dot:]; {
			case strings.HasPrefix(ext, ".ocx"), strings.HasPrefix(ext, ".sys"), strings.HasPrefix(ext, ".dll"):
				name = name[:dot]
			}
		}
		for _, f := range dll.functions {
			h.Write([]byte(sep + name + "." + lowerText(f.name)))
			sep = ","
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
