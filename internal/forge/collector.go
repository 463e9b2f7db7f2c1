package forge

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"github.com/athar-forensics/athar"
)

// collected maps the folders of a server to those that Microsoft's
// ExchangeLogCollector makes. Longer tails come first.
var collected = []struct{ tail, folder string }{
	{"/Logging/HttpProxy/Autodiscover/", "AutoD_Proxy_Logs"},
	{"/Logging/HttpProxy/Eas/", "EAS_Proxy_Logs"},
	{"/Logging/HttpProxy/Ecp/", "ECP_Proxy_Logs"},
	{"/Logging/HttpProxy/Ews/", "EWS_Proxy_Logs"},
	{"/Logging/HttpProxy/Mapi/", "MAPI_Proxy_Logs"},
	{"/Logging/HttpProxy/Oab/", "OAB_Proxy_Logs"},
	{"/Logging/HttpProxy/OwaCalendar/", "OWA_Proxy_Calendar_Logs"},
	{"/Logging/HttpProxy/Owa/", "OWA_Proxy_Logs"},
	{"/Logging/HttpProxy/PowerShell/", "PowerShell_Proxy_Logs"},
	{"/Logging/HttpProxy/RpcHttp/", "RCA_Proxy_Logs"},
	{"/Logging/CmdletInfra/", "CmdletInfra_Logs"},
	{"/Logging/ECP/", "ECP_Logs"},
	{"/Logging/Ews/", "EWS_BE_Logs"},
	{"/Logging/MapiHttp/", "MAPI_Logs"},
	{"/Logging/OABGeneratorLog/", "OAB_Generation_Logs"},
	{"/LogFiles/W3SVC1/", "IIS_W3SVC1_Logs"},
	{"/LogFiles/W3SVC2/", "IIS_W3SVC2_Logs"},
}

// CollectorZip writes what ExchangeLogCollector hands over: an archive with one
// archive a log folder, all names with backslashes. Files that the collector
// does not take (scripts, setup, request filter, other protocols) are left out.
func CollectorZip(w io.Writer) Archive { return &collectorSink{w: zip.NewWriter(w)} }

// collectorSink keeps the inner archive open while files of its folder come.
// A case hands over its files by path, so each folder comes once; ECP's and
// CmdletInfra's parts lie below one folder and are therefore one archive.
type collectorSink struct {
	w        *zip.Writer
	open     string
	inner    *zip.Writer
	buffer   bytes.Buffer
	lastTime athar.Time
}

func (s *collectorSink) Put(f File) error {
	for _, c := range collected {
		at := strings.Index(strings.ToLower(f.Path), strings.ToLower(c.tail))
		if at < 0 {
			continue
		}
		server, _, _ := strings.Cut(f.Path, "/")
		archive := server + `\` + c.folder + ".zip"
		if archive != s.open {
			if err := s.flush(); err != nil {
				return err
			}
			s.open, s.inner = archive, zip.NewWriter(&s.buffer)
		}
		s.lastTime = max(s.lastTime, f.Time)
		f.Path = c.folder + `\` + strings.ReplaceAll(f.Path[at+len(c.tail):], "/", `\`)
		return zipFile(s.inner, f)
	}
	return nil
}

func (s *collectorSink) flush() error {
	if s.inner == nil {
		return nil
	}
	if err := s.inner.Close(); err != nil {
		return err
	}
	err := zipFile(s.w, File{Path: s.open, Time: s.lastTime, Data: s.buffer.Bytes()})
	s.buffer.Reset()
	s.inner, s.lastTime = nil, 0
	return err
}

// Close ends the open folder and the archive.
func (s *collectorSink) Close() error {
	if err := s.flush(); err != nil {
		return err
	}
	return s.w.Close()
}
