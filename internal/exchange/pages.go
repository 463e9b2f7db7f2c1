package exchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Pages is the list of server pages that belong to Exchange, and where.
type Pages struct {
	Newest   []string     `yaml:"newest"`
	Folders  []PageFolder `yaml:"folders"`
	KnownBad []string     `yaml:"known_bad"`
	Signs    [][]string   `yaml:"signs"`
	Sure     []string     `yaml:"sure"`

	hashes map[string]map[string]bool // path below HttpProxy → its known SHA-256
	bad    map[string]bool
	sure   []*regexp.Regexp
}

// PageFolder is a folder whose server pages are all known by name.
type PageFolder struct {
	URL   string   `yaml:"url"`
	Inner bool     `yaml:"inner"` // of the site that clients do not reach
	Lines []int    `yaml:"lines"` // of these products alone, by the first number of a build
	Disk  []string `yaml:"disk"`
	Below bool     `yaml:"below"`
	Names []string `yaml:"names"`
	// Outside folders are no part of Exchange, so that newer builds add nothing there.
	Outside bool     `yaml:"outside"`
	Sorts   []string `yaml:"sorts"` // the only extensions that are judged; all where there are none
}

// LoadPages reads exchange/pages.yaml and exchange/pages.csv of a content tree.
func LoadPages(fsys fs.FS) (*Pages, error) {
	data, err := fs.ReadFile(fsys, "exchange/pages.yaml")
	if err != nil {
		return nil, err
	}
	p := &Pages{hashes: map[string]map[string]bool{}, bad: map[string]bool{}}
	if err := yaml.Load(data, p, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("exchange/pages.yaml: %w", err)
	}
	for _, h := range p.KnownBad {
		p.bad[h] = true
	}
	for _, text := range p.Sure {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("exchange/pages.yaml: %w", err)
		}
		p.sure = append(p.sure, re)
	}
	file, err := fsys.Open("exchange/pages.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("exchange/pages.csv: %w", err)
	}
	if len(rows) == 0 {
		return nil, errors.New("exchange/pages.csv: no header: want path,sha256")
	}
	if len(rows[0]) < 2 {
		return nil, errors.New("exchange/pages.csv: want the columns path,sha256")
	}
	for _, row := range rows[1:] {
		if p.hashes[row[0]] == nil {
			p.hashes[row[0]] = map[string]bool{}
		}
		p.hashes[row[0]][row[1]] = true
	}
	return p, nil
}

// ForeignURL reports whether a server page, as [ScriptOf] returns it, lies in a
// folder of the front end whose pages are all known and is none of them. For a
// request to the inner site, its own pages are known too.
func (p *Pages) ForeignURL(script string, inner bool) bool {
	foreign := false
	for i := range p.Folders {
		f := &p.Folders[i]
		if f.URL == "" || len(f.Lines) > 0 || f.Inner && !inner || !strings.HasPrefix(script, f.URL+"/") {
			continue
		}
		if foreign = f.foreign(script[len(f.URL)+1:]); !foreign {
			return false
		}
	}
	return foreign
}

// OfLine reports whether a server page belongs to a product line, and to no other.
func (p *Pages) OfLine(script string, line int) bool {
	for i := range p.Folders {
		f := &p.Folders[i]
		if slices.Contains(f.Lines, line) && strings.HasPrefix(script, f.URL+"/") && !f.foreign(script[len(f.URL)+1:]) {
			return true
		}
	}
	return false
}

// Outside reports whether a path lies in a folder that is no part of Exchange.
func (p *Pages) Outside(script string) bool {
	for i := range p.Folders {
		if f := &p.Folders[i]; f.Outside && strings.HasPrefix(script, f.URL+"/") {
			return true
		}
	}
	return false
}

// Place says what a path on disk, with either slash, is in the list's eyes.
type Place struct {
	// Closed is set where only known pages lie; Foreign where this is none of them.
	Closed, Foreign bool
	// URL is the path under which clients reach the page, where that is known.
	URL string
	key string
}

// Place finds a file's place by the end of its folder's path, whatever drive or
// parent it lies under.
func (p *Pages) Place(file string) Place {
	s := "/" + strings.ToLower(strings.ReplaceAll(file, `\`, "/"))
	var place Place
	if i := strings.LastIndex(s, "/httpproxy/"); i >= 0 {
		place.key = s[i+len("/httpproxy/"):]
		place.URL = "/" + place.key
	} else if i := strings.LastIndex(s, "/inetpub/wwwroot/"); i >= 0 {
		place.URL = s[i+len("/inetpub/wwwroot"):]
	} else if i := strings.LastIndex(s, "/aspnet_client/"); i >= 0 {
		place.URL = s[i:]
		s = "/inetpub/wwwroot" + s[i:]
	}
	for i := range p.Folders {
		f := &p.Folders[i]
		for _, d := range f.Disk {
			at := strings.LastIndex(s, "/"+d+"/")
			if at < 0 {
				continue
			}
			rest := s[at+len(d)+2:]
			if !f.Below && strings.Contains(rest, "/") {
				continue
			}
			place.Closed, place.Foreign = true, f.foreign(rest)
			return place
		}
	}
	return place
}

// foreign takes a path below the folder.
func (f *PageFolder) foreign(rest string) bool {
	if len(f.Sorts) > 0 && !slices.Contains(f.Sorts, path.Ext(rest)) {
		return false
	}
	if strings.Contains(rest, "/") {
		return f.Below
	}
	for _, n := range f.Names {
		if rest == n {
			return false
		}
	}
	return true
}

// KnownHash reports whether a page in its place has a published hash, and whether
// any hash of it was published at all.
func (p *Pages) KnownHash(place Place, sha256 string) (known, listed bool) {
	h := p.hashes[place.key]
	return h[sha256], h != nil
}

// IsKnownBad reports whether a hash is that of a published shell.
func (p *Pages) IsKnownBad(sha256 string) bool { return p.bad[sha256] }

// SignsIn returns the signs of order-taking code in a page's text, the first
// alternative of each that it holds.
func (p *Pages) SignsIn(text string) []string {
	text = strings.ToLower(text)
	var out []string
	for _, sign := range p.Signs {
		for _, s := range sign {
			if strings.Contains(text, s) {
				out = append(out, s)
				break
			}
		}
	}
	return out
}

// RunsRequests reports whether a page's text takes code from a request and runs it.
func (p *Pages) RunsRequests(text string) bool {
	for _, re := range p.sure {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}
