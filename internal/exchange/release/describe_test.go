package release

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/athar-forensics/athar"
)

func open(all []athar.Exposure) []string {
	var cves []string
	for _, e := range all {
		if e.State == athar.Vulnerable {
			cves = append(cves, e.CVE)
		}
	}
	return cves
}

// With a day only the flaws count that were known to be exploited by then.
func TestDescribeAt(t *testing.T) {
	logon := []string{"CVE-2021-26855", "CVE-2021-26857", "CVE-2021-26858", "CVE-2021-27065"}
	tests := []struct {
		build, at string
		want      []string
	}{
		{"15.1.2176.2", "2021-03-05", logon},
		{"15.1.2176.2", "2021-01-02", nil},
		{"15.1.2176.9", "2021-03-05", nil},
		{"15.1.2106.13", "2021-08-05", nil},
		{"15.1.2106.13", "2021-08-06", []string{"CVE-2021-31207", "CVE-2021-34473", "CVE-2021-34523"}},
		{"15.0.1497.48", "2026-11-01", nil},
		{"15.2.2562.17", "2026-11-01", []string{"CVE-2026-42897"}},
	}
	for _, tt := range tests {
		d := Describe(catalogue(t), build(t, tt.build), when(t, tt.at))
		if diff := cmp.Diff(tt.want, open(d.Exposure)); diff != "" {
			t.Errorf("%s on %s: %s", tt.build, tt.at, diff)
		}
	}
}

func TestDescribeJSON(t *testing.T) {
	data, err := json.Marshal(Describe(catalogue(t), build(t, "15.01.2176.002"), when(t, "2021-01-03")))
	if err != nil {
		t.Fatal(err)
	}
	head := `{"build":"15.1.2176.2","product":"Exchange Server 2016","release":"CU19","exposure":[` +
		`{"cve":"CVE-2021-26855","name":"ProxyLogon","state":"vulnerable","from":"2021-01-03T00:00:00Z","until":null,` +
		`"fixed_by":"Mar21SU","exploited_since":"2021-01-03T00:00:00Z"},`
	if !strings.HasPrefix(string(data), head) {
		t.Errorf("got  %.400s\nwant %s", data, head)
	}
	data, err = json.Marshal(Describe(catalogue(t), Build{8, 3, 83, 6}, when(t, "2019-01-01")))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"build":"8.3.83.6","product":null,"release":null,"exposure":[]}`; string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
}

func TestTable(t *testing.T) {
	d := Describe(catalogue(t), build(t, "15.1.2106.13"), when(t, "2021-08-06"))
	tests := []struct {
		name   string
		titles Titles
		want   string
	}{
		{"en", English, `
Exchange Server 2016 CU18 Mar21SU (15.1.2106.13)

CVE             NAME                     STATE       EXPLOITED SINCE  FIXED BY
CVE-2021-31207  ProxyShell (file write)  vulnerable  2021-08-06       May21SU
CVE-2021-34473  ProxyShell               vulnerable  2021-08-06       Apr21SU
CVE-2021-34523  ProxyShell               vulnerable  2021-08-06       Apr21SU

fixed or not affected: 5
`},
		{"ar", Arabic, `
Exchange Server 2016 CU18 Mar21SU (15.1.2106.13)

CVE             الاسم                    الحالة  مستغَلة منذ  التحديث المُصلِح
CVE-2021-31207  ProxyShell (file write)  معرَّض    2021-08-06  May21SU
CVE-2021-34473  ProxyShell               معرَّض    2021-08-06  Apr21SU
CVE-2021-34523  ProxyShell               معرَّض    2021-08-06  Apr21SU

مُصلَحة أو غير مؤثِّرة: 5
`},
	}
	for _, tt := range tests {
		var out strings.Builder
		if err := Table(&out, d, tt.titles); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), out.String()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestTableUnknownProduct(t *testing.T) {
	var out strings.Builder
	if err := Table(&out, Describe(catalogue(t), Build{8, 3, 83, 6}, when(t, "2019-01-01")), English); err != nil {
		t.Fatal(err)
	}
	if want := "unknown product (8.3.83.6)\n\nfixed or not affected: 0\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
