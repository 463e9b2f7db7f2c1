package hunt

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/literal"
)

// lane says what a literal stands for beside rules.
type lane uint8

const (
	laneVisit  lane = 1 << iota // the path of a page that may not belong to Exchange
	laneBuild                   // a path that names the installed build
	laneIntel                   // a text of an indicator
	laneRead                    // an action that reads mail
	laneSignIn                  // a wrong password
)

// want is what a literal's presence in a row asks for.
type want struct {
	rules []int
	lanes lane
}

// plan is what is asked of the records of one kind.
type plan struct {
	rules  []*campaign.Rule
	always []int // rules without a literal, asked of every record
	find   *literal.Set
	wants  []want // by literal
}

// visitLiterals stand in requests to pages that may be none of Exchange's: the
// folders where shells were put, and elsewhere the usual extension with what
// follows a path in a row or in PATH_INFO. Literals of six bytes and more are
// found for a fraction of the price of shorter ones.
var visitLiterals = []string{
	"/owa/auth/", "/ecp/auth/", "/aspnet_client/", "t /oab/", ",/oab/",
	".aspx ", ".aspx,", ".aspx/", ".aspx.", ".aspx:", ".aspx%", ".ashx ", ".ashx,", ".ashx/", ".ashx.",
	".asmx ", ".asmx,", ".asmx/", ".cshtml", ".soap ", ".soap,",
}

// buildLiterals begin the paths under which Exchange serves its static files: a
// folder named after the build, security update included.
var buildLiterals = []string{"/owa/prem/1", "/owa/1", "/ecp/1"}

// newPlan gathers the rules for a kind and the literals they begin with, and the
// texts of indicators.
func newPlan(lib *campaign.Library, kind athar.Kind, web bool, indicators ...string) *plan {
	p := &plan{}
	index := map[string]int{}
	var literals []string
	add := func(text string) *want {
		i, ok := index[text]
		if !ok {
			i = len(literals)
			index[text] = i
			literals = append(literals, text)
			p.wants = append(p.wants, want{})
		}
		return &p.wants[i]
	}
	for _, r := range lib.Rules {
		if r.Shape() || !r.Answers(kind) {
			continue
		}
		i := len(p.rules)
		p.rules = append(p.rules, r)
		if len(r.Literals) == 0 {
			p.always = append(p.always, i)
		}
		for _, text := range r.Literals {
			w := add(text)
			w.rules = append(w.rules, i)
		}
	}
	if web {
		for _, text := range visitLiterals {
			add(text).lanes |= laneVisit
		}
		for _, text := range buildLiterals {
			add(text).lanes |= laneBuild
		}
	}
	if kind == athar.KindHTTPProxy {
		for _, text := range readLiterals {
			add(text).lanes |= laneRead
		}
	}
	if kind == athar.KindIIS {
		add(signInRefused).lanes |= laneSignIn
	}
	for _, text := range indicators {
		add(text).lanes |= laneIntel
	}
	p.find = literal.New(literals)
	return p
}

// Literals returns the texts that logs of a kind are searched for before any row is
// parted: those that its rules begin with, and those of the lanes beside them.
func Literals(lib *campaign.Library, kind athar.Kind) []string {
	if kind.FrontEnd() {
		kind = athar.KindHTTPProxy
	}
	return newPlan(lib, kind, web(kind)).find.Literals()
}

// hit is a literal's place in a block.
type hit struct{ at, id int }

// search finds all literals of a set in a block.
func search(find *literal.Set, block []byte, hits []hit) []hit {
	hits = hits[:0]
	find.Find(block, func(at, id int) bool {
		hits = append(hits, hit{at, id})
		return true
	})
	return hits
}
