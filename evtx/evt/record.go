package evt

import (
	"encoding/binary"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/athar-forensics/athar/evtx"
)

// Type is the kind of an event.
type Type uint16

// The types of events. Zero is one of success.
const (
	Error        Type = 1
	Warning      Type = 2
	Information  Type = 4
	AuditSuccess Type = 8
	AuditFailure Type = 16
)

// Record is one event. It owns what it holds.
type Record struct {
	// Offset is the record's place in the file. One that is cut by the file's
	// end goes on behind the header.
	Offset int64
	Number uint32
	// Generated is when the event happened, Written when the log took it, both
	// in whole seconds.
	Generated, Written time.Time
	// Code is the whole number of the event: see EventID and Qualifiers.
	Code     uint32
	Type     Type
	Category uint16
	// Source names what wrote the event, Computer the machine.
	Source, Computer string
	// User is a SID as text, empty where there is none.
	User    string
	Strings []string
	Data    []byte
}

// EventID is the part of the event's code that people call its number.
func (r *Record) EventID() uint16 { return uint16(r.Code) }

// Qualifiers is the part above it: severity and facility.
func (r *Record) Qualifiers() uint16 { return uint16(r.Code >> 16) }

// Level is what today's logs have for the type: 2 error, 3 warning, 4
// information, 0 audit.
func (r *Record) Level() uint8 {
	switch r.Type {
	case Error:
		return 2
	case Warning:
		return 3
	case AuditSuccess, AuditFailure:
		return 0
	}
	return 4
}

// Keywords are what today's logs have for the type: classic, and of an audit
// how it ended.
func (r *Record) Keywords() uint64 {
	const classic, success, failure = 1 << 55, 1 << 53, 1 << 52
	switch r.Type {
	case AuditSuccess:
		return classic | success
	case AuditFailure:
		return classic | failure
	}
	return classic
}

// parse decodes a whole record, whose size has been checked.
func parse(b []byte, at int64) (*Record, error) {
	le := binary.LittleEndian
	r := &Record{
		Offset: at, Number: le.Uint32(b[8:]),
		Generated: time.Unix(int64(le.Uint32(b[12:])), 0).UTC(), Written: time.Unix(int64(le.Uint32(b[16:])), 0).UTC(),
		Code: le.Uint32(b[20:]), Type: Type(le.Uint16(b[24:])), Category: le.Uint16(b[28:]),
	}
	body := b[:len(b)-4] // the copy of the size
	var ok bool
	rest := body[minRecord:]
	if r.Source, rest, ok = text(rest); !ok {
		return nil, evtx.ErrTruncated
	}
	if r.Computer, _, ok = text(rest); !ok {
		return nil, evtx.ErrTruncated
	}
	if n := int64(le.Uint32(b[40:])); n > 0 {
		sid, ok := part(body, int64(le.Uint32(b[44:])), n)
		if !ok {
			return nil, evtx.ErrTruncated
		}
		r.User = sidText(sid)
	}
	if n := int(le.Uint16(b[26:])); n > 0 {
		rest, ok := part(body, int64(le.Uint32(b[36:])), -1)
		for range n {
			var s string
			if ok {
				s, rest, ok = text(rest)
			}
			if !ok {
				return nil, evtx.ErrTruncated
			}
			r.Strings = append(r.Strings, s)
		}
	}
	if n := int64(le.Uint32(b[48:])); n > 0 {
		data, ok := part(body, int64(le.Uint32(b[52:])), n)
		if !ok {
			return nil, evtx.ErrTruncated
		}
		r.Data = append(r.Data, data...)
	}
	return r, nil
}

// part returns n bytes of a record's body, or with -1 all that is left.
func part(body []byte, at, n int64) ([]byte, bool) {
	if at < minRecord || at > int64(len(body)) || n > int64(len(body))-at {
		return nil, false
	}
	if n < 0 {
		return body[at:], true
	}
	return body[at : at+n], true
}

// text reads UTF-16 up to its NUL.
func text(b []byte) (s string, rest []byte, ok bool) {
	var units []uint16
	for len(b) >= 2 {
		u := binary.LittleEndian.Uint16(b)
		b = b[2:]
		if u == 0 {
			return string(utf16.Decode(units)), b, true
		}
		units = append(units, u)
	}
	return "", nil, false
}

// sidText writes a SID as S-1-5-18; what is none, as hexadecimal digits.
func sidText(b []byte) string {
	if len(b) < 8 || len(b) < 8+4*int(b[1]) {
		return hexText(b)
	}
	out := append([]byte("S-"), strconv.Itoa(int(b[0]))...)
	authority := uint64(binary.BigEndian.Uint16(b[2:]))<<32 | uint64(binary.BigEndian.Uint32(b[4:]))
	out = strconv.AppendUint(append(out, '-'), authority, 10)
	for i := range int(b[1]) {
		out = strconv.AppendUint(append(out, '-'), uint64(binary.LittleEndian.Uint32(b[8+4*i:])), 10)
	}
	return string(out)
}
