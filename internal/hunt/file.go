package hunt

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/exchange"
)

// The detectors of files that lie ready to be fetched, and of dumps.
const (
	stagedInPages = "staged-among-pages" // where only Exchange's pages lie
	stagedInWeb   = "staged-in-web"      // elsewhere below the web root
	stagedData    = "staged-programdata"
	stagedFetched = "staged-fetched"
	dumpLSASS     = "dump-lsass"
)

// other looks at a file that is no log: is it of a web-shell's shape, a dump, or
// something that lies ready to be fetched? One that gives no reason is counted
// and otherwise ignored.
func (r *reading) other() {
	limit := 512 // enough to tell what it is
	shape := r.shapely()
	if shape || bytes.HasPrefix(r.in.ahead, []byte("MDMP")) {
		limit = maxShaped
	}
	body, err := r.in.all(limit)
	if err != nil {
		r.h.failed(r.t.Path, err)
	}
	_, sum := r.in.done()
	base := fileSighting(r.t.Path, sum, body)
	base.Fields["bytes"] = strconv.FormatInt(r.in.n, 10)
	var found []athar.Sighting
	if rule := r.staged(body, &base); rule != "" {
		found = append(found, r.h.dressed(rule, base))
	}
	for _, page := range compiledPages(r.t.Path, body) {
		if r.h.know.Pages.ForeignURL(page, true) {
			s := base
			s.Subject, s.URL = page, []string{page}
			s.Fields = map[string]string{"virtual": page, "assembly": baseName(r.t.Path)}
			s.Kind = athar.KindCompiled
			found = append(found, r.h.dressed(compiledForeign, s))
		}
	}
	if shape {
		found = r.shaped(body, base, found)
	}
	if len(found) == 0 {
		r.t.Kind = ""
		r.t.Ignored = map[string]int{r.a.Class: 1}
		return
	}
	r.t.Kind, r.t.Records = athar.KindFile, 1
	r.t.Sightings = append(r.t.Sightings, found...)
}

// shaped asks athar's own YARA rules about a file's bytes. Findings of the code
// that a rule supersedes are dropped from among those given.
func (r *reading) shaped(body []byte, base athar.Sighting, code []athar.Sighting) []athar.Sighting {
	set := r.h.know.Library.Own
	var over []string // rules that say less than what the code found
	if set == nil || len(body) == 0 {
		return code
	}
	if bytes.HasPrefix(body, []byte("\xFF\xFE")) || bytes.HasPrefix(body, []byte("\xFE\xFF")) {
		body = []byte(artefact.Text(body)) // rules are written for text in bytes
	}
	for _, c := range code {
		over = append(over, r.h.know.Library.Detector(c.Rule).Meta.Supersedes...)
	}
	matches, err := shapes(r.ctx, set, bytes.NewReader(body), int64(len(body)), r.t.Path, r.is())
	if err != nil {
		lose(r.t, "YARA: "+err.Error(), 0, 0)
	}
	for _, rule := range ruling(set, matches) {
		if slices.Contains(over, rule.Name) {
			continue
		}
		s := base
		s.Rule = rule.Name
		if appWeb.MatchString(baseName(r.t.Path)) {
			s.Kind = athar.KindCompiled // what a page became, not the page
		}
		s.Fields = map[string]string{}
		text := artefact.Text(body[:min(len(body), maxPage)])
		s.Fields["strings"] = foundStrings(set, matches, rule)
		if key := exchange.ShellKey(text); key != "" {
			s.Fields["key"] = key
		}
		for _, f := range rule.Meta.Evidence {
			if v := base.Fields[f]; v != "" {
				s.Fields[f] = clip(v, maxValue)
			}
		}
		kept := code[:0]
		for _, c := range code {
			if !slices.Contains(rule.Meta.Supersedes, c.Rule) {
				kept = append(kept, c)
			}
		}
		code = append(kept, s)
	}
	return code
}

// shapely reports whether athar's own YARA rules are worth asking: of libraries,
// pictures, texts that are parts of pages, and what names itself a ransomware's. Other
// files are many and large.
func (r *reading) shapely() bool {
	switch r.a.Class {
	case "program", "picture":
		return true
	case "text":
		if ext := strings.ToLower(path.Ext(r.t.Path)); ext == ".js" || ext == ".ascx" {
			return true
		}
	}
	return promisesExtortion(baseName(r.t.Path), r.in.ahead)
}

// is names what was recognised, for athar's own YARA rules.
func (r *reading) is() string {
	if r.a.Form == artefact.Page {
		return "page"
	}
	return r.a.Class
}

// fileSighting begins a sighting of a whole file.
func fileSighting(filePath, sum string, body []byte) athar.Sighting {
	tail := tailOf(filePath)
	s := athar.Sighting{
		Kind: athar.KindFile, Fields: map[string]string{"path": tail, "sha256": sum},
		File: []string{tail}, Subject: strings.ToLower(tail),
		Raw: clip(artefact.Text(body[:min(len(body), 2*athar.MaxRaw)]), athar.MaxRaw),
	}
	if digest, err := hex.DecodeString(sum); err == nil && len(digest) >= 8 {
		s.Hash = binary.BigEndian.Uint64(digest)
	}
	return s
}

// dressed gives a sighting its detector, and the fields that this one shows.
func (h *Hunter) dressed(name string, s athar.Sighting) athar.Sighting {
	s.Rule = name
	wanted := map[string]string{}
	for _, f := range h.know.Library.Detector(name).Meta.Evidence {
		if v := s.Fields[f]; v != "" {
			wanted[f] = clip(v, maxValue)
		}
	}
	s.Fields = wanted
	return s
}

// contents name what a file is that someone gathered, by its first bytes.
var contents = []struct {
	at     int
	magic  string
	is     string
	usual  []string // extensions that say so
	secret bool     // credentials, not mail or files
}{
	{0, "7z\xBC\xAF\x27\x1C", "7-Zip archive", []string{".7z"}, false},
	{0, "Rar!\x1a\x07", "RAR archive", []string{".rar"}, false},
	{0, "PK\x03\x04", "ZIP archive", []string{".zip"}, false},
	{0, "MSCF\x00\x00\x00\x00", "cabinet", []string{".cab"}, false},
	{0, "!BDN", "Outlook data file", []string{".pst"}, false},
	{0, "MDMP\x93\xa7", "memory dump", []string{".dmp", ".mdmp"}, true},
	{4, "\xef\xcd\xab\x89", "database (ESE)", []string{".edb", ".dit"}, true},
	{0, "regf", "registry hive", nil, true},
}

var looseArchive = regexp.MustCompile(`(?i)(^|/)programdata/[^/]{1,6}\.(zip|7z|rar)$`)

// staged names the detector for a file that somebody may have laid ready: an
// archive, a dump, a data file where a web site serves files. A dump of the
// process that holds passwords is told wherever it lies.
func (r *reading) staged(body []byte, s *athar.Sighting) string {
	filePath := r.t.Path
	if at := strings.LastIndex(filePath, "!/"); at >= 0 && r.servedOrLoose(filePath[:at]) {
		// A member: its archive is what was laid ready.
		s.Fields["member"] = filePath[at+2:]
		filePath, body = filePath[:at], []byte("PK\x03\x04")
		tail := tailOf(filePath)
		s.File, s.Subject, s.Fields["path"] = []string{tail}, strings.ToLower(tail), tail
	}
	for _, c := range contents {
		if !bytes.HasPrefix(body[min(c.at, len(body)):], []byte(c.magic)) {
			continue
		}
		s.Fields["content"] = c.is
		ext := strings.ToLower(filePath[strings.LastIndexByte(filePath, '.')+1:])
		if !slices.Contains(c.usual, "."+ext) {
			s.Fields["posing"] = "." + ext
		}
		place := r.h.know.Pages.Place(filePath)
		if place.URL != "" {
			s.URL = []string{place.URL}
		}
		switch {
		case c.is == "memory dump" && holdsWide(body, "lsass.exe"):
			return dumpLSASS
		case place.Closed && place.URL != "":
			return stagedInPages
		case place.URL != "":
			return stagedInWeb
		case looseArchive.MatchString(filePath):
			return stagedData
		}
	}
	return ""
}

// servedOrLoose reports whether a path lies where a web site serves files, or is an
// archive that lies loose.
func (r *reading) servedOrLoose(filePath string) bool {
	return r.h.know.Pages.Place(filePath).URL != "" || looseArchive.MatchString(filePath)
}

// holdsWide reports whether bytes hold a text in UTF-16, whatever its case.
func holdsWide(body []byte, text string) bool {
	var wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return bytes.Contains(body, wide) || bytes.Contains(bytes.ToLower(body), wide)
}

func baseName(p string) string { return p[strings.LastIndexByte(p, '/')+1:] }

var (
	appWeb = regexp.MustCompile(`(?i)^app_web_[a-z0-9._]+\.dll$`)
	// virtualPath is the address of a page in a compiled library, after its NULs
	// were taken out.
	virtualPath = regexp.MustCompile(`~/[A-Za-z0-9_./-]{1,200}?\.(?:aspx|ashx|asmx)`)
)

// compiledPages are the addresses of the pages in a library that ASP.NET compiled,
// as their strings name them: relative to the application, whose folder is in the
// library's path.
func compiledPages(filePath string, body []byte) []string {
	if !appWeb.MatchString(baseName(filePath)) || !bytes.HasPrefix(body, []byte("MZ")) {
		return nil
	}
	app := ""
	if parts := strings.Split(strings.ToLower(filePath), "/"); len(parts) > 4 {
		for i, p := range parts {
			if p == "temporary asp.net files" && i+1 < len(parts) && parts[i+1] != "root" {
				app = "/" + parts[i+1]
			}
		}
	}
	seen := map[string]bool{}
	var out []string
	for _, m := range virtualPath.FindAll(bytes.ReplaceAll(body, []byte{0}, nil), 64) {
		page := strings.ToLower(app + strings.TrimPrefix(string(m), "~"))
		if !seen[page] {
			seen[page] = true
			out = append(out, page)
		}
	}
	return out
}
