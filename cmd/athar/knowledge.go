package main

import (
	"fmt"
	"os"

	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/exchange/release"
	"github.com/athar-forensics/athar/internal/hunt"
)

// knowledge is the loaded content.
type knowledge struct {
	library  *campaign.Library
	pages    *exchange.Pages
	releases *release.Catalogue
	texts    *assess.Texts
}

func loadKnowledge() (*knowledge, error) {
	fsys, err := content.FS()
	if err != nil {
		return nil, err
	}
	k := &knowledge{}
	if k.library, err = campaign.Load(fsys); err != nil {
		return nil, fmt.Errorf("built-in content: %w", err)
	}
	if k.pages, err = exchange.LoadPages(fsys); err != nil {
		return nil, fmt.Errorf("built-in content: %w", err)
	}
	if k.releases, err = release.Load(fsys); err != nil {
		return nil, fmt.Errorf("built-in content: %w", err)
	}
	if k.texts, err = assess.LoadTexts(fsys); err != nil {
		return nil, fmt.Errorf("built-in content: %w", err)
	}
	return k, nil
}

// addSigma loads the user's rule folders.
func (k *knowledge) addSigma(dirs []string) error {
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return fmt.Errorf("--sigma %s is no folder that can be read", dir)
		}
		if err := k.library.AddSigma(os.DirFS(dir), dir); err != nil {
			return err
		}
	}
	return nil
}

func (k *knowledge) hunt() hunt.Knowledge {
	return hunt.Knowledge{Library: k.library, Pages: k.pages}
}

func (k *knowledge) assess() assess.Knowledge {
	return assess.Knowledge{Library: k.library, Pages: k.pages, Releases: k.releases, Texts: k.texts}
}
