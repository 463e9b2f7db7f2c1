package sigma

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// tagOf returns the tag that the library gives to a plain text.
func tagOf(text string) string {
	if text == "" {
		return "!!null"
	}
	switch c := text[0]; {
	case c == '~' || c == '<' || c|0x20 == 'n' || c|0x20 == 't' || c|0x20 == 'f':
		if tag, ok := wordTags[text]; ok {
			return tag
		}
	case c == '.':
		if _, word := wordTags[text]; word || floatLike(text) {
			return "!!float"
		}
	case '0' <= c && c <= '9' || c == '+' || c == '-':
		return numberTag(text)
	}
	return "!!str"
}

// wordTags are the texts that stand for something else than themselves.
var wordTags = map[string]string{
	"true": "!!bool", "True": "!!bool", "TRUE": "!!bool", "false": "!!bool", "False": "!!bool", "FALSE": "!!bool",
	"~": "!!null", "null": "!!null", "Null": "!!null", "NULL": "!!null", "<<": "!!merge",
	".nan": "!!float", ".NaN": "!!float", ".NAN": "!!float", ".inf": "!!float", ".Inf": "!!float", ".INF": "!!float",
	"+.inf": "!!float", "+.Inf": "!!float", "+.INF": "!!float", "-.inf": "!!float", "-.Inf": "!!float", "-.INF": "!!float",
	"-0": "!!float", "-0.0": "!!float",
}

// floatLike reports whether a text that begins with a point reads as a number.
func floatLike(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// plainFloat is how the library knows a float.
var plainFloat = regexp.MustCompile(`^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$`)

// timeFormats are those in which the library reads a plain text as a time.
var timeFormats = []string{"2006-1-2", "2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999"}

// numberTag is the tag of a text that begins with a digit or a sign.
func numberTag(text string) string {
	if tag, ok := wordTags[text]; ok {
		return tag
	}
	if len(text) > 4 && text[4] == '-' && strings.Trim(text[:4], "0123456789") == "" {
		for _, format := range timeFormats {
			if _, err := time.Parse(format, text); err == nil {
				return "!!timestamp"
			}
		}
		return "!!str"
	}
	if strings.Trim(text, "0123456789abcdefABCDEFxXoO_+-.") != "" {
		return "!!str"
	}
	digits := strings.ReplaceAll(text, "_", "")
	if _, err := strconv.ParseInt(digits, 0, 64); err == nil {
		return "!!int"
	}
	if _, err := strconv.ParseUint(strings.TrimPrefix(digits, "+"), 0, 64); err == nil {
		return "!!int"
	}
	if plainFloat.MatchString(digits) {
		if _, err := strconv.ParseFloat(digits, 64); err == nil {
			return "!!float"
		}
	}
	return "!!str"
}
