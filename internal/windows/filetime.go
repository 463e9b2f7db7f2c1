package windows

import (
	"strconv"

	"github.com/athar-forensics/athar"
)

// fileTimeEpoch is 1970 in the units of a FILETIME: 100 ns since 1601.
const fileTimeEpoch = 116_444_736_000_000_000

// fileTime reads a FILETIME. One outside the years 1970 to 2200 is none.
func fileTime(v uint64) athar.Time {
	const last = fileTimeEpoch + 230*366*24*3600*10_000_000
	if v <= fileTimeEpoch || v > last {
		return 0
	}
	return athar.Time(v-fileTimeEpoch) * 100
}

func decimal(v uint64) string { return strconv.FormatUint(v, 10) }
