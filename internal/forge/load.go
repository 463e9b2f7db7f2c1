package forge

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// loadStart is the time of a load's first row, and loadStep the time between
// two rows: forty requests a second, a busy server.
var loadStart = athar.Date(2021, 3, 1)

const loadStep = 25 * athar.Second / 1000

// Load streams about size bytes of one healthy log, whole rows and never more
// than size: volume for measurements. It makes an hour of traffic once and
// repeats its rows with later times and other request ids. The kind is a log's
// ("iis", "exchange/httpproxy/ecp"); see [LoadKinds].
func Load(w io.Writer, kind athar.Kind, size int64, seed uint64) error {
	book, err := loadBook(kind, seed)
	if err != nil {
		return err
	}
	templates := make([]template, len(book.rows))
	for i, r := range book.rows {
		templates[i] = newTemplate(r)
	}
	out := bufio.NewWriterSize(w, 256<<10)
	left := size - int64(len(book.head(loadStart)))
	if left < 0 {
		return fmt.Errorf("a load of %d bytes has no room for the header of %s", size, kind)
	}
	if _, err := out.Write(book.head(loadStart)); err != nil {
		return err
	}
	ids := rand.NewPCG(seed, 1)
	for n := 0; ; n++ {
		t := &templates[n%len(templates)]
		if left -= int64(len(t.text)); left < 0 {
			return out.Flush()
		}
		t.patch(loadStart+athar.Time(n)*loadStep, uint32(ids.Uint64()))
		if _, err := out.Write(t.text); err != nil {
			return err
		}
	}
}

// LoadKinds lists the kinds of log that [Load] can stream.
func LoadKinds() ([]athar.Kind, error) {
	h, err := loadHost(1)
	if err != nil {
		return nil, err
	}
	var kinds []athar.Kind
	for _, b := range h.books {
		if len(b.rows) > 0 {
			kinds = append(kinds, b.kind)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), nil
}

func loadHost(seed uint64) (*Host, error) {
	h, err := NewCase(seed).Server(Server{Name: "LOAD01"})
	if err != nil {
		return nil, err
	}
	from := loadStart + 8*athar.Hour // a Monday morning
	h.Healthy(Traffic{From: from, Until: from + athar.Hour, PerHour: 400})
	h.GenerateOAB(from)
	return h, nil
}

func loadBook(kind athar.Kind, seed uint64) (*logbook, error) {
	h, err := loadHost(seed)
	if err != nil {
		return nil, err
	}
	var known []string
	for _, name := range slices.Sorted(maps.Keys(h.books)) {
		b := h.books[name]
		if b.kind == kind && len(b.rows) > 0 {
			return b, nil
		}
		known = append(known, string(b.kind))
	}
	return nil, fmt.Errorf("no load of kind %q: choose one of %s", kind, strings.Join(slices.Compact(known), ", "))
}

// template is a row whose times and request id can be written over in place.
type template struct {
	text []byte
	// stamps are the places of Exchange's times, with their distance from the row's.
	stamps []stampPlace
	// iis says that the row begins with IIS's two columns; id is the place of
	// eight hexadecimal digits, or -1.
	iis bool
	id  int
}

type stampPlace struct {
	at    int
	after athar.Time
}

var (
	stampForm = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)
	idForm    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-`)
)

func newTemplate(r row) template {
	t := template{text: bytes.Clone(r.text), id: -1}
	for _, m := range stampForm.FindAllIndex(t.text, -1) {
		// The form was found, so the time parses; a day that does not exist stays as it is.
		if v, err := athar.ParseTime(string(t.text[m[0]:m[1]])); err == nil {
			t.stamps = append(t.stamps, stampPlace{m[0], v - r.at})
		}
	}
	t.iis = bytes.HasPrefix(t.text, []byte(iisStamp(r.at)+" "))
	from := max(0, bytes.Index(t.text, []byte("cafeReqId=")))
	if m := idForm.FindIndex(t.text[from:]); m != nil {
		t.id = from + m[0]
	}
	return t
}

func (t *template) patch(at athar.Time, id uint32) {
	for _, s := range t.stamps {
		appendStamp(t.text[:s.at], at+s.after)
	}
	if t.iis {
		var buffer [24]byte
		b := appendStamp(buffer[:0], at)
		b[10] = ' '
		copy(t.text, b[:19])
	}
	if t.id >= 0 {
		const digits = "0123456789abcdef"
		for i := range 8 {
			t.text[t.id+i] = digits[id>>(4*i)&15]
		}
	}
}
