package athar

import "strings"

// Fields of an indicator's sighting that say what its entry carries beside what
// is shown.
const (
	IndicatorStage    = "indicator.stage"
	IndicatorCampaign = "indicator.campaign"
)

// IndicatorRule names the rule of findings that rest on a list of indicators: a
// detector's name, and behind a colon the list's.
func IndicatorRule(detector, list string) string { return detector + ":" + list }

// IndicatorDetector returns the detector in an indicator rule's name.
func IndicatorDetector(rule string) (detector string, ok bool) {
	detector, _, ok = strings.Cut(rule, ":")
	return detector, ok && strings.HasPrefix(detector, "indicator-")
}
