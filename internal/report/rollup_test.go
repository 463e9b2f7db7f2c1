package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/athar-forensics/athar/internal/rollup"
)

func TestRollupPage(t *testing.T) {
	r := rollup.New(nil)
	for i := range 700 {
		r.Add("cases/one", sample.Fleet(i))
	}
	r.Fail("cases/two", errors.New("was changed"))
	d := r.Document()
	d.TLP = "TLP:GREEN"
	for _, lang := range []string{"en", "ar"} {
		var b bytes.Buffer
		if err := Rollup(&b, d, lang); err != nil {
			t.Fatal(err)
		}
		checkPage(t, b.String())
		for _, want := range []string{"MAIL00000", "cases/two", "was changed", "TLP:GREEN", "more, in the JSON"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: does not say %q", lang, want)
			}
		}
		if strings.Contains(b.String(), "roll.") || b.Len() > 3<<20 {
			t.Errorf("%s: a message is missing, or %d bytes are too many", lang, b.Len())
		}
	}
	if err := Rollup(broken{}, d, "en"); err == nil {
		t.Error("a failed write is not reported")
	}
}

func TestHostileRollup(t *testing.T) {
	for _, payload := range append(sample.Attacks(), strings.Join(sample.Attacks(), " ")) {
		inventory, err := rollup.ReadInventory(strings.NewReader("case,organisation,sector\nc,\"" + strings.ReplaceAll(payload, `"`, `""`) + "\",x\n"))
		if err != nil {
			t.Fatal(err)
		}
		r := rollup.New(inventory)
		for i := range 2 {
			a := sample.Hostile(sample.Fleet(i*5), payload)
			a.Servers[0].Findings[3].IP = []string{"203.0.113.7"}
			r.Add("c", a)
		}
		r.Fail(payload, errors.New(payload))
		var b bytes.Buffer
		if err := Rollup(&b, r.Document(), "ar"); err != nil {
			t.Fatal(err)
		}
		checkPage(t, b.String())
	}
	var b bytes.Buffer
	if err := Rollup(&b, rollup.New(nil).Document(), "en"); err != nil {
		t.Fatal(err)
	}
	checkPage(t, b.String())
}
