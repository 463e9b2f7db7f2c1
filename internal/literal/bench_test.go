package literal_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/athar-forensics/athar/internal/literal"
)

// logText makes size bytes that look like an IIS log of an Exchange server.
func logText(size int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	paths := []string{"/owa/", "/ecp/default.aspx", "/mapi/emsmdb/", "/Microsoft-Server-ActiveSync/default.eas", "/EWS/Exchange.asmx", "/autodiscover/autodiscover.xml", "/rpc/rpcproxy.dll"}
	agents := []string{"Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/88.0.4324.190+Safari/537.36", "Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.4266;+Pro)", "Apple-iPhone12C1/1804.347", "ExchangeServicesClient/15.01.2176.002"}
	var b bytes.Buffer
	b.Grow(size + 512)
	for b.Len() < size {
		fmt.Fprintf(&b, "2021-03-%02d %02d:%02d:%02d 10.0.0.%d POST %s &CorrelationID=<empty>;&cafeReqId=%08x-%04x-4%03x-%04x-%012x; 443 CONTOSO\\user%d 192.168.%d.%d %s - 200 0 0 %d\r\n",
			1+rng.IntN(28), rng.IntN(24), rng.IntN(60), rng.IntN(60), rng.IntN(4), paths[rng.IntN(len(paths))],
			rng.Uint32(), rng.IntN(1<<16), rng.IntN(1<<12), rng.IntN(1<<16), rng.Uint64()>>16, rng.IntN(5000), rng.IntN(256), rng.IntN(256), agents[rng.IntN(len(agents))], rng.IntN(900))
	}
	return b.Bytes()[:size]
}

// ruleLiterals makes what detection rules ask for: names of tools and pieces of
// command lines, few of which ever stand in a log.
func ruleLiterals(n int) []string {
	rng := rand.New(rand.NewPCG(3, 4))
	parts := []string{"shell", "invoke", "mimi", "cmd.exe", "/c+", "whoami", "dump", "lsass", "proxy", "logon", "oabvirtual", "export", "request", "eval", "base64", "download", "string", "webclient", "procdump", "rundll", "comsvcs", "nishang", "powercat", "script", "aspnet_client", "chopper"}
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%s%x", parts[rng.IntN(len(parts))], parts[rng.IntN(len(parts))], rng.IntN(256))
	}
	return out
}

func BenchmarkFind(b *testing.B) {
	text := logText(64 << 20)
	for _, bench := range []struct {
		name     string
		literals []string
	}{
		{"literals=200", ruleLiterals(200)},
		{"literals=1000", ruleLiterals(1000)},
		{"literals=5000", ruleLiterals(5000)},
		{"literals=200+2beyondASCII", append(ruleLiterals(200), "\u017f", "\u212a")},
		{"literals=200+4short", append(ruleLiterals(200), "nc ", "cmd", "%00", "..//")},
	} {
		s := literal.New(bench.literals)
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				s.Find(text, func(int, int) bool { return true })
			}
		})
	}
}
