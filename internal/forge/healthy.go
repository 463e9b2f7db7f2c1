package forge

import (
	"math"
	"time"

	"github.com/athar-forensics/athar"
)

// Traffic is ordinary life on a server.
type Traffic struct {
	From, Until athar.Time
	// PerHour is how many visits a working hour brings. A visit makes one to a
	// dozen requests; nights and weekends bring a tenth.
	PerHour int
	// Probe is how often the server's own monitoring asks every protocol.
	// Exchange does so every few minutes, which is the default (5 minutes); a
	// small case takes longer steps.
	Probe athar.Time
	// LookAlikes adds what looks like an attack and is not: an administrator's
	// work on virtual directories, an export of a mailbox, a permitted scan and
	// version probes, one of each every few days.
	LookAlikes bool
}

// visit is one person or machine doing one ordinary thing.
type visit func(*Host, chance, athar.Time)

// everyday lists the visits with their share of the traffic, in percent.
var everyday = []struct {
	share int
	visit visit
}{
	{26, (*Host).readMail},
	{22, (*Host).syncPhone},
	{10, (*Host).callEWS},
	{8, (*Host).findServer},
	{3, (*Host).findServer2},
	{10, (*Host).openWebmail},
	{5, (*Host).mistypePassword},
	{3, (*Host).leaveWebmail},
	{3, (*Host).changeOptions},
	{3, (*Host).fetchAddressBook},
	{1, (*Host).readCalendar},
	{1, (*Host).restCall},
	{3, (*Host).oldOutlook},
	{2, (*Host).meetBot},
}

// Healthy tells ordinary life over an interval.
func (h *Host) Healthy(t Traffic) {
	if t.Probe <= 0 {
		t.Probe = 5 * athar.Minute
	}
	c := h.step("healthy")
	for at := t.From; at < t.Until; at += t.Probe {
		h.monitor(c, at+athar.Time(c.IntN(20_000))*athar.Second/1000)
	}
	for at := t.From + athar.Hour/2; at < t.Until; at += athar.Hour {
		h.quietFilter(at)
	}
	for day := t.From - t.From%athar.Day; day < t.Until; day += athar.Day {
		if at := day + 2*athar.Hour; at >= t.From && at < t.Until {
			h.GenerateOAB(at)
		}
		h.workingDay(t, day)
	}
	if t.PerHour <= 0 {
		return
	}
	for at := t.From; ; {
		// The time to the next visit, as for independent visitors: exponential.
		rate := float64(t.PerHour) * h.busy(at)
		at += athar.Time(math.Min(-math.Log(1-c.Float64())/rate, 6) * float64(athar.Hour))
		if at >= t.Until {
			return
		}
		everydayVisit(c)(h, c, at)
	}
}

func everydayVisit(c chance) visit {
	n := c.IntN(100)
	for _, e := range everyday {
		if n -= e.share; n < 0 {
			return e.visit
		}
	}
	return everyday[0].visit
}

// busy is the share of a working hour's traffic at a time.
func (h *Host) busy(at athar.Time) float64 {
	local := at.Std().In(h.Zone)
	if d := local.Weekday(); d == time.Saturday || d == time.Sunday {
		return 0.1
	}
	switch hour := local.Hour(); {
	case hour >= 7 && hour < 18:
		return 1
	case hour >= 18 && hour < 22:
		return 0.3
	}
	return 0.1
}

// workingDay is what the administrator does on a day, and on some days what
// only looks like an attack.
func (h *Host) workingDay(t Traffic, day athar.Time) {
	in := func(at athar.Time) bool { return at >= t.From && at < t.Until }
	morning := day + 8*athar.Hour + 12*athar.Minute
	if h.busy(day+12*athar.Hour) < 1 {
		if t.LookAlikes && in(day+22*athar.Hour) {
			h.PermittedScan(day + 22*athar.Hour)
		}
		return
	}
	if in(morning) {
		h.Administer(morning)
	}
	if !t.LookAlikes {
		return
	}
	// The day's number since 1970 spreads the look-alikes over the days.
	var act func(athar.Time)
	switch day / athar.Day % 4 {
	case 0:
		act = h.EditVirtualDirectories
	case 1:
		act = h.ExportMailbox
	case 2:
		act = h.VersionProbes
	case 3:
		act = h.CreateVirtualDirectory
	}
	if at := day + 13*athar.Hour + 5*athar.Minute; in(at) {
		act(at)
	}
}

// ms is a number of milliseconds as a difference of times.
func ms(n int) athar.Time { return athar.Time(n) * athar.Second / 1000 }
