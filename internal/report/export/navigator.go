package export

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// Versions of the layer format and of ATT&CK that a layer names.
const (
	layerFormat      = "4.5"
	navigatorAtLeast = "5.1.0"
	attackVersion    = "18"
)

// Navigator writes an ATT&CK Navigator layer (format 4.5): a technique's score is
// its highest stage, from 20 (probed) to 100 (impacted), and its comment says
// which findings show it, on which servers.
func Navigator(w io.Writer, a *athar.Assessment, o Options) error {
	a = clean(a)
	p := i18n.New(o.Lang)
	type seen struct {
		stage   athar.Stage
		count   int
		titles  []string
		servers []string
	}
	byID := map[string]*seen{}
	for _, f := range rows(a) {
		for _, id := range techniques(f.Finding) {
			s := byID[id]
			if s == nil {
				s = &seen{stage: athar.NoStage}
				byID[id] = s
			}
			s.count++
			s.stage = max(s.stage, f.Stage)
			s.titles = addSome(s.titles, p.Text(f.Title))
			s.servers = addSome(s.servers, f.Server)
		}
	}
	list := []object{}
	for _, id := range sortedKeys(byID) {
		s := byID[id]
		slices.Sort(s.titles)
		slices.Sort(s.servers)
		t := object{
			"techniqueID": id, "enabled": true, "showSubtechniques": true,
			"comment": strings.Join(s.titles, "\n"),
			"metadata": []object{
				{"name": p.T("report.stage"), "value": p.Stage(s.stage)},
				{"name": p.T("report.server"), "value": strings.Join(s.servers, ", ")},
				{"name": p.T("report.findings"), "value": strconv.Itoa(s.count)},
			},
		}
		// A lead proves nothing: its technique is listed and has no score.
		if s.stage != athar.NoStage {
			t["score"] = score(s.stage)
		}
		list = append(list, t)
	}
	layer := object{
		"name": "athar", "domain": "enterprise-attack", "description": p.T("report.title"), "sorting": 3,
		"versions":   object{"attack": attackVersion, "navigator": navigatorAtLeast, "layer": layerFormat},
		"techniques": list,
		"gradient":   object{"colors": []string{"#fff3d6", "#e08a5b", "#6d0f1c"}, "minValue": 0, "maxValue": 100},
		"layout":     object{"layout": "side", "showID": true, "showName": true, "expandedSubtechniques": "annotated"},
		"metadata":   layerMetadata(a, o),
	}
	if err := encode(w, layer); err != nil {
		return fmt.Errorf("write Navigator layer: %w", err)
	}
	return nil
}

func layerMetadata(a *athar.Assessment, o Options) []object {
	out := []object{{"name": "athar", "value": a.Tool.Version + ", " + a.Tool.Content}}
	if o.TLP != "" {
		out = append(out, object{"name": "TLP", "value": string(o.TLP)})
	}
	return out
}

// maxSome is how many names a comment lists.
const maxSome = 12

// addSome adds a name that is not there yet, as long as there is room.
func addSome(list []string, s string) []string {
	if len(list) < maxSome && s != "" && !slices.Contains(list, s) {
		return append(list, s)
	}
	return list
}

// score spreads the stages from probed to impacted over 20 to 100.
func score(s athar.Stage) int {
	if s < athar.Probed {
		return 0
	}
	return 20 + 80*int(s-athar.Probed)/int(athar.Impacted-athar.Probed)
}
