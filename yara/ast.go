package yara

// ruleDecl is a rule as written.
type ruleDecl struct {
	name            string
	line            int
	global, private bool
	tags            []string
	meta            []Meta
	strings         []*stringDecl
	condition       node
}

// stringDecl is a string as written, its pattern not yet compiled.
type stringDecl struct {
	name string // with its $; "$" for an anonymous one
	line int
	body token // textToken, regexpToken or hexStringToken
	mods modifiers
}

// modifiers are the words after a string.
type modifiers struct {
	nocase, wide, ascii, fullword, private bool
	xor                                    bool
	xorMin, xorMax                         byte
	base64, base64wide                     bool
	alphabet                               string // for both base64 forms; empty is the usual one
}

// node is a part of a condition as written.
type node interface{ pos() int }

// at is the line of a node.
type at int

func (a at) pos() int { return int(a) }

type (
	litNode struct {
		at
		v value
	}
	regexpNode struct {
		at
		body token
	}
	// wordNode is filesize, entrypoint, true, false.
	wordNode struct {
		at
		word string
	}
	// nameNode is a variable, rule, module or loop variable.
	nameNode struct {
		at
		name string
	}
	fieldNode struct {
		at
		of   node
		name string
	}
	indexNode struct {
		at
		of, index node
	}
	callNode struct {
		at
		of   node
		args []node
	}
	// readNode is uint16be(offset) and its like.
	readNode struct {
		at
		how    string
		offset node
	}
	unaryNode struct {
		at
		op string
		x  node
	}
	binaryNode struct {
		at
		op   string
		x, y node
	}
	// chainNode is a run of "and" or of "or".
	chainNode struct {
		at
		op   string
		kids []node
	}
	// stringNode is $a, #a, @a or !a, by kind.
	stringNode struct {
		at
		kind  tokenKind
		name  string // "$" inside a loop over strings
		index node   // @a[i], !a[i]
		where *place // $a at x, $a in (x..y), #a in (x..y)
	}
	// place narrows where a string is looked for: one offset, or a range.
	place struct {
		from, to node // to is nil for "at"
	}
	// quantifier is all, any, none, a number or a percentage.
	quantifier struct {
		word    string
		n       node
		percent bool
	}
	// ofNode is "2 of ($a*)", over strings or rules.
	ofNode struct {
		at
		q     quantifier
		set   []setItem
		where *place
	}
	// setItem is a name in a set, perhaps with a star; them is "$*".
	setItem struct {
		name string
		line int
	}
	// forOfNode is "for q of set : ( body )".
	forOfNode struct {
		at
		q    quantifier
		set  []setItem
		body node
	}
	// forInNode is "for q vars in ... : ( body )"; exactly one of list, over
	// and a range (from, to) is set, or set for text strings.
	forInNode struct {
		at
		q        quantifier
		vars     []string
		from, to node
		list     []node
		over     node
		body     node
	}
	// withNode is "with a = x, b = y : ( body )".
	withNode struct {
		at
		vars   []string
		values []node
		body   node
	}
)
