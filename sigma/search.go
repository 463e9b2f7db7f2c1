package sigma

import (
	"math"
	"strings"
)

// needle finds one literal in a text. It looks for the literal's rarest byte
// with the machine's fast byte search and compares around it.
type needle struct {
	text string // folded unless cased
	// at is the place of the rarest byte; low and cap are its two cases.
	at       uint16
	low, cap byte
	cased    bool
	// ascii says that byte-wise search is right in any text (see
	// foldsWithinASCII); otherwise only in text without bytes beyond ASCII.
	ascii bool
}

func newNeedle(text string, cased bool) needle {
	n := needle{text: text, cased: cased, ascii: cased || foldsWithinASCII(text)}
	for i := range min(len(text), math.MaxUint16) {
		if strings.IndexByte(commonBytes, text[i]) < strings.IndexByte(commonBytes, text[n.at]) {
			n.at = uint16(i)
		}
	}
	if text != "" {
		n.low = text[n.at]
		n.cap = n.low
		if !cased && 'a' <= n.low && n.low <= 'z' {
			n.cap -= 'a' - 'A'
		}
	}
	return n
}

// commonBytes lists bytes from less to more common in paths and command lines;
// those not listed are the rarest (index -1).
const commonBytes = "zqjxkvwybgfhum{}()%&+9876543,lpdc;_:/2-\\nrstioae01. "

// indexBytes returns where the needle first stands in s, byte by byte, -1 when
// nowhere. It is right where the needle is ascii or s is.
func (n *needle) indexBytes(s string) int {
	if n.cased {
		return strings.Index(s, n.text)
	}
	if n.text == "" {
		return 0
	}
	// The next places of either case, searched again only when passed.
	low, capital := -1, -1
	if n.cap == n.low {
		capital = len(s)
	}
	at := int(n.at)
	for from := at; from+len(n.text)-at <= len(s); {
		if low < from {
			low = nextByte(s, from, n.low)
		}
		if capital < from {
			capital = nextByte(s, from, n.cap)
		}
		i := min(low, capital)
		if i+len(n.text)-at > len(s) {
			return -1
		}
		if prefixFoldASCII(s[i-at:], n.text) {
			return i - at
		}
		from = i + 1
	}
	return -1
}

// nextByte returns the first place of c in s at or after from, len(s) when
// there is none.
func nextByte(s string, from int, c byte) int {
	if i := strings.IndexByte(s[from:], c); i >= 0 {
		return from + i
	}
	return len(s)
}
