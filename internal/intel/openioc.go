package intel

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxXMLDepth is how deep criteria may be nested.
const maxXMLDepth = 64

// iocItem is one criterion of an OpenIOC document.
type iocItem struct {
	Condition string `xml:"condition,attr"`
	Negate    string `xml:"negate,attr"`
	Context   struct {
		Search string `xml:"search,attr"`
	} `xml:"Context"`
	Content string `xml:"Content"`
}

// iocGroup is an Indicator element: criteria of which one is enough, or all count
// together.
type iocGroup struct {
	all   bool
	items []iocLine
	parts int // criteria and groups in it
	whole bool
}

type iocLine struct {
	iocItem
	line int
}

// openIOC reads OpenIOC 1.0 and 1.1. Criteria that only count together (AND) are
// refused, because one alone would be a false alarm; so are those that exclude.
// Entities are not expanded: the decoder knows the five of XML only.
func (r *reader) openIOC(src io.Reader) error {
	count := &lineCounter{src: src}
	dec := xml.NewDecoder(io.LimitReader(count, maxList))
	dec.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("it is written in %s: save it as UTF-8", clip(charset, 20))
	}
	f := r.facts
	var groups []*iocGroup
	found := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.list.fault(count.at(dec.InputOffset()), "", "reading stopped: "+err.Error())
			break
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "short_description", "description":
				var text string
				if len(groups) == 0 && dec.DecodeElement(&text, &t) == nil && t.Name.Local == "short_description" {
					f.describe("", text)
				}
			case "authored_by":
				var text string
				if dec.DecodeElement(&text, &t) == nil {
					f.describe(text, "")
				}
			case "Indicator":
				found = true
				if len(groups) >= maxXMLDepth {
					r.list.fault(count.at(dec.InputOffset()), "", fmt.Sprintf("reading stopped: criteria nested deeper than %d", maxXMLDepth))
					return nil
				}
				g := &iocGroup{all: strings.EqualFold(attribute(t, "operator"), "AND")}
				if n := len(groups); n > 0 {
					groups[n-1].parts++
					g.whole = groups[n-1].whole || groups[n-1].all
				}
				groups = append(groups, g)
			case "IndicatorItem":
				item := iocLine{line: count.at(dec.InputOffset())}
				if err := dec.DecodeElement(&item.iocItem, &t); err != nil {
					r.list.fault(item.line, "", "reading stopped: "+err.Error())
					return nil
				}
				if n := len(groups); n > 0 {
					groups[n-1].parts++
					groups[n-1].items = append(groups[n-1].items, item)
				}
			}
		case xml.EndElement:
			if n := len(groups); t.Name.Local == "Indicator" && n > 0 {
				r.iocGroup(groups[n-1], f)
				groups = groups[:n-1]
			}
		}
	}
	if !found {
		r.list.fault(0, "", "the XML is no OpenIOC document")
	}
	return nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// iocGroup takes the criteria of a group. A group of one part is no conjunction.
func (r *reader) iocGroup(g *iocGroup, f Facts) {
	together := g.whole || g.all && g.parts > 1
	for _, item := range g.items {
		v := strings.TrimSpace(item.Content)
		switch {
		case strings.EqualFold(item.Negate, "true"):
			r.list.Context++
		case together:
			r.list.fault(item.line, v, "it counts only together with others (AND)")
		default:
			r.iocItem(item, v, f)
		}
	}
}

// terms maps how OpenIOC's search terms end to types, in small letters.
var terms = []struct {
	end string
	typ Type
}{
	{"md5sum", MD5},
	{"/md5", MD5},
	{"sha1sum", SHA1},
	{"/sha1", SHA1},
	{"sha256sum", SHA256},
	{"/sha256", SHA256},
	{"dnslookupevent/hostname", Domain},
	{"urlmonitorevent/hostname", Domain},
	{"/remoteip", Address},
	{"/ipv4address", Address},
	{"network/dns", Domain},
	{"dnsentryitem/host", Domain},
	{"dnsentryitem/recordname", Domain},
	{"/hostname", Domain},
	{"network/uri", URL},
	{"urlhistoryitem/url", URL},
	{"/requesturl", URL},
	{"/useragent", Agent},
	{"/filename", Filename},
	{"/fullpath", Path},
	{"/filepath", Path},
	{"/from", Email},
}

func (r *reader) iocItem(item iocLine, v string, f Facts) {
	search := strings.ToLower(item.Context.Search)
	t := None
	for _, term := range terms {
		if strings.HasSuffix(search, term.end) {
			t = term.typ
			break
		}
	}
	condition := strings.ToLower(item.Condition)
	switch {
	case t == None:
		r.list.fault(item.line, v, clip(item.Context.Search, 60)+" is nothing that athar looks for")
		return
	case condition == "is", t == Domain && (condition == "contains" || condition == "ends-with"):
	case condition == "matches" && (t == Path || t == Filename):
		r.pattern(v, item.line, f)
		return
	case t == Path && condition == "contains":
		v = "*" + v + "*"
	case (t == Path || t == Filename) && condition == "ends-with":
		v = "*" + v
	case (t == Path || t == Filename) && condition == "starts-with":
		v += "*"
	case t == Path && condition == "":
	default:
		r.list.fault(item.line, v, "the condition "+clip(condition, 20)+" is none that athar can put to this kind")
		return
	}
	r.take(t, v, item.line, f)
}
