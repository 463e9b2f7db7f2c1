package intel

import (
	"fmt"
	"strings"
	"testing"
)

// A row means the same whatever stands above it.
func TestRowsAreReadEachByItself(t *testing.T) {
	const header = "value,type,sha256,filename,first_seen,valid_until,confidence,source,note,to_ids\n"
	hash := strings.Repeat("1f2e", 16)
	rows := []string{
		"203.0.113.5,ip,,,2021-03-01,2021-04-01,90,feed,a note,1",
		"203.0.113.6,ip,,,2021-03-01,2021-04-01,90,feed,a note,1",
		"evil.test,domain,,,2021-03-01,2021-04-01,90,feed,a note,1",
		"203.0.113.7,ip,,,2021-03-02,2021-04-01,90,feed,a note,1",
		"203.0.113.8,ip,,,2021-03-02,,90,feed,a note,1",
		"203.0.113.9,ip,,,2021-03-02,,90,feed,legitimate,1",
		"203.0.113.10,ip,,,2021-03-02,,90,feed,legitimate,1",
		"203.0.113.11,ip,,,2021-03-02,,10,other,,0",
		"203.0.113.12,ip,,,2021-03-02,,10,other,,1",
		",," + hash + ",tool.exe,2021-03-02,,10,other,,1",
		",,,tool.exe,2021-03-02,,10,other,,1",
		",," + hash[2:] + "1f,tool.exe,2021-03-02,,10,other,,1",
		"203.0.113.13,ip,,,2021-03-02,soon,10,other,,1",
		"203.0.113.14,ip,,,2021-03-02,soon,10,other,,1",
		"\"203.0.113.15\",ip,,,2021-03-02,,10,\"other\",,1",
		"203.0.113.16,ip,,,2021-03-02",
	}
	entries := func(text string) (out []string) {
		_, _, b := readAll(t, "list", header+text)
		s := b.Build()
		for id := range s.entries {
			in := s.indicator(uint32(id))
			in.Line = 0
			out = append(out, fmt.Sprintf("%+v", in))
		}
		return out
	}
	var alone []string
	for _, row := range rows {
		alone = append(alone, entries(row+"\n")...)
	}
	if len(alone) != 11 {
		t.Fatalf("%d entries: %s", len(alone), strings.Join(alone, "\n"))
	}
	if together := entries(strings.Join(rows, "\n") + "\n"); strings.Join(together, "\n") != strings.Join(alone, "\n") {
		t.Errorf("together:\n%s\nalone:\n%s", strings.Join(together, "\n"), strings.Join(alone, "\n"))
	}
}
