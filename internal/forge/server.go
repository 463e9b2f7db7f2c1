package forge

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
)

// DefaultInstall is where Exchange 2013 and later install themselves.
const DefaultInstall = `C:\Program Files\Microsoft\Exchange Server\V15`

// Server describes an Exchange server. Every field but Name has a default.
type Server struct {
	// Name is the short host name, Domain the Active Directory domain.
	Name, Domain string
	// Public is the name that clients ask for: "mail.example.test".
	Public string
	// Install is the Windows path of the installation, on any drive and in any language.
	Install string
	// Build is the product build before the story begins: "15.1.2176.2".
	Build string
	// IPs are the server's own addresses; the first one takes clients.
	IPs []string
	// Mailboxes are SMTP addresses. The first belongs to the administrator.
	Mailboxes []string
	// Zone is the server's local time, used where Exchange writes local times.
	Zone     *time.Location
	Language Language
	// Header and Columns choose the dialect of HttpProxy logs; Columns is 74 or
	// 70, and 0 chooses by build. 2013 has its own list in any case.
	Header  HeaderRow
	Columns int
	// RollBytes is the size after which a log file is followed by its "-2";
	// the default is 10 MiB, about what Exchange does.
	RollBytes int
	// Seed adds to the case's seed.
	Seed uint64
}

func (s Server) withDefaults() Server {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&s.Domain, "corp.example.test")
	set(&s.Public, "mail.example.test")
	set(&s.Install, DefaultInstall)
	set(&s.Build, "15.1.2176.2")
	if len(s.IPs) == 0 {
		s.IPs = []string{"192.0.2.10"}
	}
	if len(s.Mailboxes) == 0 {
		s.Mailboxes = defaultMailboxes
	}
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	if s.Language == "" {
		s.Language = English
	}
	if s.RollBytes == 0 {
		s.RollBytes = 10 << 20
	}
	return s
}

var defaultMailboxes = []string{
	"admin.noor@example.test", "amal@example.test", "bashir@example.test", "carla@example.test", "dunya@example.test",
	"erik@example.test", "farah@example.test", "george@example.test", "huda@example.test", "ingrid@example.test",
	"jamil@example.test", "karin@example.test", "layla@example.test", "martin@example.test", "nadia@example.test",
	"olof@example.test", "petra@example.test", "qasim@example.test", "rania@example.test", "salim@example.test",
}

// FQDN is the server's full name in its domain.
func (s Server) FQDN() string { return strings.ToLower(s.Name) + "." + s.Domain }

// netbios is the domain's short name.
func (s Server) netbios() string {
	first, _, _ := strings.Cut(s.Domain, ".")
	return strings.ToUpper(first)
}

// machine is the server's own account, under which Exchange's services speak.
func (s Server) machine() string { return s.netbios() + `\` + strings.ToUpper(s.Name) + "$" }

// build is a product build in its four parts.
type build [4]int

func parseBuild(s string) (build, error) {
	var b build
	parts := strings.Split(s, ".")
	if len(parts) != len(b) {
		return b, fmt.Errorf("build %q: want four numbers as in 15.1.2176.2", s)
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 15)
		if err != nil {
			return b, fmt.Errorf("build %q: part %d: %w", s, i+1, err)
		}
		b[i] = int(n)
	}
	return b, nil
}

func (b build) String() string { return fmt.Sprintf("%d.%d.%d.%d", b[0], b[1], b[2], b[3]) }

// update is the three-part form of a cumulative update, as below /owa/auth/.
func (b build) update() string { return fmt.Sprintf("%d.%d.%d", b[0], b[1], b[2]) }

// is2013 says that a build is of Exchange 2013, whose logs differ.
func (b build) is2013() bool { return b[0] == 15 && b[1] == 0 }

// padded is the form of log headers: 15.01.2176.002.
func (b build) padded() string { return fmt.Sprintf("%02d.%02d.%04d.%03d", b[0], b[1], b[2], b[3]) }

// routing is the version as routing cookies carry it: one number of flags,
// major, minor and build. 1942063431 is 15.1.2375.
func (b build) routing() int { return 0x70008000 | b[0]<<22 | b[1]<<16 | b[2] }

// routed is how HttpProxy prints a routing number: the revision is lost. The
// number 3 of a well-known probe becomes 0.00.0003.000.
func routed(number int) string {
	return fmt.Sprintf("%d.%02d.%04d.000", number>>22&0x3f, number>>16&0x3f, number&0x7fff)
}

// installed is a build from the moment it ran.
type installed struct {
	at    athar.Time
	build build
}
