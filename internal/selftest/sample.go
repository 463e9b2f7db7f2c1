package selftest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// FileName is the name of a campaign's samples in its folder. Further archives
// beside it, samples-NAME.txtar, are read as well.
const FileName = "samples.txtar"

const furtherNames = "samples-*.txtar"

// Expectation says what a sample is for.
type Expectation string

// The expectations, as they stand in names.
const (
	Match   Expectation = "match"
	No      Expectation = "no"
	Nothing Expectation = "nothing"
)

// Sample is evidence with what is expected of it.
type Sample struct {
	Campaign string
	File     string // the archive's name
	// Rule is empty where nothing at all may be found.
	Rule   string
	Expect Expectation
	Name   string
	// Group says that the files lie in a folder and are judged as a whole.
	Group bool
	Files []File // named by their place below the sample's own
}

// Path names a sample as its archive does.
func (s *Sample) Path() string {
	return path.Join(s.Campaign, s.File) + ": " + path.Join(s.Rule, string(s.Expect), s.Name)
}

// Set is the samples of some campaigns.
type Set struct {
	Samples []*Sample
	// Unsampled are the rules that can have no matching sample, with the reason:
	// a line "unsampled RULE: reason" above an archive's first file. A rule that
	// knows a shell by its hash would need the shell.
	Unsampled map[string]string
}

// Load reads the samples of the named campaigns. A campaign without any is no
// error here: its rules are reported by [Set.Gaps].
func Load(fsys fs.FS, campaigns []string) (*Set, error) {
	set := &Set{Unsampled: map[string]string{}}
	for _, c := range campaigns {
		names, err := fs.Glob(fsys, path.Join(c, furtherNames))
		if err != nil {
			return nil, err
		}
		sort.Strings(names)
		for _, name := range append([]string{path.Join(c, FileName)}, names...) {
			data, err := fs.ReadFile(fsys, name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			comment, files := parseArchive(data)
			if err := set.read(c, path.Base(name), comment, files); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return set, nil
}

func (set *Set) read(campaign, archive, comment string, files []File) error {
	for line := range strings.Lines(comment) {
		if rest, ok := strings.CutPrefix(line, "unsampled "); ok {
			rule, reason, _ := strings.Cut(strings.TrimSpace(rest), ":")
			if set.Unsampled[rule] = strings.TrimSpace(reason); set.Unsampled[rule] == "" {
				return fmt.Errorf("%q has no reason: write \"unsampled RULE: reason\"", strings.TrimSpace(line))
			}
		}
	}
	byPath := map[string]*Sample{}
	for _, f := range files {
		s, rest, err := parse(f.Name)
		if err != nil {
			return err
		}
		s.Campaign, s.File = campaign, archive
		if have := byPath[s.Path()]; have != nil {
			if !s.Group || !have.Group || have.has(rest) {
				return fmt.Errorf("%s stands in it twice", f.Name)
			}
			s = have
		} else {
			byPath[s.Path()] = s
			set.Samples = append(set.Samples, s)
		}
		s.Files = append(s.Files, File{Name: rest, Data: f.Data})
	}
	sort.SliceStable(set.Samples, func(i, j int) bool { return set.Samples[i].Path() < set.Samples[j].Path() })
	return nil
}

func (s *Sample) has(name string) bool {
	for _, f := range s.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// parse reads what a file's name expects. The rest is its place in the sample.
func parse(name string) (s *Sample, rest string, err error) {
	wrong := fmt.Errorf("%q says no expectation: write RULE/match/NAME, RULE/no/NAME or nothing/NAME", name)
	if !fs.ValidPath(name) {
		return nil, "", wrong
	}
	s = &Sample{}
	first, rest, _ := strings.Cut(name, "/")
	if s.Expect = Expectation(first); s.Expect != Nothing {
		s.Rule = first
		first, rest, _ = strings.Cut(rest, "/")
		if s.Expect = Expectation(first); s.Expect != Match && s.Expect != No {
			return nil, "", wrong
		}
	}
	if rest == "" {
		return nil, "", wrong
	}
	if folder, inner, ok := strings.Cut(rest, "/"); ok {
		s.Group, s.Name, rest = true, folder, inner
	} else {
		s.Name = rest
	}
	return s, rest, nil
}
