package intel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"testing"
)

// manyLines is a list of n indicators of the usual mix: four addresses, three
// hosts, two hashes and a URL of ten.
func manyLines(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("value,type,first_seen,source,confidence\n")
	ends := []string{"com", "net", "org", "ru", "info", "top", "xyz", "as", "sv", "de"}
	for i := range n {
		sum := sha256.Sum256([]byte{byte(i), byte(i >> 8), byte(i >> 16)})
		word := hex.EncodeToString(sum[:])
		switch i % 10 {
		case 0, 1, 2, 3:
			fmt.Fprintf(&b, "%d.%d.%d.%d,ip,2021-03-01,feed,50\n", 11+r.IntN(80), r.IntN(256), r.IntN(256), 1+r.IntN(254))
		case 4, 5, 6:
			fmt.Fprintf(&b, "%s.%s,domain,2021-03-01,feed,50\n", word[:6+r.IntN(9)], ends[r.IntN(len(ends))])
		case 7, 8:
			fmt.Fprintf(&b, "%s,sha256,2021-03-01,feed,80\n", word)
		case 9:
			fmt.Fprintf(&b, "hxxp://%s[.]com/%s/a.php,url,2021-03-01,feed,80\n", word[:9], word[10:16])
		}
	}
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	list := manyLines(100_000)
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		builder := NewBuilder()
		if _, err := builder.Read("list", bytes.NewReader(list), Facts{}); err != nil {
			b.Fatal(err)
		}
		builder.Build()
	}
}
