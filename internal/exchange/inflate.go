package exchange

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// maxTokenBody bounds what a compressed token may grow to, in bytes.
const maxTokenBody = 64 << 10

// compression reads the flag of a token and, where it is set, puts the
// decompressed rest in the place of what follows.
func (r *tokenReader) compression(t *Token) error {
	flag, err := r.take(1)
	if err != nil {
		return err
	}
	if t.Compressed = flag[0] != 0; !t.Compressed {
		return nil
	}
	r.b, err = inflate(r.b)
	return err
}

// inflate decompresses a token's body: gzip, also behind a 32-bit length, or
// deflate. Of a body that is cut off it returns what can be had, since the tags
// then run into the cut themselves.
func inflate(b []byte) ([]byte, error) {
	var source io.Reader
	switch magic := []byte{0x1f, 0x8b}; {
	case bytes.HasPrefix(b, magic):
		source = &gunzip{b: b}
	case len(b) > 4 && bytes.HasPrefix(b[4:], magic):
		source = &gunzip{b: b[4:]}
	default:
		source = flate.NewReader(bytes.NewReader(b))
	}
	out, err := io.ReadAll(io.LimitReader(source, maxTokenBody+1))
	if len(out) > maxTokenBody {
		return out[:maxTokenBody], fmt.Errorf("body grows beyond %d bytes", maxTokenBody)
	}
	// Anything can be the beginning of a deflate stream: what comes out must
	// be tags.
	if len(out) == 0 || bytes.IndexByte([]byte("ALUGE"), out[0]) < 0 {
		return nil, errors.New("compressed body is neither gzip nor deflate")
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return out, fmt.Errorf("compressed body is damaged: %w", err)
	}
	return out, nil
}

// gunzip opens its gzip stream at the first read, so that a bad header is an
// error like any other.
type gunzip struct {
	b []byte
	r *gzip.Reader
}

// Read decompresses.
func (g *gunzip) Read(p []byte) (int, error) {
	if g.r == nil {
		r, err := gzip.NewReader(bytes.NewReader(g.b))
		if err != nil {
			return 0, err
		}
		g.r = r
	}
	return g.r.Read(p)
}
