package main

import (
	"fmt"
	"os"

	"github.com/athar-forensics/athar/internal/campaign"
	"go.yaml.in/yaml/v4"
)

// ruleOptions say what a user brings beside the built-in rules.
type ruleOptions struct {
	Tune         []string `help:"File that disables or lowers rules, or names values that they leave out (repeatable)." placeholder:"FILE" type:"path" sep:"none"`
	LogSources   []string `name:"logsources" help:"File that says which records Sigma's log sources stand for (repeatable)." placeholder:"FILE" type:"path" sep:"none"`
	Placeholders []string `help:"File with the values of Sigma's placeholders, name: [value, ...] (repeatable)." placeholder:"FILE" type:"path" sep:"none"`
}

// before loads what counts for rules that are loaded afterwards.
func (o *ruleOptions) before(l *campaign.Library) error {
	for _, name := range o.LogSources {
		if err := withFile("--logsources", name, l.AddLogSources); err != nil {
			return err
		}
	}
	for _, name := range o.Placeholders {
		err := withFile("--placeholders", name, func(data []byte) error {
			values := map[string][]string{}
			if err := yaml.Load(data, &values); err != nil {
				return err
			}
			if l.Placeholders == nil {
				l.Placeholders = map[string][]string{}
			}
			for name, list := range values {
				l.Placeholders[name] = append(l.Placeholders[name], list...)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// after tunes what is loaded.
func (o *ruleOptions) after(l *campaign.Library) error {
	for _, name := range o.Tune {
		if err := withFile("--tune", name, func(data []byte) error { return l.Tune(data, name) }); err != nil {
			return err
		}
	}
	return nil
}

// maxOptionFile is the most of a file of options that is read, in bytes.
const maxOptionFile = 8 << 20

func withFile(option, name string, use func([]byte) error) error {
	info, err := os.Stat(name)
	if err == nil && info.Size() > maxOptionFile {
		err = fmt.Errorf("it is larger than %d bytes", maxOptionFile)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(name)
	}
	if err == nil {
		err = use(data)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", option, name, err)
	}
	return nil
}
