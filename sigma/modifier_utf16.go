package sigma

import (
	"encoding/binary"
	"unicode/utf16"
)

// The utf16 modifiers write a text's bytes as Windows keeps them, mostly to be
// encoded as base64 next: that is how PowerShell takes its commands. utf16 puts
// the byte order mark FF FE before it. Wildcards stay between the parts.

func modifyUTF16(o operand, _ *Options) ([]operand, error) {
	return modifyWide(o, binary.LittleEndian, "\xff\xfe")
}

func modifyUTF16LE(o operand, _ *Options) ([]operand, error) {
	return modifyWide(o, binary.LittleEndian, "")
}

func modifyUTF16BE(o operand, _ *Options) ([]operand, error) {
	return modifyWide(o, binary.BigEndian, "")
}

func modifyWide(o operand, order binary.AppendByteOrder, mark string) ([]operand, error) {
	text, ok := asText(o)
	if !ok {
		return nil, errTakes("a text", o)
	}
	var pieces []piece
	for _, p := range text.pieces {
		if p.kind == literalPiece {
			wide := []byte(mark)
			for _, unit := range utf16.Encode([]rune(p.text)) {
				wide = order.AppendUint16(wide, unit)
			}
			p.text, mark = string(wide), ""
		}
		pieces = append(pieces, p)
	}
	return []operand{&textOperand{pieces: pieces, cased: text.cased}}, nil
}
