package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/intel"
)

// addIndicators loads the campaigns' own lists and the user's. A list that cannot
// be opened is a mistake on the command line; what of one cannot be used is told
// in the assessment.
func (k *knowledge) addIndicators(builtin bool, lists []string) error {
	b := k.newIndicators()
	if builtin {
		fsys, err := content.FS()
		if err != nil {
			return err
		}
		if err := k.builtinIndicators(b, fsys); err != nil {
			return fmt.Errorf("built-in content: %w", err)
		}
	}
	for _, name := range lists {
		if _, err := b.Open(name); err != nil {
			return fmt.Errorf("--intel: %w", err)
		}
	}
	k.intel = b.Build()
	k.Indicators = k.intel.Len()
	for _, l := range b.Lists() {
		k.Library.Refuse(l.Failed()...)
	}
	return nil
}

// newIndicators returns a builder that knows where Exchange serves its files.
func (k *knowledge) newIndicators() *intel.Builder {
	b := intel.NewBuilder()
	b.URLOf = func(path string) string { return k.Pages.Place(path).URL }
	return b
}

// builtinIndicators reads indicators.csv of every campaign that has one.
func (k *knowledge) builtinIndicators(b *intel.Builder, fsys fs.FS) error {
	for _, c := range k.Library.Campaigns {
		f, err := fsys.Open(c.ID + "/indicators.csv")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = b.Read(c.ID, f, intel.Facts{Campaign: c.ID})
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}
