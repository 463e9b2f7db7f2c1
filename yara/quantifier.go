package yara

// quota is a compiled quantifier.
type quota struct {
	word    string
	n       expr
	percent bool
}

// never is a need that is met by no true one at all, and by nothing else.
const never = -1

func (c *conditionCompiler) quota(n node, q quantifier) quota {
	out := quota{word: q.word, percent: q.percent}
	if q.n == nil {
		return out
	}
	out.n = c.value(q.n, "a quantifier", intKind)
	if c.err == nil && out.percent && out.n.fixed {
		if k := out.n.eval(nil).i; k < 1 || k > 100 {
			c.fail(n, "a percentage is from 1 to 100")
		}
	}
	return out
}

// need returns how many of count must be true, or never.
func (q quota) need(s *scan, count int) int {
	switch q.word {
	case "all":
		return count
	case "any":
		return 1
	case "none":
		return never
	}
	v := q.n.eval(s)
	switch {
	case !v.defined():
		// YARA keeps "all" as an undefined number, so this is all.
		return count
	case q.percent:
		k := 0
		for k <= count && float64(k)/float64(count)*100 < float64(v.i) {
			k++
		}
		return k
	case v.i == 0:
		return never
	}
	// Below zero is always met, above count never.
	return int(max(0, min(v.i, int64(count)+1)))
}

// least is need before anything is known about the file: what a gate may
// insist on.
func (q quota) least(count int) int {
	if q.word == "" && !q.n.fixed {
		return 0
	}
	return max(0, q.need(nil, count))
}
