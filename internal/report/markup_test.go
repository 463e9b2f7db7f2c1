package report

import (
	"fmt"
	"strings"
)

// tag is one start or end tag of a page.
type tag struct {
	Name  string
	Attrs map[string]string
	End   bool
}

// scan reads the tags of a page. It is strict where a browser is forgiving: a
// bare < in text, an attribute without quotes or an unclosed tag is an error,
// because our own pages hold none and hostile text would be the only source.
func scan(page string) ([]tag, error) {
	page, ok := strings.CutPrefix(page, "<!doctype html>")
	if !ok {
		return nil, fmt.Errorf("no doctype")
	}
	var tags []tag
	for {
		i := strings.IndexByte(page, '<')
		if i < 0 {
			return tags, nil
		}
		page = page[i+1:]
		t := tag{Attrs: map[string]string{}}
		page, t.End = strings.CutPrefix(page, "/")
		n := strings.IndexAny(page, " />\n")
		if n <= 0 {
			return nil, fmt.Errorf("bare < before %.40q", page)
		}
		t.Name, page = page[:n], page[n:]
		for {
			page = strings.TrimLeft(page, " \n")
			if rest, done := strings.CutPrefix(page, "/>"); done {
				page = rest
				break
			}
			if rest, done := strings.CutPrefix(page, ">"); done {
				page = rest
				break
			}
			n := strings.IndexAny(page, "= />\n<")
			if n <= 0 {
				return nil, fmt.Errorf("bad attribute in %s: %.40q", t.Name, page)
			}
			name := page[:n]
			page = page[n:]
			rest, valued := strings.CutPrefix(page, `="`)
			if !valued {
				t.Attrs[name] = ""
				continue
			}
			value, after, closed := strings.Cut(rest, `"`)
			if !closed {
				return nil, fmt.Errorf("attribute %s of %s is not closed", name, t.Name)
			}
			t.Attrs[name], page = value, after
		}
		tags = append(tags, t)
	}
}

// attributes are what a page may hold, element by element; every element may
// have the global ones.
var attributes = map[string]string{
	"html": "", "head": "", "meta": "charset http-equiv content name", "title": "", "style": "", "script": "", "body": "",
	"input": "type name aria-label autocomplete checked", "label": "for", "div": "role aria-label aria-hidden hidden",
	"select": "autocomplete", "option": "value", "button": "type aria-pressed", "header": "", "main": "", "footer": "",
	"section": "aria-label", "p": "aria-hidden", "span": "role hidden", "bdi": "", "strong": "", "h1": "", "h2": "", "h3": "", "h4": "", "ol": "", "ul": "", "li": "aria-current",
	"dl": "", "dt": "", "dd": "", "a": "href", "table": "", "thead": "", "tbody": "", "tr": "", "th": "scope colspan", "td": "data-label colspan",
	"details": "open data-stage", "summary": "", "time": "", "pre": "", "br": "",
	"svg": "viewBox preserveAspectRatio aria-hidden width height", "rect": "x y width height", "line": "x1 x2 y1 y2", "circle": "cx cy r", "text": "x y text-anchor",
}

// checkMarkup says what a page holds that our templates do not write.
func checkMarkup(page string) error {
	tags, err := scan(page)
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	var links, open []string
	for _, t := range tags {
		allowed, known := attributes[t.Name]
		if !known {
			return fmt.Errorf("element %q", t.Name)
		}
		for name, value := range t.Attrs {
			if !strings.Contains(" id class lang dir "+allowed+" ", " "+name+" ") {
				return fmt.Errorf("attribute %q on %q", name, t.Name)
			}
			switch name {
			case "id":
				if ids[value] {
					return fmt.Errorf("id %q twice", value)
				}
				ids[value] = true
			case "href":
				target, local := strings.CutPrefix(value, "#")
				if !local {
					return fmt.Errorf("link to %q", value)
				}
				links = append(links, target)
			}
		}
		switch {
		case strings.Contains(" meta input br rect line circle ", " "+t.Name+" "):
		case !t.End:
			open = append(open, t.Name)
		case len(open) == 0 || open[len(open)-1] != t.Name:
			return fmt.Errorf("</%s> closes %v", t.Name, open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("not closed: %v", open)
	}
	for _, l := range links {
		if !ids[l] {
			return fmt.Errorf("link to missing #%s", l)
		}
	}
	return nil
}
