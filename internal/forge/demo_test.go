package forge

import (
	"bytes"
	"strings"
	"testing"
)

func TestDemo(t *testing.T) {
	files := Memory{}
	if err := Demo(files); err != nil {
		t.Fatal(err)
	}
	size, again := 0, Memory{}
	if err := Demo(again); err != nil {
		t.Fatal(err)
	}
	var iis, ecp strings.Builder
	firstEWS := "z"
	for path, f := range files {
		if !bytes.Equal(f.Data, again[path].Data) {
			t.Fatalf("%s differs between two demos", path)
		}
		size += len(f.Data)
		if isLog(f) {
			readTable(t, f)
		}
		switch {
		case strings.Contains(path, "W3SVC1"):
			iis.Write(f.Data)
		case strings.Contains(path, "HttpProxy/Ecp"):
			ecp.Write(f.Data)
		case strings.Contains(path, "/Logging/Ews/"):
			firstEWS = min(firstEWS, path[strings.LastIndexByte(path, '/'):])
		case strings.HasSuffix(path, demoShell.URL):
			t.Error("the shell is still there")
		}
	}
	if size < 2<<20 || size > 5<<20 {
		t.Errorf("the demo has %d bytes in %d files; it should stay small", size, len(files))
	}
	if firstEWS < "/Ews_20210307" {
		t.Errorf("EWS logs reach back to %s: nothing would be unknown", firstEWS)
	}
	expect(t, iis.String(), []string{"POST " + demoShell.URL, "/owa/prem/15.1.2176.2/", "/owa/prem/15.1.2176.9/"}, nil)
	expect(t, ecp.String(), []string{"ResetOABVirtualDirectory#", "ServerInfo~a]@mail01"}, nil)
	setup := files["MAIL01/C/ExchangeSetupLogs/ExchangeSetup.log"]
	expect(t, string(setup.Data), []string{"[01/12/2021 20:15:00.0000]", "15.1.2176.9", "KB5000871"}, nil)
}

func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		if err := Demo(Memory{}); err != nil {
			b.Fatal(err)
		}
	}
}
