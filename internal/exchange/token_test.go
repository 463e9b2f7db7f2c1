package exchange

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

// forgedToken is a token as tools forge them.
var forgedToken = Token{
	Version: "1.0", Type: "Windows", Authentication: "Basic",
	LogonName: "user@example.org", SID: "S-1-5-21-3956433430-2694467620-1557806748-500",
	Groups: []Group{{"S-1-1-0", 7}, {"S-1-5-2", 7}, {"S-1-5-11", 7}, {"S-1-5-15", 7}},
}

// tokenBody writes what follows the compression flag.
func tokenBody(t Token) []byte {
	var b bytes.Buffer
	text := func(tag byte, s string) {
		b.WriteByte(tag)
		b.Write(binary.AppendUvarint(nil, uint64(len(s))))
		b.WriteString(s)
	}
	text('A', t.Authentication)
	text('L', t.LogonName)
	text('U', t.SID)
	b.Write(binary.LittleEndian.AppendUint32([]byte{'G'}, uint32(len(t.Groups))))
	for _, g := range t.Groups {
		b.Write(binary.LittleEndian.AppendUint32(nil, g.Attributes))
		b.Write(binary.AppendUvarint(nil, uint64(len(g.SID))))
		b.WriteString(g.SID)
	}
	b.Write([]byte{'E', 0, 0, 0, 0})
	return b.Bytes()
}

func tokenText(flag byte, body []byte) string {
	head := append([]byte("V\x01\x00T\x07WindowsC"), flag)
	return base64.StdEncoding.EncodeToString(append(head, body...))
}

func TestDecodeToken(t *testing.T) {
	plain := tokenText(0, tokenBody(forgedToken))
	long := forgedToken
	long.LogonName = strings.Repeat("n", 300)
	compressed := forgedToken
	compressed.Compressed = true
	var zip, raw bytes.Buffer
	for _, w := range []io.WriteCloser{gzip.NewWriter(&zip), deflate(&raw)} {
		if _, err := w.Write(tokenBody(forgedToken)); err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
	tests := map[string]struct {
		in   string
		want Token
	}{
		"plain":      {plain, forgedToken},
		"escaped":    {url.QueryEscape(plain), forgedToken},
		"twice":      {url.QueryEscape(url.QueryEscape(plain)), forgedToken},
		"url-safe":   {strings.NewReplacer("+", "-", "/", "_").Replace(plain), forgedToken},
		"blanks":     {strings.ReplaceAll(plain, "+", " "), forgedToken},
		"no padding": {strings.TrimRight(plain, "="), forgedToken},
		"followed":   {plain + "&CorrelationID=<empty>;", forgedToken},
		"quoted":     {plain + `"`, forgedToken},
		"long name":  {tokenText(0, tokenBody(long)), long},
		"gzip":       {tokenText(1, zip.Bytes()), compressed},
		"sized gzip": {tokenText(1, append([]byte{1, 2, 3, 4}, zip.Bytes()...)), compressed},
		"deflate":    {tokenText(1, raw.Bytes()), compressed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := DecodeToken(tt.in)
			if err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func deflate(w io.Writer) io.WriteCloser {
	fw, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	return fw
}

func TestDecodeTokenCut(t *testing.T) {
	plain := strings.TrimRight(tokenText(0, tokenBody(forgedToken)), "=")
	for n := 2; n < len(plain); n++ {
		got, err := DecodeToken(plain[:n])
		if !errors.Is(err, ErrTokenCut) {
			t.Fatalf("cut at %d: %v", n, err)
		}
		if !strings.HasPrefix(forgedToken.SID, got.SID) || len(got.Groups) > len(forgedToken.Groups) {
			t.Fatalf("cut at %d: %+v", n, got)
		}
	}
	got, _ := DecodeToken(plain[:90])
	if got.LogonName != forgedToken.LogonName || got.SID == "" {
		t.Errorf("cut at 90: %+v", got)
	}
}

func TestDecodeTokenDamage(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(bytes.Repeat([]byte("A"), 1<<20)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	tests := map[string]string{
		"empty":            "",
		"not a token":      base64.StdEncoding.EncodeToString([]byte("hello")),
		"not base64":       "VgEA!!!!",
		"unknown tag":      tokenText(0, []byte("Zx")),
		"tag twice":        tokenText(0, []byte("A\x01xA\x01y")),
		"groups":           tokenText(0, []byte("G\xff\xff\xff\xff")),
		"many groups":      tokenText(0, append([]byte("G\xff\xff\xff\xff"), make([]byte, 5*(maxGroups+1))...)),
		"length":           tokenText(0, []byte("A\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")),
		"compressed chaff": tokenText(1, []byte("chaff that is no stream")),
		"bomb":             tokenText(1, bomb.Bytes()),
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := DecodeToken(in)
			if err == nil {
				t.Errorf("%+v without error", got)
			}
			if len(got.Groups) > maxGroups {
				t.Errorf("%d groups", len(got.Groups))
			}
		})
	}
}

func TestCorpusToken(t *testing.T) {
	for line := range strings.Lines(string(corpus.File(t, "wild-excerpts/aptsimulator_hafnium-dummy.log"))) {
		_, value, ok := strings.Cut(line, "X-Rps-CAT=")
		if !ok {
			continue
		}
		got, err := DecodeToken(value)
		if err != nil {
			t.Error(err)
		}
		if got.Version != "1.0" || got.Type != "Windows" || got.Authentication != "Kerberos" ||
			got.LogonName != `rt-testing.nextron\whatever` || !strings.HasSuffix(got.SID, "-500") {
			t.Errorf("%+v", got)
		}
		if diff := cmp.Diff([]Group{{"S-1-5-32-544", 7}}, got.Groups); diff != "" {
			t.Error(diff)
		}
		return
	}
	t.Error("no token in the excerpt")
}

func FuzzDecodeToken(f *testing.F) {
	f.Add(tokenText(0, tokenBody(forgedToken)))
	f.Add(url.QueryEscape(tokenText(1, tokenBody(forgedToken))))
	var zip bytes.Buffer
	w := gzip.NewWriter(&zip)
	if _, err := w.Write(tokenBody(forgedToken)); err != nil {
		f.Fatal(err)
	}
	w.Close()
	f.Add(tokenText(1, zip.Bytes()))
	f.Fuzz(func(t *testing.T, s string) {
		got, err := DecodeToken(s)
		if err == nil && got.Version == "" {
			t.Errorf("%+v without error", got)
		}
		if len(got.Groups) > maxGroups || len(got.SID)+len(got.LogonName) > 3*(len(s)+maxTokenBody) {
			t.Errorf("%d groups, %d bytes", len(got.Groups), len(got.SID))
		}
	})
}
