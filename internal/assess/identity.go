package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"

	"github.com/athar-forensics/athar"
)

// identify hashes what makes a finding the same wherever its evidence lies.
func identify(server string, f *athar.Finding) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s", f.Rule, server, f.Source.Kind, f.Raw)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// number keeps apart findings whose first records are equal: copies of one shell
// under two names.
func number(all []athar.Finding) {
	have := map[string]int{}
	for i := range all {
		have[all[i].ID]++
		if n := have[all[i].ID]; n > 1 {
			all[i].ID += "-" + strconv.Itoa(n)
		}
	}
}

// sortFindings orders findings by time, and where that is equal or unknown by
// what they are.
func sortFindings(all []athar.Finding) {
	sort.SliceStable(all, func(i, j int) bool {
		x, y := &all[i], &all[j]
		switch {
		case x.Time != y.Time:
			return x.Time < y.Time
		case x.Stage != y.Stage:
			return x.Stage > y.Stage
		case x.Rule != y.Rule:
			return x.Rule < y.Rule
		case x.ID != y.ID:
			return x.ID < y.ID
		}
		return fmt.Sprint(x.File, x.URL, x.IP) < fmt.Sprint(y.File, y.URL, y.IP)
	})
}
