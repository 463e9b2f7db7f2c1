package yara

// token is one word of the rule language.
type token struct {
	kind tokenKind
	// text is the identifier, keyword or sign as written; the decoded bytes of
	// a text string; the source of a regular expression or hex string.
	text string
	// flags are the letters after a regular expression.
	flags string
	num   int64
	float float64
	line  int
	at    int // byte offset of its first byte in the source
}

type tokenKind uint8

const (
	endToken       tokenKind = iota
	identToken               // name, or a keyword
	signToken                // one or two characters of punctuation
	intToken                 // 12, 0x1F, 0o7, 4KB
	floatToken               // 1.5
	textToken                // "..."
	regexpToken              // /.../is
	stringToken              // $name, $name*, $
	countToken               // #name
	offsetToken              // @name
	lengthToken              // !name
	hexStringToken           // { ... }, only where a string is declared
)

// keywords cannot name a rule, a variable or a module.
var keywords = map[string]bool{
	"all": true, "and": true, "any": true, "ascii": true, "at": true, "base64": true, "base64wide": true,
	"condition": true, "contains": true, "defined": true, "endswith": true, "entrypoint": true, "false": true,
	"filesize": true, "for": true, "fullword": true, "global": true, "icontains": true, "iendswith": true,
	"iequals": true, "import": true, "in": true, "include": true, "int16": true, "int16be": true, "int32": true,
	"int32be": true, "int8": true, "int8be": true, "istartswith": true, "matches": true, "meta": true,
	"nocase": true, "none": true, "not": true, "of": true, "or": true, "private": true, "rule": true,
	"startswith": true, "strings": true, "them": true, "true": true, "uint16": true, "uint16be": true,
	"uint32": true, "uint32be": true, "uint8": true, "uint8be": true, "wide": true, "xor": true,
}
