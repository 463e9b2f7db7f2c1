package evtx

import "fmt"

// Tokens of binary XML. Bit 0x40 says that more of the same follows, or that an
// element has attributes.
const (
	tokenEOF        = 0x00
	tokenOpen       = 0x01
	tokenCloseStart = 0x02
	tokenCloseEmpty = 0x03
	tokenEnd        = 0x04
	tokenValue      = 0x05
	tokenAttribute  = 0x06
	tokenCDATA      = 0x07
	tokenCharRef    = 0x08
	tokenEntityRef  = 0x09
	tokenPITarget   = 0x0a
	tokenPIData     = 0x0b
	tokenInstance   = 0x0c
	tokenHole       = 0x0d
	tokenOptional   = 0x0e
	tokenFragment   = 0x0f

	tokenMore = 0x40
)

// canon writes binary XML in a form that depends on nothing but its content:
// names are written out where they stand instead of being offsets in the chunk,
// sizes and dependency numbers are left out. Equal templates of different
// chunks have equal canonical forms, which is how they are recognised, and
// compile reads nothing else.
//
//	open, attribute, entity, PI target   token, count u16, UTF-16
//	value                                token, type, size u16, bytes
//	CDATA, PI data                       token, size u16, bytes
//	character                            token, u16
//	hole                                 token, number u16, type
//	close, end                           token
//
// Elements without a template have their text in them. That, too, is left out
// where it is likely to differ from event to event, and a hole put in its place:
// so they come down to few forms, and only the first of each is compiled.
type canon struct {
	data []byte // the chunk
	pos  int
	end  int
	out  []byte
	// pieces counts what compiling makes something of.
	pieces int
	// depth counts open elements; dependency tells whether elements begin with
	// a dependency number, as they do in templates only.
	depth      int
	dependency bool
	strict     bool // names must have the right hash
	// loose says that the elements have no template, slots are the texts that
	// were left out of them, and fixed that the text to come is left in.
	loose, fixed bool
	slots        []slot
	base         int // where theirs begin in slots
	// brief writes names as their offsets, which tells two forms of one chunk
	// apart at less than half the cost.
	brief    bool
	lastName []byte // UTF-16
}

// weight estimates what the compiled template takes, in bytes: a structure for
// each piece, and each name and text in up to six forms.
func (c *canon) weight() int { return 8*len(c.out) + 512*c.pieces }

// walk writes the canonical form of what stands at pos, up to the end of the
// stream or, outside elements, to a token that begins something else.
func (c *canon) walk() error {
	inTag, inAttribute := false, false
	for c.pos < c.end {
		token := c.data[c.pos] &^ tokenMore
		if c.depth == 0 {
			switch token {
			case tokenEOF, tokenInstance, tokenFragment:
				return nil
			case tokenOpen, tokenPITarget, tokenPIData:
			default:
				return c.unexpected()
			}
		}
		if len(c.out) > maxCanonical {
			return ErrLimit
		}
		var err error
		switch token {
		case tokenOpen:
			if inTag {
				return c.unexpected()
			}
			if c.depth++; c.depth > maxDepth {
				return ErrLimit
			}
			inTag, inAttribute, c.fixed = true, false, false
			err = c.open()
		case tokenAttribute:
			if !inTag {
				return c.unexpected()
			}
			inAttribute = true
			err = c.named(token)
			c.fixed = err == nil && c.naming()
		case tokenCloseStart, tokenCloseEmpty:
			if !inTag {
				return c.unexpected()
			}
			inTag, c.fixed = false, false
			if token == tokenCloseEmpty {
				c.depth--
			}
			err = c.copy(token, 0)
		case tokenEnd:
			if inTag {
				return c.unexpected()
			}
			c.depth--
			err = c.copy(token, 0)
		case tokenValue, tokenCDATA, tokenCharRef, tokenEntityRef, tokenHole, tokenOptional:
			if inTag && !inAttribute {
				return c.unexpected()
			}
			err = c.content(token)
		case tokenPITarget, tokenPIData:
			if inTag {
				return c.unexpected()
			}
			if token == tokenPITarget {
				err = c.named(token)
			} else {
				err = c.units(token)
			}
		default:
			return c.unexpected()
		}
		if err != nil {
			return err
		}
	}
	if c.depth > 0 {
		return ErrTruncated
	}
	return nil
}

func (c *canon) unexpected() error {
	return fmt.Errorf("%w: token 0x%02x", ErrMalformed, c.data[c.pos])
}
