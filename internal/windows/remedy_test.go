package windows

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

const scannerText = "-----\r\nMicrosoft Safety Scanner v1.405, (build 1.405.445.0)\r\nStarted On Thu Feb 22 13:33:34 2024\r\n\r\n" +
	"Run Mode: Scan Run in Quiet Mode\r\n\r\nThreat Detected: Virus:DOS/Made_Up, not removed.\r\n    Action: NoAction, Result: 0x00000000\r\n" +
	"        file://C:\\a\\b.zip->c.com\r\n            SigSeq: 0x1\r\n        file://C:\\a\\c.com\r\n        containerfile://C:\\a\\b.zip\r\n" +
	"Threat Detected: Backdoor:ASP/MadeUp.A and Removed!\r\n        file://C:\\x.aspx\r\n" +
	"Results Summary:\r\n----\r\nFound Virus:DOS/Made_Up, not removed.\r\nMicrosoft Safety Scanner Finished On Thu Feb 22 13:35:58 2024\r\nReturn code: 7 (0x7)\r\n" +
	"Microsoft Safety Scanner v1.406, (build 1.406.1.0)\r\nStarted On nonsense\r\nThreat Detected: Trojan:X"

func TestScannerLog(t *testing.T) {
	var got []string
	err := ScannerLog([]byte(scannerText), func(rec *athar.Record) {
		got = append(got, strings.Join([]string{rec.Time.String(), rec.Get("threat"), rec.Get("outcome"), rec.Get("files"), rec.Get("mode")}, "|"))
	})
	want := []string{
		"2024-02-22T13:33:34Z|Virus:DOS/Made_Up|not removed|C:\\a\\b.zip->c.com\nC:\\a\\c.com|Scan Run in Quiet Mode",
		"2024-02-22T13:33:34Z|Backdoor:ASP/MadeUp.A|Removed|C:\\x.aspx|Scan Run in Quiet Mode",
		athar.Time(0).String() + "|Trojan:X|||",
	}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\n%s", err, strings.Join(got, "\n"))
	}
}

func TestRemedyLog(t *testing.T) {
	text := "2021-03-16 10:00:00 Info: Starting EOMT.ps1 on MAIL01\r\n2021-03-16 10:00:04 Info: Mitigation complete on MAIL01 :: Default Web Site\r\n" +
		"2021-03-16 10:00:05 Error: Unable to run MSERT\r\n\r\n"
	wide := []byte{0xff, 0xfe}
	for _, c := range []byte(text) {
		wide = append(wide, c, 0)
	}
	for _, data := range [][]byte{[]byte(text), wide} {
		var got []string
		err := RemedyLog(data, func(rec *athar.Record) {
			got = append(got, rec.Time.String()+" "+rec.Get("level")+" "+rec.Get("host"))
		})
		if err != nil || strings.Join(got, ", ") != "2021-03-16T10:00:00Z Info MAIL01, 2021-03-16T10:00:04Z Info MAIL01, 2021-03-16T10:00:05Z Error " {
			t.Errorf("%v %q", err, got)
		}
	}
}

func FuzzRemedy(f *testing.F) {
	f.Add([]byte(scannerText))
	f.Add([]byte("2021-03-16 10:00:00 Info: Starting EOMT.ps1 on MAIL01\n2021-03-16 10:00:00 Error: : on  on \n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ScannerLog(data, bounded(t, len(data)))
		RemedyLog(data, bounded(t, len(data)))
	})
}
