package weblog

import "bytes"

// Repair makes the tokens of a row, parted at each blank, fit a header of want
// columns where that can be done in exactly one way, and returns them in a new
// slice:
//
//   - empty tokens of doubled blanks are dropped, where that leaves want;
//   - a value with blanks inside brackets, as a user agent that was not written
//     with plus signs, is put together again, where that leaves want.
//
// Too few tokens cannot be repaired: nothing in a row says which one is missing.
func Repair(tokens [][]byte, want int) ([][]byte, bool) {
	if len(tokens) <= want || want < 1 || len(tokens) > want+maxTokens {
		return nil, false
	}
	whole := make([][]byte, 0, want)
	for _, t := range tokens {
		if len(t) > 0 {
			whole = append(whole, t)
		}
	}
	if len(whole) <= want {
		return whole, len(whole) == want
	}
	return joinBrackets(whole, want)
}

// joinBrackets joins tokens from an open round bracket to the one that closes it.
func joinBrackets(tokens [][]byte, want int) ([][]byte, bool) {
	open := make([]int, len(tokens)) // brackets that each token opens and does not close
	for i, t := range tokens {
		open[i] = bytes.Count(t, []byte{'('}) - bytes.Count(t, []byte{')'})
	}
	out := make([][]byte, 0, want)
	for i := 0; i < len(tokens); i++ {
		depth, end := open[i], i
		for depth > 0 && end+1 < len(tokens) {
			end++
			depth += open[end]
		}
		if depth != 0 || end == i { // one word, or a bracket without its fellow
			out = append(out, tokens[i])
			continue
		}
		out = append(out, bytes.Join(tokens[i:end+1], []byte{' '}))
		i = end
	}
	return out, len(out) == want
}
