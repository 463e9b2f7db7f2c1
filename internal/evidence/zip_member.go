package evidence

import (
	"hash/crc32"
	"io"
	"io/fs"
)

// zipMember is the content of one member.
type zipMember struct {
	archive random
	entry   zipEntry
	allotment
}

// locate finds where the content stands: behind a local header whose length the
// directory does not state.
func (m zipMember) locate(ra io.ReaderAt) (int64, error) {
	if m.entry.data > 0 {
		return m.entry.data, nil
	}
	var b [localSize]byte
	if n, err := ra.ReadAt(b[:], m.entry.header); n < localSize {
		return 0, readable(err)
	}
	if string(b[:4]) != localMagic {
		return 0, errHeader
	}
	local, _ := readLocal(b[:], m.entry.header)
	return local.data, nil
}

// stored gives random access to a member that is not compressed.
func (m zipMember) stored() (random, bool) {
	if m.entry.method != methodStored || m.entry.packed > m.max {
		return nil, false
	}
	ra, err := m.archive.openAt()
	if err != nil {
		return nil, false
	}
	defer ra.Close()
	off, err := m.locate(ra)
	if err != nil {
		return nil, false
	}
	return section{of: m.archive, off: off, size: max(0, min(m.entry.packed, m.archive.length()-off))}, true
}

func (m zipMember) open() (io.ReadCloser, error) {
	ra, err := m.archive.openAt()
	if err != nil {
		return nil, err
	}
	off, err := m.locate(ra)
	if err != nil {
		_ = ra.Close()
		return nil, err
	}
	packed := io.NewSectionReader(ra, off, m.entry.packed)
	v := &verified{want: m.entry, archive: ra}
	v.guard = guard{allotment: m.allotment, src: packed}
	if m.entry.method == methodDeflate {
		if v.inflater, err = getInflater(packed); err != nil {
			_ = v.Close()
			return nil, err
		}
		v.guard.src, v.guard.in = v.inflater.flate, v.inflater.in
	}
	return v, nil
}

// verified reads a member to its end and then compares it with what the archive
// says of it.
type verified struct {
	guard    guard
	want     zipEntry
	crc      uint32
	inflater *inflater
	archive  io.Closer
	closed   bool
}

func (v *verified) Read(p []byte) (int, error) {
	if v.closed {
		return 0, fs.ErrClosed
	}
	n, err := v.guard.Read(p)
	v.crc = crc32.Update(v.crc, crc32.IEEETable, p[:n])
	if err == io.EOF && v.want.size >= 0 {
		switch {
		case v.guard.out < v.want.size:
			err = errCut
		case v.crc != v.want.crc:
			err = ErrChecksum
		}
	}
	return n, err
}

func (v *verified) Close() error {
	if v.closed {
		return nil
	}
	v.closed = true
	if v.inflater != nil {
		v.inflater.put()
	}
	return v.archive.Close()
}
