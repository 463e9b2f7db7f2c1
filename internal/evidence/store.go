package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// store holds inner archives, which need random access: small ones in memory,
// large ones in a scratch folder that Close removes.
type store struct {
	scratch string
	each    int64 // an archive up to this size may be held in memory

	mu   sync.Mutex
	room int64 // bytes of memory left for all
	dir  string
	n    int // scratch files made
	held map[string]random
	shut bool
}

func newStore(lim Limits) store {
	return store{scratch: lim.Scratch, each: lim.Memory, room: 16 * lim.Memory, held: map[string]random{}}
}

// find gives what was held under a key before.
func (s *store) find(key string) (random, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.held[key]
	return r, ok
}

// drop forgets what was held under a key. Its room is not given back.
func (s *store) drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, key)
}

// hold copies src. Where src ends with an error, what came before it is held
// and both are returned; the content is nil only where nothing could be kept.
func (s *store) hold(key string, src io.Reader) (random, error) {
	var small bytes.Buffer
	_, srcErr := io.CopyN(&small, src, s.each+1)
	if errors.Is(srcErr, io.EOF) {
		srcErr = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return nil, fs.ErrClosed
	}
	size := int64(small.Len())
	if size <= min(s.each, s.room) {
		s.room -= size
		r := memory(bytes.Clone(small.Bytes()))
		s.held[key] = r
		return r, srcErr
	}
	r, err := s.spool(&small, src, srcErr)
	if r != nil {
		s.held[key] = r
	}
	return r, err
}

// spool writes what was read so far and the rest of src to a scratch file.
func (s *store) spool(head io.Reader, src io.Reader, srcErr error) (random, error) {
	if s.dir == "" {
		dir, err := os.MkdirTemp(s.scratch, "athar-")
		if err != nil {
			return nil, s.failed(err)
		}
		s.dir = dir
	}
	s.n++
	f, err := os.OpenFile(filepath.Join(s.dir, strconv.Itoa(s.n)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, s.failed(err)
	}
	defer f.Close()
	if srcErr == nil {
		head = io.MultiReader(head, src)
	}
	to := maskedWriter{f: f}
	buf := make([]byte, 256<<10)
	for {
		n, readErr := head.Read(buf)
		if _, err := to.Write(buf[:n]); err != nil {
			_ = os.Remove(f.Name())
			return nil, s.failed(err)
		}
		if errors.Is(readErr, io.EOF) {
			break
		}
		if readErr != nil {
			srcErr = readErr
			break
		}
	}
	if err := f.Close(); err != nil {
		return nil, s.failed(err)
	}
	return scratchFile{path: f.Name(), size: to.n}, srcErr
}

// failed hides the cause's kind: that the scratch folder is missing must not
// read as if the evidence were.
func (s *store) failed(cause error) error {
	return fmt.Errorf("it cannot be unpacked in the scratch folder %s: %s", s.scratch, reason(cause))
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = true
	s.held = nil
	if s.dir == "" {
		return nil
	}
	return os.RemoveAll(s.dir)
}

// memory is an archive held in memory.
type memory []byte

func (m memory) openAt() (readerAt, error) {
	return struct {
		io.ReaderAt
		io.Closer
	}{bytes.NewReader(m), io.NopCloser(nil)}, nil
}

func (m memory) length() int64 { return int64(len(m)) }
