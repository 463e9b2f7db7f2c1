package exchange

import (
	"bytes"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// quick reads a row that holds no quote before the columns it asks for, without
// parting it. It gives up, ok false, where the row needs a closer look.
func (d *Decoder) quick() (class textlog.Class, ok bool) {
	if d.ecp() {
		return 0, false
	}
	quote := bytes.IndexByte(d.line, '"')
	if quote < 0 {
		if bytes.Count(d.line, []byte{','}) != d.n-1 {
			return 0, false
		}
	} else if commasOutside(d.line, quote) != d.n-1 {
		return 0, false
	}
	// Walk to the deepest column that is asked for; a quote before it sends the
	// row to the slow path.
	rest, from := d.line, 0
	for i := 0; i <= d.deepest; i++ {
		end := bytes.IndexByte(rest, ',')
		if end < 0 {
			end = len(rest)
		}
		if quote >= 0 && quote < from+end {
			return 0, false
		}
		d.take(i, rest[:end])
		if end == len(rest) {
			break
		}
		rest, from = rest[end+1:], from+end+1
	}
	d.settle()
	return textlog.Whole, true
}

// take notes column i's value where it is one that every row is asked for. The
// four version columns are noted as one slice of the line.
func (d *Decoder) take(i int, v []byte) {
	switch i {
	case d.server:
		d.row.Server = v
	case d.protocol:
		d.row.Kind = d.kindOf(v)
	case d.stem:
		d.row.Kind = d.kindOf([]byte(ProtocolOfStem(string(v))))
	case d.target:
		d.Target = v
	case d.version:
		d.Build = v
	case d.version + 1, d.version + 2, d.version + 3:
		if d.version >= 0 && d.Build != nil && cap(d.Build) >= len(d.Build)+1+len(v) {
			d.Build = d.Build[:len(d.Build)+1+len(v)]
		}
	}
}

// settle drops what only some rows of a kind say of themselves.
func (d *Decoder) settle() {
	switch d.Kind() {
	case athar.KindMessageTracking:
		// server-hostname is the other side's on a SEND row.
		if !bytes.Contains(d.line, []byte(",RECEIVE,")) {
			d.row.Server = nil
		}
	case athar.KindSMTP:
		// A receive connector is "SERVER\Name"; a send connector is the organisation's.
		server, _, own := bytes.Cut(d.row.Server, []byte{'\\'})
		if d.row.Server = nil; own {
			d.row.Server = server
		}
	}
	d.row.Server = d.names.known(d.row.Server)
}

// kindOf names the kind of a front-end row by its protocol, remembering the few
// that there are.
func (d *Decoder) kindOf(protocol []byte) athar.Kind {
	if k, ok := d.kinds[string(protocol)]; ok {
		return k
	}
	k := athar.Kind("")
	if p := strings.ToLower(string(protocol)); p != "" && len(p) < 32 && len(d.kinds) < 64 && letters(p) {
		k = athar.HTTPProxy(p)
		d.kinds[string(protocol)] = k
	}
	return k
}

func letters(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// commasOutside counts the commas that part columns, from the first quote on by
// skipping over quoted stretches.
func commasOutside(line []byte, quote int) int {
	n := 0
	for quote >= 0 {
		n += bytes.Count(line[:quote], []byte{','})
		line = line[quote+1:]
		end := bytes.IndexByte(line, '"')
		if end < 0 {
			return n
		}
		line = line[end+1:]
		quote = bytes.IndexByte(line, '"')
	}
	return n + bytes.Count(line, []byte{','})
}

func (d *Decoder) ecp() bool {
	return d.form != nil && (d.form.kind == athar.KindECPServer || d.form.kind == athar.KindECPActivity)
}

// slow parts a row in full: a quoted one, a header, one that does not fit.
func (d *Decoder) slow() textlog.Class {
	if d.ecp() {
		return d.ecpRow()
	}
	d.csv.Values = d.csv.csv.Split(d.line, d.csv.Values)
	// Clients choose what stands in most columns: only a line without a time of
	// its own can be a header.
	if d.cols == nil || d.time < 0 || d.time >= len(d.csv.Values) || !d.parseTime(d.csv.Values[d.time]) {
		d.row.Time = 0
		return d.headerRow()
	}
	d.parted = true
	for i, v := range d.csv.Values {
		if d.version < 0 || i < d.version || i > d.version+3 {
			d.take(i, v)
		}
	}
	if v := d.version; v >= 0 && v+3 < len(d.csv.Values) {
		d.Build = bytes.Join(d.csv.Values[v:v+4], []byte{','})
	}
	d.settle()
	if n := len(d.csv.Values); d.proxy() && n > d.n && n != len(ProxyColumns) {
		// A comma too many may have moved the columns: such a row names nobody.
		// As many as newer builds write are the same columns and more.
		d.row.Server, d.Target, d.Build = nil, nil, nil
	}
	if len(d.csv.Values) != d.n {
		return textlog.Partial
	}
	return textlog.Whole
}

func (d *Decoder) parseTime(v []byte) bool {
	if d.layout.Order != "" {
		t, err := ParseLocal(string(v), d.layout.Order)
		d.row.Time = t
		return err == nil
	}
	t, n := d.clock.Parse(v)
	d.row.Time = t
	if n > 0 && n < len(v) && (v[n] == '+' || v[n] == '-') {
		// Exchange writes UTC; a responder's export may have a zone.
		zoned, err := athar.ParseTime(strings.Replace(string(v), " ", "T", 1))
		d.row.Time = zoned
		return err == nil
	}
	return n > 0
}

// headerRow takes the parted line as a header, if it is one.
func (d *Decoder) headerRow() textlog.Class {
	if !isHeader(d.csv.Values) {
		return textlog.Lost
	}
	if !d.fixed {
		names := make([]string, len(d.csv.Values))
		for i, v := range d.csv.Values {
			names[i] = string(v)
		}
		d.header(names)
	}
	return textlog.Meta
}

// ecpColumns are the columns of an ECP row that lost its header.
var ecpColumns = athar.NewColumns([]string{"TimeStamp", "ServerName", "EventId", "EventData"}, nil)

// ecpRow reads a row of the ECP logs, whose last column may hold bare commas and
// quotes of its own, and whose columns before it responders leave out.
func (d *Decoder) ecpRow() textlog.Class {
	line := d.line
	quoted := len(line) > 0 && line[0] == '"'
	if quoted {
		line = line[1:]
	}
	t, n := d.clock.Parse(line)
	if n == 0 {
		d.csv.Values = d.csv.csv.Split(d.line, d.csv.Values)
		if isHeader(d.csv.Values) {
			return textlog.Meta
		}
		return textlog.Lost
	}
	d.row.Time = t
	data, ok := EventDataOf(string(d.line))
	if !ok {
		// Rows of other events have free text there.
		d.csv.Values = d.csv.csv.Split(d.line, d.csv.Values)
		d.parted = true
		if len(d.csv.Values) > 1 && d.cols != nil {
			d.row.Server = d.names.known(d.csv.Values[1])
		}
		return textlog.Whole
	}
	head := d.line[:max(0, bytes.Index(d.line, []byte("S:")))]
	values := bytes.Split(head, []byte{','})
	server, event := []byte(nil), []byte(nil)
	if len(values) >= 4 {
		server, event = bytes.Trim(values[1], `"`), bytes.Trim(values[2], `"`)
	}
	d.csv.Values = append(d.csv.Values[:0], d.line[:n], server, event, []byte(data))
	d.row.Server, d.parted = d.names.known(server), true
	if len(values) < 4 && d.cols != nil {
		return textlog.Partial
	}
	return textlog.Whole
}

// Record parts the row that Line read last.
func (d *Decoder) Record(rec *athar.Record) {
	if !d.parted {
		d.csv.Values = d.csv.csv.Split(d.line, d.csv.Values)
	}
	rec.Columns, rec.Values = d.cols, d.csv.Values
	if d.ecp() {
		rec.Columns = ecpColumns
	}
}
