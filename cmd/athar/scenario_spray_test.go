package main

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
)

// signIns writes days of a busy server's sign-ins, of which one morning is told apart.
type signIns struct {
	l      *iisLog
	people int
}

func (s *signIns) row(at athar.Time, user, ip, agent, answer string) {
	fmt.Fprintf(&s.l.b, "%s 192.0.2.10 POST /EWS/Exchange.asmx - 443 CORP\\%s %s %s - %s 31\r\n", at.Std().Format("2006-01-02 15:04:05"), user, ip, agent, answer)
}

const (
	wrong   = "401 1 1326"
	let     = "200 0 0"
	outlook = "Microsoft+Office/16.0"
	phone   = "Outlook-iOS-Android/1.0"
	tool    = "ExchangeServicesClient/15.00"
)

// home is where a person of the server is when he is not in the office.
func home(i int) string { return fmt.Sprintf("198.51.%d.%d", 100+i/200, 1+i%200) }

func person(i int) string { return fmt.Sprintf("person%04d", i) }

// usual is a day in which everybody reads mail, and some mistype.
func (s *signIns) usual(day athar.Time) {
	for i := range s.people {
		at := day + 8*athar.Hour + athar.Time(i)*7*athar.Second
		if i%11 == 0 {
			s.row(at, person(i), home(i), outlook, wrong)
		}
		s.row(at+2*athar.Second, person(i), home(i), outlook, let)
		s.row(at+3*athar.Second, person(i), home(i), phone, let)
	}
}

// A spray is seen whether it comes from one address or from many, and a server on
// which everybody mistypes on one morning is quiet.
func TestScenarioSpray(t *testing.T) {
	t.Parallel()
	monday := on(2022, 6, 6, 0, 0, 0)
	morning := monday + 24*athar.Hour + 8*athar.Hour
	for _, c := range []struct {
		name  string
		tell  func(*signIns)
		stage athar.Stage // no finding where it is none
	}{
		{"from many addresses", func(s *signIns) {
			for i := range 60 {
				s.row(morning+athar.Time(i)*40*athar.Second, person(i*3), fmt.Sprintf("203.0.113.%d", 1+i), tool, wrong)
			}
		}, athar.Attempted},
		{"from one address", func(s *signIns) {
			for i := range 60 {
				s.row(morning+athar.Time(i)*40*athar.Second, person(i*3), "203.0.113.7", tool, wrong)
			}
		}, athar.Attempted},
		{"with people's own program", func(s *signIns) {
			for i := range 60 {
				s.row(morning+athar.Time(i)*40*athar.Second, "unknown"+person(i), fmt.Sprintf("203.0.113.%d", 1+i), phone, wrong)
			}
		}, athar.Attempted},
		{"and it got in", func(s *signIns) {
			for i := range 60 {
				s.row(morning+athar.Time(i)*40*athar.Second, person(i*3), fmt.Sprintf("203.0.113.%d", 1+i%30), tool, wrong)
			}
			s.row(morning+athar.Hour, "director", "203.0.113.9", tool, let)
		}, athar.Accessed},
		{"everybody mistypes, and gets in", func(s *signIns) {
			for i := range s.people {
				at := morning + athar.Time(i)*6*athar.Second
				s.row(at, person(i), home(i), outlook, wrong)
				s.row(at+5*athar.Second, person(i), home(i), outlook, let)
			}
		}, athar.NoStage},
		{"phones that keep the old password", func(s *signIns) {
			for i := range s.people {
				s.row(morning+athar.Time(i)*6*athar.Second, person(i), fmt.Sprintf("203.0.113.%d", 1+i%250), phone, wrong)
			}
		}, athar.NoStage},
		{"one phone that tries all day", func(s *signIns) {
			for i := range 200 {
				s.row(morning+athar.Time(i)*20*athar.Second, person(1), fmt.Sprintf("203.0.113.%d", 1+i), phone, wrong)
			}
		}, athar.NoStage},
		{"devices whose passwords ran out", func(s *signIns) {
			for hour := range 8 {
				for i := range 50 {
					s.row(morning+athar.Time(hour)*athar.Hour+athar.Time(i)*20*athar.Second, fmt.Sprint("room", i), fmt.Sprintf("10.1.0.%d", 1+i), "Panel/2.0", wrong)
				}
			}
		}, athar.NoStage},
		{"a few strangers", func(s *signIns) {
			for i := range 19 {
				s.row(morning+athar.Time(i)*20*athar.Second, person(i), fmt.Sprintf("203.0.113.%d", 1+i), tool, wrong)
			}
		}, athar.NoStage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for day := range 3 {
				s := &signIns{newIIS(), 400}
				from := monday + athar.Time(day)*24*athar.Hour
				if day == 1 {
					c.tell(s)
				} else {
					s.usual(from)
				}
				put(t, dir, fmt.Sprintf("MAIL01/inetpub/logs/LogFiles/W3SVC1/u_ex2206%02d.log", 6+day), s.l.bytes())
			}
			srv := scan(t, dir).only()
			if c.stage != athar.NoStage {
				wantStage(t, srv, c.stage)
				oneOf(t, srv, "password-spray")
			} else if len(byRule(srv, "password-spray")) > 0 {
				t.Errorf("people are taken for a spray\n%s", told(srv))
			}
		})
	}
}
