package main

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/weblog"
)

// rowDecoder reads the lines of one text log.
type rowDecoder interface {
	Line(line []byte) textlog.Class
	Row() *textlog.Row
	Record(rec *athar.Record)
}

// eachRecord decodes every record of an item, as a scan sees those that it looks
// into. The record is reused; an item that holds none says what it is instead.
func eachRecord(it *evidence.Item, see func(*athar.Record) error) (artefact.Artefact, error) {
	src, err := it.Open()
	if err != nil {
		return artefact.Artefact{}, err
	}
	defer src.Close()
	head := make([]byte, artefact.HeadSize)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return artefact.Artefact{}, err
	}
	head = head[:n]
	a := artefact.Recognise(head, it.Path)
	rec := &athar.Record{Kind: a.Kind}
	read := oabRow
	if d := decoderOf(a); d != nil {
		read = func(rec *athar.Record, line []byte) bool { return decodeRow(d, rec, a.Kind, line) }
	} else if a.Form != artefact.OABLog {
		return a, nil
	}
	return a, eachLine(io.MultiReader(bytes.NewReader(head), src), func(line []byte, number int64) error {
		clear(rec.Derived)
		rec.More, rec.Raw, rec.Line = nil, line, number
		if !read(rec, line) {
			return nil
		}
		return see(rec)
	})
}

// decoderOf makes the decoder for a log of rows, nil for what is none.
func decoderOf(a artefact.Artefact) rowDecoder {
	switch a.Form {
	case artefact.W3C:
		d := weblog.NewDecoder()
		d.Day = a.Day
		return d
	case artefact.Native:
		return weblog.NewNativeDecoder(a.Day)
	case artefact.CSV:
		return exchange.NewDecoder(a.Layout)
	}
	return nil
}

// decodeRow parts a row and derives what its kind hides; false for lines that
// are no row.
func decodeRow(d rowDecoder, rec *athar.Record, kind athar.Kind, line []byte) bool {
	if class := d.Line(line); class == textlog.Meta || class == textlog.Lost {
		return false
	}
	row := d.Row()
	rec.Kind, rec.Time, rec.Server = kind, row.Time, string(row.Server)
	if row.Kind != "" {
		rec.Kind = row.Kind
	}
	d.Record(rec)
	exchange.Derive(rec)
	return true
}

// oabRow reads the address book generator's log, whose only fields are those of
// its phrase for a failed download.
func oabRow(rec *athar.Record, line []byte) bool {
	path, ok := exchange.OABDownloadFailed(string(line))
	if !ok {
		return false
	}
	rec.Derive("oab.path", path)
	rec.Derive("oab.benign", strconv.FormatBool(exchange.OABPathBenign(path)))
	return true
}

// eachLine hands out lines without their ends, numbered from 1.
func eachLine(src io.Reader, see func(line []byte, number int64) error) error {
	text := textlog.NewReader(src)
	for {
		b, err := text.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		number := b.Line
		for line := range bytes.Lines(b.Data) {
			if err := see(bytes.TrimRight(line, "\r\n"), number); err != nil {
				return err
			}
			number++
		}
	}
}
