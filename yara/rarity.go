package yara

import (
	_ "embed"
	"math"
)

// rarityTable says how rare bytes are, and what follows them, in logs, event
// logs, programs and scripts: measured by internal/rarity, minus the binary
// logarithm of the share in eighths. A bad guess costs time, never a match.
//
//go:embed rarity.bin
var rarityTable string

// oneBit is a factor of two in the units of the table.
const oneBit = 8

// rarityOf is that of a byte at any place.
func rarityOf(c byte) int { return int(rarityTable[c]) }

// rarityAfter is that of c behind b.
func rarityAfter(b, c byte) int { return int(rarityTable[256+256*int(b)+int(c)]) }

// share turns a rarity into occurrences in a million places.
func share(rarity int) float64 { return 1e6 * math.Exp2(-float64(rarity)/oneBit) }
