package exchange

import "strings"

// Pair is one S:Key=Value of ECP event data.
type Pair struct{ Key, Value string }

// Outcome says whether a logged cmdlet ran to its end.
type Outcome int8

// The outcomes of a cmdlet.
const (
	OutcomeUnknown Outcome = iota
	OutcomeCompleted
	OutcomeFailed
)

// String returns "unknown", "completed" or "failed".
func (o Outcome) String() string {
	switch o {
	case OutcomeCompleted:
		return "completed"
	case OutcomeFailed:
		return "failed"
	}
	return "unknown"
}

// OutcomeOf reads the EX pair: there and empty means completed, with text means
// failed, and no such pair means unknown, which is not success.
func OutcomeOf(pairs []Pair) Outcome {
	out := OutcomeUnknown
	for _, p := range pairs {
		if !strings.EqualFold(p.Key, "EX") {
			continue
		}
		if strings.TrimSpace(p.Value) != "" {
			return OutcomeFailed
		}
		out = OutcomeCompleted
	}
	return out
}

// EventDataOf returns the event data of a raw ECP line, whatever columns stand
// before it, and undoes CSV quoting where the column still has it. Such a line
// cannot be split at its commas first: excerpts that lost the outer quotes have
// bare commas in their script text.
func EventDataOf(line string) (string, bool) {
	line = strings.TrimRight(bounded(line), "\r\n")
	for i := 0; i < len(line); {
		field := line[i:]
		quoted := strings.HasPrefix(field, `"`)
		body := strings.TrimPrefix(field, `"`)
		if strings.HasPrefix(body, "S:") || strings.HasPrefix(body, "'S:") {
			if quoted {
				body = strings.ReplaceAll(strings.TrimSuffix(body, `"`), `""`, `"`)
			}
			return body, true
		}
		comma := strings.IndexByte(field, ',')
		if comma < 0 {
			break
		}
		i += comma + 1
	}
	return "", false
}

// EventData splits ECP event data into its pairs, in order. Pairs are joined by
// ';'; a pair whose value holds ';', quotes or line breaks stands whole between
// single quotes with inner single quotes doubled, which is undone here. Keys
// lose their type prefix ("S:", "I32:"). Line breaks stay what Exchange made of
// them, the four characters \r\n, and doubled double quotes stay doubled: they
// belong to the CSV around the value. Text without '=' becomes a pair without
// a key; empty pairs are dropped.
func EventData(s string) []Pair {
	s = bounded(s)
	var pairs []Pair
	for s != "" {
		if len(pairs) == maxParts {
			return append(pairs, Pair{Value: s})
		}
		var field string
		if s[0] == '\'' {
			field, s = cutQuotedPair(s)
		} else {
			field, s, _ = strings.Cut(s, ";")
		}
		if strings.TrimSpace(field) == "" {
			continue
		}
		key, value, ok := strings.Cut(field, "=")
		if !ok {
			key, value = "", field
		}
		pairs = append(pairs, Pair{Key: trimType(key), Value: value})
	}
	return pairs
}

// cutQuotedPair reads a pair in single quotes from the front of s. A quote ends
// it only before ';' or the end, so a stray one costs nothing; a pair that was
// cut off in the middle runs to the end.
func cutQuotedPair(s string) (field, rest string) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 == len(s) || s[i+1] == ';' {
			return b.String(), s[min(i+2, len(s)):]
		}
		if s[i+1] == '\'' {
			i++
		}
		b.WriteByte('\'')
	}
	return b.String(), ""
}

// trimType drops the type that stands before a key: "S:CMD" is "CMD".
func trimType(key string) string {
	key = strings.TrimSpace(key)
	typ, name, ok := strings.Cut(key, ":")
	if !ok || len(typ) == 0 || len(typ) > 4 || nameLen(typ) != len(typ) {
		return key
	}
	return name
}
