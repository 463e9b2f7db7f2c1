package hunt

import (
	"context"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/yara"
)

const (
	// maxShaped is how much of a file that is no log athar's own YARA rules look
	// at, in bytes: a page or a library is smaller.
	maxShaped = 8 << 20
	// maxHeld is the most of an archive's member that the user's YARA rules look
	// at: it has no random access, so it is held in memory.
	maxHeld = 64 << 20
	// maxShapeHits bounds what is kept of one string's matches.
	maxShapeHits = 1000
)

// shapes asks a set of rules about bytes. What athar recognised them as is told to
// its own rules only: others know that variable in other words.
func shapes(ctx context.Context, set *campaign.Shapes, in io.ReaderAt, size int64, filePath, is string) ([]yara.Match, error) {
	return set.Rules.ScanReader(ctx, in, size, yara.ScanOptions{
		MaxMatches: maxShapeHits,
		Externals:  shapeExternals(filePath, is),
	})
}

// shapeExternals are the values of the variables that rules of others expect.
func shapeExternals(filePath, is string) map[string]any {
	name := path.Base(filePath)
	ext := strings.ToLower(path.Ext(name))
	return map[string]any{"filename": name, "filepath": path.Dir(filePath), "extension": ext, "filetype": is}
}

// ruling are the rules behind matches that say most, the highest stage first.
func ruling(set *campaign.Shapes, matches []yara.Match) []*campaign.Rule {
	var rules, kept []*campaign.Rule
	for i := range matches {
		if r := set.Rule(&matches[i]); r != nil {
			rules = append(rules, r)
		}
	}
	telling(rules, func(rule *campaign.Rule, quiet bool) {
		if !quiet {
			kept = append(kept, rule)
		}
	})
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].Stage > kept[j].Stage })
	return kept
}

// foundStrings says which strings of a rule were found, and where first.
func foundStrings(set *campaign.Shapes, matches []yara.Match, rule *campaign.Rule) string {
	var out []string
	for i := range matches {
		if set.Rule(&matches[i]) != rule {
			continue
		}
		for _, s := range matches[i].Strings {
			if len(s.Instances) > 0 && len(out) < 16 {
				out = append(out, fmt.Sprintf("%s at %#x", s.Name, s.Instances[0].Offset))
			}
		}
	}
	return strings.Join(out, ", ")
}

// given asks the user's YARA rules about an item, whatever it is.
func (h *Hunter) given(ctx context.Context, it *evidence.Item, t *athar.Trace) {
	set := h.know.Library.Given
	if set == nil || t.Bytes == 0 {
		return
	}
	src, err := it.Open()
	if err != nil {
		return // reading it said so
	}
	defer src.Close()
	in, ok := src.(io.ReaderAt)
	size := t.Bytes
	if !ok {
		h.large.Lock()
		defer h.large.Unlock()
		body, err := io.ReadAll(io.LimitReader(src, maxHeld))
		if err != nil {
			return // reading it said so
		}
		if in = strings.NewReader(string(body)); size > maxHeld {
			lose(t, "the user's YARA rules looked at its first "+sizeText(maxHeld), 0, 0)
		}
		size = int64(len(body))
	}
	matches, err := shapes(ctx, set, in, size, it.Path, "")
	if err != nil {
		lose(t, "YARA: "+err.Error(), 0, 0)
	}
	if len(matches) == 0 {
		return
	}
	base := fileSighting(t.Path, t.SHA256, nil)
	for _, rule := range ruling(set, matches) {
		s := base
		s.Rule = rule.Name
		s.Fields = map[string]string{"path": base.Fields["path"], "sha256": t.SHA256, "strings": foundStrings(set, matches, rule)}
		s.Raw = clip(rule.Name+": "+s.Fields["strings"], athar.MaxRaw)
		t.Sightings = append(t.Sightings, s)
	}
	if t.Kind == "" {
		t.Kind, t.Records, t.Ignored = athar.KindFile, 1, nil
	}
}
