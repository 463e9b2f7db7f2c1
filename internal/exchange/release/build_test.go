package release

import (
	"strings"
	"testing"
)

func TestParseBuild(t *testing.T) {
	tests := []struct {
		text string
		want Build
	}{
		{"15.1.2176.2", Build{15, 1, 2176, 2}},
		{"15.01.2176.002", Build{15, 1, 2176, 2}},
		{"14.03.0452.000", Build{14, 3, 452, 0}},
		{" 15.2.221.18\r\n", Build{15, 2, 221, 18}},
		{"Version 15.1 (Build 2176.2)", Build{15, 1, 2176, 2}},
		{"15.1 (Build 2176.2)", Build{15, 1, 2176, 2}},
		{"Version 15.1 (Build 32176.2)", Build{15, 1, 2176, 2}},
		{"15.20.9999.27", Build{15, 20, 9999, 27}},
	}
	for _, tt := range tests {
		got, err := ParseBuild(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("ParseBuild(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
		}
	}
}

func TestParseBuildRejects(t *testing.T) {
	for _, text := range []string{
		"", "15.1.2176", "15.1.2176.2.1", "15.1.2176.x", "-15.1.2176.2", "15.1.2176.-2", "15..2176.2", "15.1.2176.2 ?",
		"0.1.2176.2", "100.1.2176.2", "15.100.2176.2", "15.1.10000.2", "15.1.2176.1000", "15.1.32176.2",
		"15.1.99999999999999999999.2", "Version 15.1", "Version 15.1 (Build 2176)", "١٥.١.٢١٧٦.٢",
		strings.Repeat("0", 1<<16) + "15.1.2176.2",
	} {
		if b, err := ParseBuild(text); err == nil {
			t.Errorf("ParseBuild(%.40q) = %v, want an error", text, b)
		}
	}
}

func FuzzParseBuild(f *testing.F) {
	for _, seed := range []string{"15.1.2176.2", "15.01.2176.002", "Version 15.1 (Build 32176.2)", "15.1.2176", "99999.1.1.1", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := ParseBuild(s)
		if err != nil {
			return
		}
		for i := range b {
			if b[i] < 0 || b[i] > buildLimit[i] {
				t.Fatalf("%q gives %v", s, b)
			}
		}
		if again, err := ParseBuild(b.String()); err != nil || again != b {
			t.Fatalf("%q gives %v, which is read as %v, %v", s, b, again, err)
		}
	})
}
