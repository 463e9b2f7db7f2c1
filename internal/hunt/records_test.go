package hunt

import (
	"errors"
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/google/go-cmp/cmp"
)

func TestRecords(t *testing.T) {
	set := evidenceOf(t, map[string]string{
		"a/u_ex210303.log": iisHeader + iisRow("07", "GET", "/A.aspx", "192.0.2.7", "200") + "no row\r\n" +
			iisHeader + iisRow("08", "POST", "/b", "192.0.2.7", "404"),
		"b/oabgenerator/x.log": "# a log\r\n2021-03-03 06:40:07 x\r\n\r\nDownload failed and temporary file 'C:\\x' needs to be removed\r\n",
		"c/note.txt":           "hello\r\n",
		"d/x.aspx":             "<p>",
	})
	want := []string{
		"iis 2 2021-03-03T06:40:07Z /A.aspx front", "iis 5 2021-03-03T06:40:08Z /b front", "form W3C",
		"exchange/oabgenerator 2 2021-03-03T06:40:07Z ", "exchange/oabgenerator 4 2021-03-03T06:40:07Z C:\\x", "form OAB",
		"form Ignored", "form Page",
	}
	forms := map[artefact.Form]string{artefact.W3C: "W3C", artefact.OABLog: "OAB", artefact.Ignored: "Ignored", artefact.Page: "Page"}
	var got []string
	err := set.Walk(t.Context(), func(it *evidence.Item) error {
		a, err := Records(it, func(rec *athar.Record) error {
			row := fmt.Sprint(rec.Kind, " ", rec.Line, " ", rec.Time, " ")
			if rec.Kind == athar.KindIIS {
				row += rec.Get("cs-uri-stem") + " " + rec.Get("side")
			}
			got = append(got, row+rec.Get("oab.path"))
			return nil
		})
		got = append(got, "form "+forms[a.Form])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Records stops where its caller says so.
func TestRecordsStops(t *testing.T) {
	enough := errors.New("enough")
	set := evidenceOf(t, map[string]string{"u_ex210303.log": iisHeader + iisRow("07", "GET", "/a", "::1", "200") + iisRow("08", "GET", "/b", "::1", "200")})
	n := 0
	err := set.Walk(t.Context(), func(it *evidence.Item) error {
		_, err := Records(it, func(*athar.Record) error { n++; return enough })
		return err
	})
	if n != 1 || !errors.Is(err, enough) {
		t.Errorf("%d records, %v", n, err)
	}
}
