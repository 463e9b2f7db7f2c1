package forge

import "github.com/athar-forensics/athar"

// oabColumns stand in: the header of the OAB generator's log is not known, so a
// reader must take its lines as text.
var oabColumns = newLayout("DateTime,Server,Event,Data")

func (h *Host) oabLine(at athar.Time, data string) {
	l := oabColumns.line()
	l.set("DateTime", stamp(at))
	l.set("Server", h.Name)
	l.set("Event", "OABGenerator")
	l.set("Data", data)
	h.exchangeBook(athar.KindOABGenerator, "OABGeneratorLog", athar.Day, daily("OABGenerator_"), "OAB Generator Log", oabColumns, HeaderNone).add(at, l.bytes())
}

// GenerateOAB is the daily generation of the offline address book. A failed
// download in the book's own folder is part of normal life.
func (h *Host) GenerateOAB(at athar.Time) {
	c := h.step("oab")
	h.oabLine(at, `Generation of \Default Offline Address Book started`)
	if c.once(5) {
		h.oabDownload(at+2*athar.Second, h.Install+`\ClientAccess\OAB\Temp\`+c.guid()+".lzx")
	}
	h.oabLine(at+athar.Time(c.between(3, 40))*athar.Second, `Generation of \Default Offline Address Book completed`)
}

// OABWrite is what the file write of CVE-2021-26858 leaves behind: a download
// whose temporary file lies outside the address book's folder.
func (h *Host) OABWrite(at athar.Time, path string) { h.oabDownload(at, path) }

func (h *Host) oabDownload(at athar.Time, path string) {
	h.oabLine(at, "Download failed and temporary file '"+path+"' needs to be removed")
}
