package sigma

import (
	"encoding/base64"
	"errors"
	"strings"
)

var errBase64Wildcard = errors.New("a text with wildcards cannot be encoded; escape a plain * or ? with a backslash")

func modifyBase64(o operand, _ *Options) ([]operand, error) {
	text, plainText, err := encodable(o)
	if err != nil {
		return nil, err
	}
	return []operand{encoded(base64.StdEncoding.EncodeToString([]byte(plainText)), text.cased)}, nil
}

// modifyBase64Offset makes the three forms that a text can have inside a longer
// encoded one, as its first byte may be the first, second or third of a group
// of three. Characters that the neighbours also decide are cut off.
func modifyBase64Offset(o operand, _ *Options) ([]operand, error) {
	text, plainText, err := encodable(o)
	if err != nil {
		return nil, err
	}
	if len(plainText) < 2 {
		return nil, errors.New("the text is too short: at least two bytes are needed to leave a trace at every offset")
	}
	var forms []operand
	for offset, skip := range []int{0, 2, 3} {
		form := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", offset) + plainText))
		cut := []int{0, 3, 2}[(len(plainText)+offset)%3]
		forms = append(forms, encoded(form[skip:len(form)-cut], text.cased))
	}
	return forms, nil
}

func encodable(o operand) (*textOperand, string, error) {
	text, ok := asText(o)
	if !ok {
		return nil, "", errTakes("a text", o)
	}
	plainText, ok := plain(text.pieces)
	if !ok {
		return nil, "", errBase64Wildcard
	}
	return text, plainText, nil
}

func encoded(form string, cased bool) *textOperand {
	return &textOperand{pieces: []piece{{literalPiece, form}}, cased: cased}
}
