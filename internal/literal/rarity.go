package literal

import "math"

// Which six bytes of a literal are probed decides how often the filter says
// "perhaps" for nothing. These tables guess how common a byte and a gram are in
// logs; a bad guess costs time, never a match.

// common lists runs of text that web, Exchange and Windows logs repeat in
// nearly every record, folded.
const common = "http://https://www.microsoft.com windows system32 program files exchange server " +
	"mozilla/5.0 applewebkit chrome safari application/ index.html .aspx .dll .exe get post " +
	"/owa/ /ecp/ /autodiscover/ /mapi/ /ews/ /rpc/ /microsoft-server-activesync clientrequestid correlationid " +
	"localhost default front end back end 2021-2022-2023-2024-2025-2026-t00: 00z 127.0.0.1 443 200 0 0 true false null " +
	"powershell software currentversion control set users appdata service network local user account logon session"

var commonGrams = func() map[uint32]bool {
	m := make(map[uint32]bool)
	for i := 0; i+4 <= len(common); i++ {
		m[gram(common[i:])] = true
	}
	return m
}()

// commonPairs are the letters that follow each other there: what is left of a gram
// in UTF-16.
var commonPairs = func() map[[2]byte]bool {
	m := make(map[[2]byte]bool)
	for i := 0; i+2 <= len(common); i++ {
		m[[2]byte{common[i], common[i+1]}] = true
	}
	return m
}()

// byteCost is the natural logarithm of a byte's rough share of log text.
var byteCost = func() (t [256]float64) {
	for i := range t {
		t[i] = math.Log(0.0005)
	}
	for i, c := range []byte("e 0tao1nisr-2c.d/lp3m5u4h:6978=fgvwb,ykx&_%;q+zj") {
		t[c] = math.Log(0.07 / (1 + float64(i)/6))
	}
	t[0] = math.Log(0.4) // where a literal has it, the text is UTF-16
	return t
}()

func gramCost(text string) float64 {
	cost := 0.0
	for i := range 4 {
		cost += byteCost[text[i]]
	}
	switch {
	case commonGrams[gram(text)]:
		cost += 10
	case text[1]|text[3] == 0 && commonPairs[[2]byte{text[0], text[2]}], text[0]|text[2] == 0 && commonPairs[[2]byte{text[1], text[3]}]:
		cost += 3
	}
	return cost
}

// rarestWindow returns the offset of the six bytes of text whose three grams
// are together the rarest. The window stays near the start of a long literal,
// because occurrences must wait that long to be put in order.
func rarestWindow(text string) int {
	const farthest = 256
	best, bestCost := 0, math.Inf(1)
	for at := 0; at+longMin <= len(text) && at <= farthest; at++ {
		cost := 0.0
		for i := range longStride {
			cost += math.Exp(gramCost(text[at+i:]))
		}
		if cost < bestCost {
			best, bestCost = at, cost
		}
	}
	return best
}

// rarestPair returns the offset of the rarest two bytes of a short literal, 0
// for one of a single byte.
func rarestPair(text string) int {
	best, bestCost := 0, math.Inf(1)
	for at := 0; at+2 <= len(text); at++ {
		if cost := byteCost[text[at]] + byteCost[text[at+1]]; cost < bestCost {
			best, bestCost = at, cost
		}
	}
	return best
}
