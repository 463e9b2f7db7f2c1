package campaign

import (
	_ "embed" // the table of log sources
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
	"go.yaml.in/yaml/v4"
)

// tableText is the table that binds Sigma's log sources to records. It says
// itself how it is to be read, and a user's file is written the same way.
//
//go:embed logsources.yaml
var tableText []byte

// logSource is one entry of the table.
type logSource struct {
	Category string   `yaml:"category"`
	Product  string   `yaml:"product"`
	Service  string   `yaml:"service"`
	From     []stream `yaml:"from"`
}

// stream is one place that a log source's records come from: text logs by their
// kinds, or Windows events by their channels.
type stream struct {
	Kind     list              `yaml:"kind"`
	Channel  list              `yaml:"channel"`
	ID       numbers           `yaml:"id"`
	Provider list              `yaml:"provider"`
	Where    map[string]list   `yaml:"where"`
	Fields   map[string]list   `yaml:"fields"`
	Decoded  list              `yaml:"decoded"`
	Cut      map[string]string `yaml:"cut"`
}

// logSources is a table, in the order of its files.
type logSources []logSource

// logTable is a library's table, and what it said of the log sources of rules.
type logTable struct {
	sources logSources
	mu      sync.Mutex
	known   map[sigma.LogSource][]stream
}

// builtinSources is athar's own table.
var builtinSources = sync.OnceValue(func() logSources {
	table, err := readLogSources(tableText)
	if err != nil {
		panic("the table of log sources: " + err.Error()) // a test reads it
	}
	return table
})

// AddLogSources adds a user's table of log sources, written as athar's own is. It
// counts for the rules that are loaded afterwards, and adds to what is there: an
// entry for a log source that is known gives it further places to come from.
func (l *Library) AddLogSources(data []byte) error {
	own, err := readLogSources(data)
	l.sources.sources, l.sources.known = append(slices.Clip(l.sources.sources), own...), nil
	return err
}

// readLogSources reads a table and says which entry is wrong.
func readLogSources(data []byte) (logSources, error) {
	var table logSources
	if err := yaml.Load(data, &table, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	for i := range table {
		l := &table[i]
		if l.Category == "" && l.Product == "" && l.Service == "" {
			return nil, fmt.Errorf("entry %d names no category, product or service", i+1)
		}
		if len(l.From) == 0 {
			return nil, fmt.Errorf("entry %d (%s) says nothing of where its records come from", i+1, l)
		}
		for j := range l.From {
			if err := l.From[j].check(); err != nil {
				return nil, fmt.Errorf("entry %d (%s): %w", i+1, l, err)
			}
		}
	}
	return table, nil
}

func (l *logSource) String() string {
	return describe(sigma.LogSource{Category: l.Category, Product: l.Product, Service: l.Service})
}

func (s *stream) check() error {
	switch {
	case len(s.Kind) == 0 && len(s.Channel) == 0:
		return fmt.Errorf("a kind or a channel is needed")
	case len(s.Kind) > 0 && len(s.Channel)+len(s.ID)+len(s.Provider) > 0:
		return fmt.Errorf("kind stands for text logs, and has no channel, id or provider beside it")
	}
	s.Fields = lowered(s.Fields)
	s.Cut = lowered(s.Cut)
	return nil
}

// lowered returns a map whose keys are in lower case: fields of text logs compare
// so. Sigma's own names differ by more than case.
func lowered[T any](m map[string]T) map[string]T {
	out := make(map[string]T, len(m))
	for k, v := range m {
		out[strings.ToLower(k)] = v
	}
	return out
}

// of returns the streams of a rule's log source, none where the table has none.
// Rules of one log source share them.
func (t *logTable) of(s sigma.LogSource) []stream {
	s.Definition = "" // is for people
	t.mu.Lock()
	defer t.mu.Unlock()
	streams, ok := t.known[s]
	if !ok {
		streams = t.sources.of(s)
		if t.known == nil {
			t.known = map[sigma.LogSource][]stream{}
		}
		t.known[s] = streams
	}
	return streams
}

// of works out the streams of a log source.
func (t logSources) of(s sigma.LogSource) []stream {
	if s.Category != "" && s.Service != "" {
		if exact := t.exactly(s); exact != nil {
			return exact
		}
		service := t.exactly(sigma.LogSource{Product: s.Product, Service: s.Service})
		category := t.exactly(sigma.LogSource{Product: s.Product, Category: s.Category})
		return common(category, service)
	}
	if exact := t.exactly(s); exact != nil {
		return exact
	}
	var all []stream
	for _, l := range t {
		if within(s.Category, l.Category) && within(s.Product, l.Product) && within(s.Service, l.Service) {
			all = append(all, l.From...)
		}
	}
	if s.Category == "" && s.Product == "" && s.Service == "" {
		return nil
	}
	return all
}

func (t logSources) exactly(s sigma.LogSource) []stream {
	var all []stream
	for _, l := range t {
		if strings.EqualFold(l.Category, s.Category) && strings.EqualFold(l.Product, s.Product) && strings.EqualFold(l.Service, s.Service) {
			all = append(all, l.From...)
		}
	}
	return all
}

// within reports whether a rule that asks for a part is answered by an entry.
func within(asked, has string) bool { return asked == "" || strings.EqualFold(asked, has) }

// common returns those of a category's streams that lie in channels of a service.
func common(category, service []stream) []stream {
	var both []stream
	for _, c := range category {
		var channels list
		for _, channel := range c.Channel {
			for _, s := range service {
				if s.Channel.covers(channel) {
					channels = append(channels, channel)
					break
				}
			}
		}
		if len(channels) > 0 {
			c.Channel = channels
			both = append(both, c)
		}
	}
	return both
}

func describe(s sigma.LogSource) string {
	var parts []string
	for _, p := range [][2]string{{"product", s.Product}, {"category", s.Category}, {"service", s.Service}} {
		if p[1] != "" {
			parts = append(parts, p[0]+" "+p[1])
		}
	}
	return strings.Join(parts, ", ")
}

// hasKind reports whether records of a kind come by this stream.
func (s *stream) hasKind(kind athar.Kind) bool {
	if channel, ok := strings.CutPrefix(string(kind), string(athar.KindEventLog)); ok {
		return s.Channel.covers(channel)
	}
	if kind == athar.KindEventsJSON {
		return len(s.Channel) > 0
	}
	for _, k := range s.Kind {
		if k == string(kind) || strings.HasSuffix(k, "/") && strings.HasPrefix(string(kind), k) {
			return true
		}
	}
	return false
}

// texts puts together what is said of the text logs among streams: kinds, and how
// their rows are written. A rule is compiled once for all of them.
func texts(streams []stream) stream {
	all := stream{Fields: map[string]list{}, Cut: map[string]string{}}
	for _, s := range streams {
		if len(s.Kind) == 0 {
			continue
		}
		all.Kind = append(all.Kind, s.Kind...)
		all.Decoded = append(all.Decoded, s.Decoded...)
		for field, names := range s.Fields {
			for _, name := range names {
				if !slices.Contains(all.Fields[field], name) {
					all.Fields[field] = append(all.Fields[field], name)
				}
			}
		}
		for field, characters := range s.Cut {
			all.Cut[field] += characters
		}
	}
	return all
}

// names returns what records call a field of the rule, nothing where that is its
// own name.
func (s *stream) names(field string) []string { return s.Fields[strings.ToLower(field)] }

// cut returns the characters that a text row writes otherwise.
func (s *stream) cut(field string) string { return s.Cut[strings.ToLower(field)] }

// verbatim reports whether a field's value stands in the raw record as it is, but
// for the characters of cut.
func (s *stream) verbatim(field string) bool {
	field = strings.ToLower(field)
	for _, d := range s.Decoded {
		if field == d || strings.HasSuffix(d, ".") && strings.HasPrefix(field, d) {
			return false
		}
	}
	return true
}
