package hunt

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/windows"
)

// The detectors of server pages that an $MFT lists.
const (
	mftPage     = "mft-page"
	mftPageGone = "mft-page-gone"
	mftShell    = "mft-shell"
)

// mft reads a file system's table: which server pages lie, or lay, where only
// Exchange's do, since when, and what the small ones hold.
func (r *reading) mft() {
	left := extortionCount{}
	files, records, damaged, err := windows.MFT(r.in, func(name string) bool { return exchange.IsScript(name) || left.take(name) })
	if err != nil {
		lose(r.t, err.Error(), 0, 0)
	}
	if damaged > 0 {
		lose(r.t, "records that could not be read", damaged, 0)
	}
	r.t.Records = records
	r.t.Clock = athar.Clock{Assumed: "UTC", Basis: "the state when it was copied"}
	r.h.records.Add(records)
	for i := range files {
		if exchange.IsScript(files[i].Name) {
			r.entry(&files[i])
		}
	}
	r.extortion(files, left)
	r.seen.into(r.t)
}

// entry judges one server page of the table. A small one is judged by its text
// too, wherever it lies.
func (r *reading) entry(e *windows.Entry) {
	place := r.h.know.Pages.Place(e.Path)
	text := artefact.Text(e.Resident)
	name := ""
	switch {
	case r.h.know.Pages.RunsRequests(text):
		name = mftShell
	case !place.Foreign:
		return
	case e.Gone:
		name = mftPageGone
	default:
		name = mftPage
	}
	tail := strings.ReplaceAll(strings.TrimPrefix(e.Path, `\`), `\`, "/")
	s := athar.Sighting{
		Kind: athar.KindMFT, Time: e.Born, Line: 0, Raw: clip(e.Path+"\n"+text, athar.MaxRaw),
		File: []string{tail}, Subject: strings.ToLower(tail), Hash: hashOf([]byte(e.Path + "\x00" + strconv.FormatInt(e.Number, 10))),
		Fields: map[string]string{
			"path": tail, "born": e.Born.String(), "claims": e.Claims.String(), "bytes": strconv.FormatInt(e.Size, 10),
			"signs": strings.Join(r.h.know.Pages.SignsIn(text), " "), "state": "current",
		},
	}
	if place.URL != "" {
		s.URL = []string{place.URL}
	}
	if e.Gone {
		s.Fields["state"] = "gone"
	}
	if e.Backdated() {
		s.Fields["backdated"] = "true"
	}
	if key := exchange.ShellKey(text); key != "" {
		s.Fields["key"] = key
	}
	r.seen.add(r.h.dressed(name, s))
}
