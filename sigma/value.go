package sigma

// value is what one field of one event holds, with what has been learned about
// it while the event is looked at.
type value struct {
	text    string
	present bool

	fetched bool
	ascii   tristate
}

type tristate uint8

const (
	unknown tristate = iota
	yes
	no
)

func tristateOf(b bool) tristate {
	if b {
		return yes
	}
	return no
}

func (v *value) isASCII() bool {
	if v.ascii == unknown {
		v.ascii = tristateOf(isASCII(v.text))
	}
	return v.ascii == yes
}
