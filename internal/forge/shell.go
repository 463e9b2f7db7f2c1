package forge

import (
	"encoding/binary"
	"strings"

	"github.com/athar-forensics/athar"
)

// Wrap is what a shell's text is wrapped in, which tells how it came.
type Wrap int

// The wrappings: the dump of a virtual directory (CVE-2021-27065), a mailbox
// export (CVE-2021-31207), and a certificate request.
const (
	OABDump Wrap = iota
	MailboxExport
	CertificateRequest
)

// Shell is a planted script. It is a stand-in with the shape of the real ones
// and cannot run: its page inherits from a type that exists nowhere, so ASP.NET
// refuses to load it.
type Shell struct {
	// URL is where it answers: "/owa/auth/x.aspx", "/aspnet_client/x.aspx".
	URL string
	// Key is the request's parameter that its owner knows; it identifies him.
	Key     string
	Wrap    Wrap
	Planted athar.Time
}

// The script's parts lie in the program by ROT13 and are joined only when
// evidence is made, so that no antivirus takes the program or its source for
// the shell that it imitates.
const (
	scriptHead = `uggc://s/<fpevcg ynathntr="WFpevcg" ehang="freire">shapgvba Cntr_Ybnq(){riny(Erdhrfg["`
	scriptTail = `"],"hafnsr");}</fpevcg>`
	// pageHead keeps the page from ever loading.
	pageHead = `<%@ Cntr Ynathntr="WFpevcg" Vaurevgf="Ngune.FgnaqVa" %>`
)

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, s)
}

// address is the shell as it stands in a virtual directory's external address.
func (s Shell) address() string { return rot13(scriptHead) + s.Key + rot13(scriptTail) }

// windows is the file that a path of the web sites leads to.
func (h *Host) windows(url string) string {
	local := strings.ReplaceAll(url, "/", `\`)
	if strings.HasPrefix(strings.ToLower(url), "/aspnet_client/") {
		return `C:\inetpub\wwwroot` + local
	}
	return h.Install + `\FrontEnd\HttpProxy` + local
}

// Plant puts a shell's file on the disk.
func (h *Host) Plant(s Shell) {
	var data []byte
	switch s.Wrap {
	case OABDump:
		data = []byte(h.dump(s))
	case MailboxExport:
		data = h.exported(s)
	case CertificateRequest:
		data = h.certificate(s)
	}
	h.put(h.windows(s.URL), s.Planted, data)
}

// Unplant takes a file away again.
func (h *Host) Unplant(url string) { delete(h.files, h.place(h.windows(url))) }

// Leave puts any file at a site's path: one that an antivirus emptied, or one
// that only looks foreign.
func (h *Host) Leave(url string, at athar.Time, data []byte) { h.put(h.windows(url), at, data) }

func (h *Host) put(windows string, at athar.Time, data []byte) {
	path := h.place(windows)
	h.files[path] = File{Path: path, Time: at, Data: data}
}

// dump is the text of a virtual directory's object, as the control panel's
// reset saves it: two to three kilobytes, with the server, the object and the
// time of its change.
func (h *Host) dump(s Shell) string {
	var b strings.Builder
	changed := h.Language.localDate(s.Planted.Std().In(h.Zone))
	dn := "CN=OAB (Default Web Site),CN=HTTP,CN=Protocols,CN=" + h.Name + ",CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT)," +
		"CN=Administrative Groups,CN=Example,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=" + strings.ReplaceAll(h.Domain, ".", ",DC=")
	for _, kv := range [][2]string{
		{"Name", "OAB (Default Web Site)"},
		{"PollInterval", "480"},
		{"OfflineAddressBooks", `\Default Offline Address Book`},
		{"RequireSSL", "True"},
		{"BasicAuthentication", "False"},
		{"WindowsAuthentication", "True"},
		{"OAuthAuthentication", "True"},
		{"MetabasePath", "IIS://" + h.FQDN() + "/W3SVC/1/ROOT/OAB"},
		{"Path", h.Install + `\FrontEnd\HttpProxy\OAB`},
		{"ExtendedProtectionTokenChecking", "None"},
		{"ExtendedProtectionFlags", ""},
		{"ExtendedProtectionSPNList", ""},
		{"AdminDisplayVersion", "Version " + spaced(h.buildAt(s.Planted))},
		{"Server", h.Name},
		{"InternalUrl", "https://" + h.FQDN() + "/OAB"},
		{"InternalAuthenticationMethods", "OAuth, WindowsIntegrated"},
		{"ExternalUrl", s.address()},
		{"ExternalAuthenticationMethods", "OAuth, WindowsIntegrated"},
		{"AdminDisplayName", rot13(pageHead)},
		{"ExchangeVersion", "0.10 (14.0.100.0)"},
		{"DistinguishedName", dn},
		{"Identity", h.Name + `\OAB (Default Web Site)`},
		{"Guid", h.oabVdir},
		{"ObjectCategory", h.Domain + "/Configuration/Schema/ms-Exch-OAB-Virtual-Directory"},
		{"ObjectClass", "top, msExchVirtualDirectory, msExchOABVirtualDirectory"},
		{"WhenChanged", changed},
		{"WhenCreated", h.Language.localDate((s.Planted - 400*athar.Day).Std().In(h.Zone))},
		{"WhenChangedUTC", h.Language.localDate(s.Planted.Std())},
		{"WhenCreatedUTC", h.Language.localDate((s.Planted - 400*athar.Day).Std())},
		{"OrganizationId", ""},
		{"OriginatingServer", "dc01." + h.Domain},
		{"IsValid", "True"},
	} {
		b.WriteString(kv[0] + strings.Repeat(" ", 32-len(kv[0])) + ": " + kv[1] + "\r\n")
	}
	return b.String()
}

// exportSize is the size of the smallest mailbox export, in bytes.
const exportSize = 271_360

// exported is a mailbox export: the magic of a personal store, and the script
// somewhere inside.
func (h *Host) exported(s Shell) []byte {
	c := newChance(h.seed, h.Name, "export", s.URL)
	data := make([]byte, exportSize)
	copy(data, "!BDN")
	for i := 4; i+8 <= 0x4000; i += 8 {
		binary.LittleEndian.PutUint64(data[i:], c.Uint64())
	}
	copy(data[0x9200+16*c.IntN(400):], rot13(pageHead)+s.address()[len("http://f/"):])
	return data
}

// certificate is a certificate request in DER whose common name is a page.
func (h *Host) certificate(s Shell) []byte {
	name := rot13(pageHead) + s.address()[len("http://f/"):]
	c := newChance(h.seed, h.Name, "certificate", s.URL)
	inner := append([]byte{0x02, 0x01, 0x00, 0x0c, 0x82}, byte(len(name)>>8), byte(len(name)))
	inner = append(inner, name...)
	inner = append(inner, 0x03, 0x82, 0x01, 0x00)
	for range 0x100 {
		inner = append(inner, byte(c.Uint32()))
	}
	return append([]byte{0x30, 0x82, byte(len(inner) >> 8), byte(len(inner))}, inner...)
}
