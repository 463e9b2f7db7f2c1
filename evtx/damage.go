package evtx

import (
	"errors"
	"fmt"
)

// Reasons for which a record or a region is not read. [Damage] wraps them.
var (
	ErrNotEVTX   = errors.New("not a Windows event log: neither file header nor chunk found")
	ErrTruncated = errors.New("data ends before its structure does")
	ErrMalformed = errors.New("binary XML is malformed")
	ErrLimit     = errors.New("larger than the reader's limits allow")
	ErrSignature = errors.New("no record where one should start")
	ErrSize      = errors.New("record's size does not fit its chunk")
	ErrStale     = errors.New("its template was overwritten by another")
	ErrGap       = errors.New("bytes that are no chunk")
)

// Damage is a part of a file that could not be read. It is an error that does
// not end the iteration it comes from.
type Damage struct {
	// Offset and Size give the place in the file, in bytes. Where a stream broke
	// off, nobody knows what is missing, and Size is 0.
	Offset, Size int64
	// Record is the record's identifier where it could still be read, else 0.
	Record uint64
	// Err is the reason: one of this package's errors, or the reader's own.
	Err error
}

func (d *Damage) Error() string {
	if d.Record != 0 {
		return fmt.Sprintf("evtx: record %d at offset %d (%d bytes): %v", d.Record, d.Offset, d.Size, d.Err)
	}
	return fmt.Sprintf("evtx: offset %d (%d bytes): %v", d.Offset, d.Size, d.Err)
}

func (d *Damage) Unwrap() error { return d.Err }
