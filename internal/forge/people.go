package forge

import (
	"fmt"
	"strings"
)

// person is a mailbox and the devices of its owner.
type person struct {
	address string
	// account is DOMAIN\user.
	account string
	sid     string
	mailbox string
	// office is the address on the local network, away the one from outside.
	office, away string
	browser      string
	outlook      string
	phone        string
	phoneType    string
	deviceID     string
}

// First and last of the hosts that people use in each documentation range, so
// that no intruder of a test or of the demo ever shares an address with them.
const (
	officeNet, officeFirst = "192.0.2.", 100
	awayNet, awayFirst     = "198.51.100.", 10
)

func newPeople(h *Host) []person {
	people := make([]person, len(h.Mailboxes))
	for i, address := range h.Mailboxes {
		c := newChance(h.seed, h.Name, "person", address)
		local, _, _ := strings.Cut(address, "@")
		phone := pick(c, phones)
		people[i] = person{
			address: address,
			account: h.netbios() + `\` + local,
			sid:     fmt.Sprintf("%s-%d", h.domainSID, 1100+i),
			mailbox: c.guid(),
			office:  fmt.Sprint(officeNet, officeFirst+i%150),
			away:    fmt.Sprint(awayNet, awayFirst+i%120),
			browser: pick(c, browsers), outlook: pick(c, outlooks),
			phone: phone[0], phoneType: phone[1],
			deviceID: strings.ToUpper(c.word(26)),
		}
	}
	return people
}

// administrator owns the first mailbox.
func (h *Host) administrator() *person { return &h.people[0] }

func (h *Host) person(address string) *person {
	for i := range h.people {
		if strings.EqualFold(h.people[i].address, address) {
			return &h.people[i]
		}
	}
	return h.administrator()
}

// agents as the client sends them; each log changes them in its own way.
var (
	browsers = []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.190 Safari/537.36",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:86.0) Gecko/20100101 Firefox/86.0",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0.3 Safari/605.1.15",
		"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; Touch; rv:11.0) like Gecko",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.182 Safari/537.36 Edg/88.0.705.81",
	}
	outlooks = []string{
		"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.13628; Pro)",
		"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10371; Pro)",
		"Microsoft Office/15.0 (Windows NT 6.1; Microsoft Outlook 15.0.5319; Pro)",
	}
	phones = [][2]string{
		{"Apple-iPhone12C1/1804.41", "iPhone"},
		{"Apple-iPhone10C4/1803.99", "iPhone"},
		{"Outlook-iOS-Android/1.0", "Outlook"},
		{"Android-SAMSUNG-SM-G973F/101.10000", "SAMSUNGSMG973F"},
	}
)

const (
	monitorAgent = "AMProbe/Local/ClientAccess"
	winrmAgent   = "Microsoft WinRM Client"
)

// healthMailbox is an account of the server's own monitoring.
func (h *Host) healthMailbox(n int) string {
	return "HealthMailbox" + newChance(h.seed, h.Name, "health", fmt.Sprint(n)).word(7)
}
