package intel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/athar-forensics/athar"
)

// Bounds of one list, in bytes. Lines, JSON and XML are read as they come; YAML
// is read whole.
const (
	maxList = 2 << 30
	maxYAML = 16 << 20
	sniffed = 64 << 10
)

// reader is what reads one list.
type reader struct {
	b     *Builder
	list  *List
	facts Facts // that the list's entries share
}

// Open reads the list in a file. An error says that it could not be read at all;
// what of it cannot be used is in the [List].
func (b *Builder) Open(path string) (*List, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: give the lists in it one by one", path)
	}
	return b.Read(filepath.Base(path), f, Facts{})
}

// Read reads a list under a name. The facts are those of its entries that say
// nothing else.
func (b *Builder) Read(name string, src io.Reader, facts Facts) (*List, error) {
	facts.List = name
	r := &reader{b: b, list: &List{Name: name, Types: map[string]int{}, Faults: []Fault{}}, facts: facts}
	b.lists = append(b.lists, r.list)
	in := &io.LimitedReader{R: src, N: maxList}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	head = head[:n]
	if err := r.read(name, head, io.MultiReader(bytes.NewReader(head), in)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if in.N <= 0 {
		r.list.fault(0, "", fmt.Sprintf("read up to %d MB", maxList>>20))
	}
	return r.list, nil
}

// read takes the reader that the first bytes ask for.
func (r *reader) read(name string, head []byte, src io.Reader) error {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	lower := bytes.ToLower(text[:min(len(text), 4096)])
	switch {
	case len(text) == 0:
		r.list.Format = "text"
		return nil
	case text[0] == '{', text[0] == '[' && jsonArray(text):
		r.list.Format = "JSON"
		return r.json(src)
	case text[0] == '<' && (bytes.HasPrefix(lower, []byte("<?xml")) || bytes.Contains(lower, []byte("<ioc")) || bytes.Contains(lower, []byte("<openioc"))):
		r.list.Format = "OpenIOC"
		return r.openIOC(src)
	case bytes.Contains(text, []byte("ioc_type:")) && bytes.Contains(text, []byte("indicator:")):
		r.list.Format = "CHIRP"
		return r.chirp(src)
	}
	if yaraRule.Match(text) {
		r.list.Format = "YARA"
		r.list.fault(0, "", "these are YARA rules: give the file to --yara")
		return nil
	}
	if strings.HasSuffix(strings.ToLower(name), ".xml") || strings.HasSuffix(strings.ToLower(name), ".ioc") {
		r.list.Format = "OpenIOC"
		return r.openIOC(src)
	}
	return r.lines(src)
}

// yaraRule is the beginning of a YARA rule.
var yaraRule = regexp.MustCompile(`(?m)^(?:private\s+|global\s+)*rule\s+\w+[^\n]*\s*\{`)

// jsonArray tells an array from a defanged address in brackets.
func jsonArray(text []byte) bool {
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	return len(rest) > 0 && bytes.IndexByte([]byte(`{["]`), rest[0]) >= 0
}

// take adds one entry of a type that the list names, or auto.
func (r *reader) take(t Type, v string, line int, f Facts) {
	raw := v
	if v = bare(v); v == "" {
		return
	}
	if len(r.b.entries) >= MaxIndicators {
		r.list.fault(line, raw, fmt.Sprintf("more than %d indicators: this and what follows is not loaded", MaxIndicators))
		return
	}
	if t == auto {
		t = guess(v)
	}
	kind, value, err := accept(t, v)
	if err != nil {
		r.list.fault(line, raw, err.Error())
		return
	}
	if err := f.check(); err != nil {
		r.list.fault(line, raw, err.Error())
		return
	}
	r.b.add(kind, value, line, f)
	if kind == Path && v[0] == '/' {
		r.b.stem("/" + value) // lists write paths of URLs like this too
	}
	r.list.Loaded++
	r.list.Types[kind.String()]++
}

// check refuses facts that contradict themselves.
func (f *Facts) check() error {
	if f.Until != 0 && f.From > f.Until {
		return errors.New("its validity ends before it begins")
	}
	return nil
}

// describe fills in who says so and what, bounded.
func (f *Facts) describe(source, note string) {
	if source = clip(strings.TrimSpace(source), maxNote); source != "" {
		f.Source = source
	}
	if note = clip(strings.TrimSpace(note), maxNote); note != "" {
		f.Note = note
	}
}

// maxNote bounds what is kept of notes and sources, in bytes.
const maxNote = 300

// confidenceOf reads words, and numbers out of 100 (STIX, signature-base) or out
// of 10 (CHIRP). Unknown words are no confidence.
func confidenceOf(word string, full int) athar.Confidence {
	word = strings.ToLower(strings.TrimSpace(word))
	n := 0
	for i := range len(word) {
		if word[i]-'0' > 9 || i > 3 {
			switch word {
			case "high", "confirmed", "certain", "very high":
				return athar.Sure
			case "medium", "moderate", "probable", "likely":
				return athar.Probable
			case "low", "possible", "very low", "none":
				return athar.Doubtful
			}
			return ""
		}
		n = n*10 + int(word[i]-'0')
	}
	switch {
	case word == "":
		return ""
	case n*100 >= 80*full:
		return athar.Sure
	case n*100 >= 40*full:
		return athar.Probable
	}
	return athar.Doubtful
}
