package main

import (
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/athar-forensics/athar/internal/winlog"
	"go.yaml.in/yaml/v4"
)

// source is what an entry of the table says of events.
type source struct {
	Product  string `yaml:"product"`
	Category string `yaml:"category"`
	Service  string `yaml:"service"`
	From     []struct {
		Channel texts            `yaml:"channel"`
		ID      texts            `yaml:"id"`
		Where   map[string]texts `yaml:"where"`
		Fields  map[string]texts `yaml:"fields"`
	} `yaml:"from"`
}

// texts is a list, of which one may stand without brackets.
type texts []string

// UnmarshalYAML implements yaml.Unmarshaler.
func (t *texts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode {
		*t = texts{n.Value}
		return nil
	}
	*t = nil
	for _, c := range n.Content {
		var part texts
		if err := part.UnmarshalYAML(c); err != nil {
			return err
		}
		*t = append(*t, part...)
	}
	return nil
}

func readSources(name string) ([]source, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []source
	return all, yaml.Load(data, &all)
}

// has reports whether a text is one of the list, or begins with one that ends in a
// star.
func (t texts) has(text string) bool {
	return slices.ContainsFunc(t, func(want string) bool {
		if start, ok := strings.CutSuffix(want, "*"); ok {
			return strings.HasPrefix(strings.ToLower(text), strings.ToLower(start))
		}
		return strings.EqualFold(want, text)
	})
}

// viewsOf is the event as each log source sees it that it belongs to.
func viewsOf(sources []source, event *winlog.Event, own map[string]any) []map[string]any {
	views := []map[string]any{}
	for _, s := range sources {
		for _, from := range s.From {
			id, _ := event.Lookup("EventID")
			if !from.Channel.has(event.Channel) || from.ID != nil && !from.ID.has(id) {
				continue
			}
			met := true
			for field, want := range from.Where {
				v, ok := event.Lookup(field)
				met = met && ok && want.has(v)
			}
			if !met {
				continue
			}
			view := maps.Clone(own)
			for name, theirs := range from.Fields {
				delete(view, name)
				var values []string
				for _, t := range theirs {
					if v, ok := event.Lookup(t); ok {
						values = append(values, v)
					}
				}
				switch len(values) {
				case 0:
				case 1:
					view[name] = values[0]
				default:
					view[name] = values
				}
			}
			view["@product"], view["@category"], view["@service"] = partOr(s.Product), partOr(s.Category), partOr(s.Service)
			views = append(views, view)
		}
	}
	return views
}

// partOr is a part of a log source, or the dash that stands for none.
func partOr(part string) string {
	if part == "" {
		return "-"
	}
	return part
}

// together is one event of all its views. Of two categories the narrower counts,
// which stands behind the wider one in the table.
func together(views []map[string]any) map[string]any {
	all := map[string]any{}
	for _, view := range views {
		for name, v := range view {
			if have, ok := all[name]; !ok || have == "-" || v != "-" && strings.HasPrefix(name, "@") {
				all[name] = v
			}
		}
	}
	return all
}
