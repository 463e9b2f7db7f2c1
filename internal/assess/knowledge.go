package assess

import (
	"io/fs"

	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/exchange/release"
)

// Knowledge is what a verdict rests on.
type Knowledge struct {
	Library  *campaign.Library
	Pages    *exchange.Pages
	Releases *release.Catalogue
	Texts    *Texts
	// TenantTexts are the sentences of a verdict on a Microsoft 365 tenant.
	TenantTexts *Texts
	// Actors are the groups that clusters are compared with.
	Actors []campaign.Actor
	// Reasons are the sentences of that comparison.
	Reasons *campaign.Reasons
	// Indicators is how many are looked for.
	Indicators int
}

// LoadKnowledge reads all of it from a content tree.
func LoadKnowledge(content fs.FS) (know Knowledge, err error) {
	if know.Library, err = campaign.Load(content); err != nil {
		return know, err
	}
	if know.Pages, err = exchange.LoadPages(content); err != nil {
		return know, err
	}
	if know.Releases, err = release.Load(content); err != nil {
		return know, err
	}
	if know.Texts, err = LoadTexts(content, "verdict/verdict.yaml"); err != nil {
		return know, err
	}
	if know.TenantTexts, err = LoadTexts(content, "verdict/tenant.yaml"); err != nil {
		return know, err
	}
	if know.Actors, err = campaign.LoadActors(content); err != nil {
		return know, err
	}
	know.Reasons, err = campaign.LoadReasons(content)
	return know, err
}
