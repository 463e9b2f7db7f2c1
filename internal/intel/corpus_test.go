package intel

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

// The public lists, each in its publisher's own layout: what is in them, counted
// by hand or with other tools, is loaded; what is not, is told.
func TestPublicLists(t *testing.T) {
	tests := []struct {
		path            string
		types           map[string]int
		faulty, context int
	}{
		{"ioc-mstic/MSTICIoCs-ExchangeServerVulnerabilitiesDisclosedMarch2021.csv", map[string]int{"sha256": 14, "path": 47}, 0, 0},
		{"ioc-volexity/2021/2021-03-02 - Operation Exchange Marauder/indicators/indicators.csv", map[string]int{"address": 13}, 0, 0},
		{"ioc-volexity/2020/2020-03-31 - StormCloud Unleashed/indicators/indicators.csv", map[string]int{"address": 6, "domain": 11, "sha256": 34}, 0, 0},
		// One host of this list has two dots in a row.
		{"ioc-volexity/2021/2021-05-27 - Suspected APT29 Operation Launches Election Fraud Themed Phishing Campaigns/indicators/indicators.csv", map[string]int{"md5": 5, "sha1": 5, "sha256": 5, "domain": 2, "address": 2}, 1, 0},
		{"ioc-volexity/2021/2021-12-06 - XEGroup/indicators/indicators.csv", map[string]int{"address": 8, "domain": 84, "md5": 52, "sha1": 52, "sha256": 52}, 0, 0},
		{"ioc-volexity/2022/2022-06-15 DriftingCloud - Zero-Day Sophos Firewall Exploitation and an Insidious Breach/indicators/indicators.csv", map[string]int{"address": 8, "domain": 4, "md5": 2, "sha1": 2, "sha256": 2}, 0, 0},
		// Two certificates that the list calls legitimate, two modules that it calls benign.
		{"ioc-sunburst/indicator_release/Indicator_Release_Hashes.csv", map[string]int{"md5": 7, "sha1": 7, "sha256": 7}, 0, 4},
		{"ioc-sunburst/indicator_release/Indicator_Release_NBIs.csv", map[string]int{"address": 10, "domain": 16}, 0, 0},
		{"ioc-sunburst/rules/SUNBURST/hxioc/SUNBURST COMPROMISE INDICATORS.ioc", map[string]int{"md5": 5, "domain": 12}, 0, 0},
		{"ioc-sunburst/rules/SUNBURST/hxioc/SUNBURST SUSPICIOUS FILEWRITES (METHODOLOGY).ioc", map[string]int{}, 7, 0},
		{"ioc-cado-kaseya/IOCs/Domains.txt", map[string]int{"domain": 1221}, 0, 0},
		{"ioc-cado-kaseya/IOCs/Filenames.txt", map[string]int{"path": 6, "url": 2}, 0, 0},
		{"ioc-cado-kaseya/IOCs/Hashes.txt", map[string]int{"md5": 14, "sha1": 14, "sha256": 16}, 0, 0},
		{"ioc-cado-kaseya/IOCs/IPv4.txt", map[string]int{"address": 2}, 0, 0},
		{"ioc-chirp/indicators/AA21-062A/AA21062A.yaml", map[string]int{"address": 15}, 10, 0},
	}
	for _, tt := range tests {
		t.Run(filepath.Base(tt.path), func(t *testing.T) {
			f, err := os.Open(corpus.Path(t, filepath.FromSlash(tt.path)))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			l, err := NewBuilder().Read(filepath.Base(tt.path), f, Facts{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.types, l.Types); d != "" || l.Faulty != tt.faulty || l.Context != tt.context {
				t.Errorf("%d faulty, %d context, %v\n%s", l.Faulty, l.Context, l.Faults, d)
			}
		})
	}
}
