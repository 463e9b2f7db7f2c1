package sample

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Attacks are texts that an intruder would like a reader's screen to take
// literally.
func Attacks() []string {
	return []string{
		`"'><script>alert(1)</script><img src=x onerror=alert(2)>`,
		`javascript:alert(1)//`, `</pre></details></style><style>*{display:none}</style>`,
		`{{.Server}} {{template "open"}}`, `<!-- --> ]]> &lt;script&gt; <svg/onload=alert(3)>`,
		"\x1b[2J\x1b]0;title\x07\x1b[31m\u009b1m", "gpj.\u202eexe \u2066x\u2069\u200f\u061c", "a\u200bb\ufeffc\u00add\u2060\U000e0041",
		"nul\x00 bell\x07 del\x7f cr\r lf\n tab\t", "bad \xff\xfe\xc3( utf-8", "line\u2028sep\u2029", strings.Repeat("\u0301", 40), "مرحبًا שלום",
	}
}

// Hostile puts a payload in front of every string of an assessment, the fixed
// words and the keys of maps included.
func Hostile(a *athar.Assessment, payload string) *athar.Assessment {
	return inert.Copy(a, func(_, s string) string { return payload + s })
}

// Huge makes every string of an assessment a million bytes long.
func Huge(a *athar.Assessment) *athar.Assessment {
	huge := strings.Repeat("A\x1b<", 1<<20/3)
	return inert.Copy(a, func(_, _ string) string { return huge })
}
