package exchange

import (
	"bytes"
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// OABDecoder reads the address book generator's log as text: its header is not
// known, its phrase for a failed download is (1.5). A line without a time has
// that of the line before. The zero value is ready.
type OABDecoder struct {
	clock textlog.Clock
	row   textlog.Row
	line  []byte
}

// Line reads one line. Its bytes have to stay as they are until the next.
func (d *OABDecoder) Line(line []byte) textlog.Class {
	d.line = line
	if len(line) == 0 || line[0] == '#' {
		return textlog.Meta
	}
	if t, n := d.clock.Parse(bytes.TrimLeft(line, `"[`)); n > 0 {
		d.row.Time = t
	}
	return textlog.Whole
}

// Row returns what is known of the line.
func (d *OABDecoder) Row() *textlog.Row { return &d.row }

// Record derives from the line the path that a failed download was written to,
// and whether address books belong there. There are no columns.
func (d *OABDecoder) Record(rec *athar.Record) {
	path, ok := OABDownloadFailed(string(d.line))
	if !ok {
		return
	}
	rec.Derive("oab.path", path)
	rec.Derive("oab.benign", strconv.FormatBool(OABPathBenign(path)))
}
