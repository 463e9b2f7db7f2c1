package evtx

import (
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// TestUTF16 compares the packed conversion with the standard library's, for
// text that is mostly what event logs hold.
func TestUTF16(t *testing.T) {
	unit := rapid.OneOf(
		rapid.Uint16Range(' ', '~'),
		rapid.Uint16Range(' ', '~'),
		rapid.Uint16Range(0, 0x7f),
		rapid.SampledFrom([]uint16{'"', '\\', '<', '>', '&', '\n', 0xd83d, 0xdc63, 0xffff, 0x0623, 0x100}),
	)
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.SliceOfN(unit, 0, 60).Draw(t, "units")
		var src []byte
		for _, u := range units {
			src = binary.LittleEndian.AppendUint16(src, u)
		}
		want := string(utf16.Decode(units))
		if got := string(appendUTF16([]byte("x"), src, plain)); got != "x"+want {
			t.Fatalf("plain: %q, want %q", got[1:], want)
		}
		escaped := string(appendUTF16(nil, src, inJSON))
		if other := string(appendEscaped(nil, want, inJSON)); escaped != other {
			t.Fatalf("from UTF-16 %q, from UTF-8 %q", escaped, other)
		}
		var back string
		if err := json.Unmarshal([]byte(`"`+escaped+`"`), &back); err != nil || back != want {
			t.Fatalf("JSON %s reads as %q, %v, want %q", escaped, back, err, want)
		}
		inTag := string(appendUTF16(nil, src, inXML))
		if other := string(appendEscaped(nil, want, inXML)); inTag != other {
			t.Fatalf("from UTF-16 %q, from UTF-8 %q", inTag, other)
		}
		var e struct {
			Attr string `xml:"a,attr"`
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(`<e a="`+inTag+`">`+inTag+`</e>`), &e); err != nil {
			t.Fatalf("%v in %q", err, inTag)
		}
		fit := strings.Map(func(r rune) rune {
			if !xmlRune(r) {
				return '\ufffd'
			}
			return r
		}, want)
		if e.Attr != fit || e.Text != fit {
			t.Fatalf("XML reads as %q and %q, want %q", e.Attr, e.Text, fit)
		}
	})
}
