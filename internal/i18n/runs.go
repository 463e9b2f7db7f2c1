package i18n

import (
	"regexp"
	"strings"
	"unicode"
)

// Run is a stretch of a text that is shown in one direction.
type Run struct {
	Text string
	// Technical marks a stretch of Latin script, digits and signs inside Arabic:
	// a path, a build, an address, a time.
	Technical bool
	// Moment marks a date or a time of this package's form, which must not break
	// over two lines.
	Moment bool
}

var moment = regexp.MustCompile(`\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?(?: UTC)?)?`)

// Runs parts a text so that its technical stretches can be isolated. Without
// that, an Arabic sentence turns 2021-03-04 into 04-03-2021 and carries the
// slash at the start of a path to its end. Left-to-right languages need none of
// it: there only moments stand alone. Joined, the runs are the text.
func (p *Printer) Runs(s string) []Run {
	runs := p.runs(s)
	if p.arabicDigits {
		for i := range runs {
			switch {
			case runs[i].Moment:
				runs[i].Text = p.shape(runs[i].Text)
			case !runs[i].Technical:
				runs[i].Text = strings.Map(shapeDigit, runs[i].Text)
			}
		}
	}
	return runs
}

// shapeDigit is for running text, whose commas are commas.
func shapeDigit(r rune) rune {
	if '0' <= r && r <= '9' {
		return r - '0' + '٠'
	}
	return r
}

func (p *Printer) runs(s string) []Run {
	if !p.RTL() {
		return moments(s, false)
	}
	var runs []Run
	plain := func(t string) {
		if t == "" {
			return
		}
		if n := len(runs); n > 0 && !runs[n-1].Technical && !runs[n-1].Moment {
			runs[n-1].Text += t
			return
		}
		runs = append(runs, Run{Text: t})
	}
	for s != "" {
		end := strings.IndexFunc(s, isRightToLeft)
		if end < 0 {
			end = len(s)
		}
		before, core, after := trimSigns(s[:end])
		plain(before)
		if strings.ContainsFunc(core, isLatin) || strings.ContainsAny(core, "-:./\\") {
			runs = append(runs, moments(core, true)...)
		} else {
			plain(core)
		}
		plain(after)
		s = s[end:]
		next := strings.IndexFunc(s, func(r rune) bool { return r > ' ' && !isRightToLeft(r) })
		if next < 0 {
			next = len(s)
		}
		plain(s[:next])
		s = s[next:]
	}
	return runs
}

// moments sets the dates and times of a left-to-right stretch apart. A technical
// stretch is isolated as a whole, so it is parted only where it is one moment.
func moments(s string, technical bool) []Run {
	at := moment.FindAllStringIndex(s, -1)
	if technical {
		return []Run{{Text: s, Technical: true, Moment: len(at) == 1 && at[0][1]-at[0][0] == len(s)}}
	}
	var runs []Run
	from := 0
	for _, m := range at {
		if m[0] > from {
			runs = append(runs, Run{Text: s[from:m[0]]})
		}
		runs = append(runs, Run{Text: s[m[0]:m[1]], Moment: true})
		from = m[1]
	}
	if from < len(s) {
		runs = append(runs, Run{Text: s[from:]})
	}
	return runs
}

// isRightToLeft holds for letters and signs of the scripts written that way
// that the program meets in its own texts, Arabic and Hebrew.
func isRightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew) || r == '،' || r == '؛' || r == '؟' || r == '«' || r == '»'
}

func isLatin(r rune) bool { return unicode.In(r, unicode.Latin) }

// trimSigns sets the punctuation of the sentence apart from the technical core.
// A closing bracket stays in the core when its opening one is there too.
func trimSigns(s string) (before, core, after string) {
	core = strings.TrimLeft(s, " ,;:!?()\"'–-·")
	before = s[:len(s)-len(core)]
	for {
		t := strings.TrimRight(core, " ,;:!?(\"'–-.…·")
		if strings.HasSuffix(t, ")") && !strings.Contains(t, "(") {
			t = t[:len(t)-1]
		}
		if t == core {
			break
		}
		core = t
	}
	return before, core, s[len(before)+len(core):]
}
