package main

import (
	"fmt"
	"os"

	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/athar-forensics/athar/internal/intel"
)

// knowledge is the loaded content.
type knowledge struct {
	assess.Knowledge
	intel *intel.Set
}

func loadKnowledge() (*knowledge, error) {
	fsys, err := content.FS()
	if err != nil {
		return nil, err
	}
	k, err := assess.LoadKnowledge(fsys)
	if err != nil {
		return nil, fmt.Errorf("built-in content: %w", err)
	}
	return &knowledge{Knowledge: k}, nil
}

// addSigma loads the user's rule folders, by the options beside them.
func (k *knowledge) addSigma(dirs []string, opt *ruleOptions) error {
	if err := opt.before(k.Library); err != nil {
		return err
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return fmt.Errorf("--sigma %s is no folder that can be read", dir)
		}
		if err := k.Library.AddSigma(os.DirFS(dir), dir); err != nil {
			return err
		}
	}
	return opt.after(k.Library)
}

// addYara loads the user's folders of YARA rules.
func (k *knowledge) addYara(dirs []string) error {
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return fmt.Errorf("--yara %s is no folder that can be read", dir)
		}
		if err := k.Library.AddYara(os.DirFS(dir), dir); err != nil {
			return err
		}
	}
	return nil
}

func (k *knowledge) hunt() hunt.Knowledge {
	return hunt.Knowledge{Library: k.Library, Pages: k.Pages, Intel: k.intel}
}
