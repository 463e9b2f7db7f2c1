package main

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs what people type. athar runs in this process; the other
// commands make evidence.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/evtx", Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"athar": func(ts *testscript.TestScript, fails bool, args []string) {
			for i, a := range args {
				if _, err := os.Stat(ts.MkAbs(a)); err == nil || i > 0 && args[i-1] == "--output" {
					args[i] = ts.MkAbs(a)
				}
			}
			code := run(context.Background(), args, streams{out: ts.Stdout(), err: ts.Stderr(), width: 100})
			if (code == exitFailed) != fails {
				ts.Fatalf("exit status %d", code)
			}
		},
		"forge-log": func(ts *testscript.TestScript, _ bool, args []string) {
			write(ts, args[0], scriptEvents(ts, "administrator", 1, 4))
		},
		"forge-reused": func(ts *testscript.TestScript, _ bool, args []string) {
			write(ts, args[0], forge.ReusedChunks(scriptEvents(ts, "predecessor", 101, 12))(scriptEvents(ts, "administrator", 1, 1)))
		},
		"forge-blob": func(ts *testscript.TestScript, _ bool, args []string) {
			write(ts, args[0], append(bytes.Repeat([]byte("free space "), 1000), scriptEvents(ts, "administrator", 1, 4)...))
		},
	}})
}

func write(ts *testscript.TestScript, name string, data []byte) {
	ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o600))
}

// scriptEvents is a log of n events, a minute apart: somebody's logon, a process,
// the process as Sysmon tells it, and a script.
func scriptEvents(ts *testscript.TestScript, user string, first uint64, n int) []byte {
	noon := athar.Date(2021, 3, 3) + 12*athar.Hour
	sorts := []forge.Event{
		{Provider: "Microsoft-Windows-Security-Auditing", ID: 4624, Channel: "Security", Data: []forge.EventField{{Name: "TargetUserName", Value: user}}},
		{Provider: "Microsoft-Windows-Security-Auditing", ID: 4688, Channel: "Security", Data: []forge.EventField{{Name: "CommandLine", Value: "cmd.exe /c whoami & dir"}}},
		{Provider: "Microsoft-Windows-Sysmon", ID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", Data: []forge.EventField{{Name: "Image", Value: `C:\Windows\System32\cmd.exe`}}},
		{Provider: "Microsoft-Windows-PowerShell", ID: 4104, Channel: "Microsoft-Windows-PowerShell/Operational", Data: []forge.EventField{{Name: "ScriptBlockText", Value: "Get-Mailbox"}}},
	}
	var events []forge.Event
	for i := range n {
		e := sorts[i%len(sorts)]
		e.Computer, e.Time, e.Number = "MAIL01", noon+athar.Time(i)*athar.Minute, first+uint64(i)
		events = append(events, e)
	}
	data, err := forge.EventFile(events...)
	ts.Check(err)
	return data
}
