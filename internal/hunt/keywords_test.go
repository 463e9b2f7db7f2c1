package hunt

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/forge"
)

const keywordRules = `title: Anywhere
name: anywhere
logsource: {product: windows}
detection: {s: ['sekurlsa::', 'Kiwi'], condition: s}
---
title: A number
name: number
logsource: {product: windows}
detection: {s: ['4711'], condition: s}
`

// Keywords are found in any value of an event, in any case, beyond ASCII and in
// numbers, and the events beside them are not.
func TestKeywords(t *testing.T) {
	lib := campaign.New()
	if err := lib.AddSigma(fstest.MapFS{"r.yml": {Data: []byte(keywordRules)}}, "mine"); err != nil || len(lib.Failed) > 0 {
		t.Fatal(err, lib.Failed)
	}
	event := func(id uint16, values ...string) forge.Event {
		return forge.Event{Provider: "P", ID: id, Channel: "Application", Computer: "MAIL01", Time: noon, Data: forge.Texts(values...)}
	}
	log, err := forge.EventFile(
		event(1, "nothing"), event(2, "x", "a SEKURLSA::logonpasswords"), event(3, "\u212aiwi"), event(4, "kiw", "i"), event(4711, "no text"), event(6, strings.Repeat("y", 9000)),
	)
	if err != nil {
		t.Fatal(err)
	}
	name := t.TempDir() + "/log.evtx"
	if err := os.WriteFile(name, log, 0o600); err != nil {
		t.Fatal(err)
	}
	got := matchesOf(t, lib, name)
	if len(got) != 2 || got["anywhere"] != 2 || got["number"] != 1 {
		t.Errorf("%v", got)
	}
}
