package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/report/sample"
	"pgregory.net/rapid"
)

// TestHostileProperty writes drawn texts into every string of a case: the page
// keeps the markup that the templates wrote, and the JSON stays JSON.
func TestHostileProperty(t *testing.T) {
	parts := rapid.SampledFrom(append(sample.Attacks(), "</bdi>", "]]>", "javascript:alert(1)", "data:text/html,x", "//example.test", "\x00", "&quot;", "' onload='x", "</script>", "${x}", "../../etc/passwd", `C:\..\x`))
	base := sample.Assessment()
	base.Servers, base.Tenants = base.Servers[:2], nil
	rapid.Check(t, func(rt *rapid.T) {
		payload := strings.Join(rapid.SliceOfN(rapid.OneOf(parts, rapid.String()), 0, 4).Draw(rt, "payload"), "")
		a := sample.Hostile(base, payload)
		var b bytes.Buffer
		if err := HTML(&b, a, Options{Lang: rapid.SampledFrom([]string{"en", "ar"}).Draw(rt, "lang"), ArabicDigits: rapid.Bool().Draw(rt, "digits")}); err != nil {
			rt.Fatal(err)
		}
		checkPage(t, b.String())
		checkRoundTrip(t, a)
	})
}
