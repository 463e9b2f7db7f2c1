package artefact

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/weblog"
	"github.com/google/go-cmp/cmp"
)

// tally is what became of a file's lines.
type tally struct {
	Form                 Form
	Kind                 athar.Kind // with the protocol that the rows say, or the class of an ignored file
	Whole, Partial, Lost int
}

// corpusLogs is what each log of the corpus is, and how many rows it has: every
// line that is neither header, comment, rule nor blank is one of the three.
var corpusLogs = map[string]tally{
	"qazeer-artefacts/extracted-samples/Exchange_ActiveSync_EAS_HttpProxy_logs__Eas__HttpProxy_2023011116-1.LOG":                                    {Form: CSV, Kind: "exchange/httpproxy/eas", Whole: 1},
	"qazeer-artefacts/extracted-samples/Exchange_Autodiscover_HttpProxy_logs__Autodiscover__HttpProxy_2023010919-1.LOG":                             {Form: CSV, Kind: "exchange/httpproxy/autodiscover", Whole: 1},
	"qazeer-artefacts/extracted-samples/Exchange_Control_Panel_ECP_HttpProxy_logs__Ecp__HttpProxy_2023010611-1.LOG":                                 {Form: CSV, Kind: "exchange/httpproxy/ecp", Whole: 1},
	"qazeer-artefacts/extracted-samples/Exchange_Control_Panel_ECP_Server_logs__ECPServer20230111-1.LOG":                                            {Form: CSV, Kind: "exchange/ecp/server", Whole: 1},
	"qazeer-artefacts/extracted-samples/Exchange_Message_Tracking_logs__MSGTRKMS2022091915-1.LOG":                                                   {Form: CSV, Kind: "exchange/messagetracking", Whole: 2},
	"qazeer-artefacts/extracted-samples/Exchange_Messaging_Application_Programming_Interface_MAPI_HttpProxy_logs__Mapi__HttpProxy_2023010601-1.LOG": {Form: CSV, Kind: "exchange/httpproxy/mapi", Whole: 3},
	"qazeer-artefacts/extracted-samples/Exchange_Outlook_Web_Access_OWA_HttpProxy_logs__Owa__HttpProxy_2023010602-1.LOG":                            {Form: CSV, Kind: "exchange/httpproxy/owa", Whole: 1},
	"qazeer-artefacts/extracted-samples/Exchange_Web_Services_EWS_HttpProxy_logs__Ews__HttpProxy_2023010601-1.LOG":                                  {Form: CSV, Kind: "exchange/httpproxy/ews", Whole: 1},
	"qazeer-artefacts/extracted-samples/Exchange_Web_Services_EWS_logs__Ews_2023010616-1.LOG":                                                       {Form: CSV, Kind: "exchange/ews", Whole: 1},
	"qazeer-artefacts/extracted-samples/PowerShell_HttpProxy_logs__PowerShell__HttpProxy_2023011116-1.LOG":                                          {Form: CSV, Kind: "exchange/httpproxy/powershell", Whole: 2},
	"qazeer-artefacts/extracted-samples/RpcHttp_HttpProxy_logs__RpcHttp__HttpProxy_2023010708-1.LOG":                                                {Form: CSV, Kind: "exchange/httpproxy/rpchttp", Whole: 1},
	"qazeer-artefacts/extracted-samples/SmtpReceive_logs__RECV2023011116-1.LOG":                                                                     {Form: CSV, Kind: "exchange/smtp", Whole: 16},
	"plaso/test_data/iis/iis10.log":                                               {Form: W3C, Kind: "iis", Whole: 1},
	"plaso/test_data/iis/iis10_edge_cases.log":                                    {Form: W3C, Kind: "iis", Whole: 15},
	"plaso/test_data/iis/iis6.log":                                                {Form: W3C, Kind: "iis", Whole: 12},
	"plaso/test_data/iis/iis7_sqli.log":                                           {Form: W3C, Kind: "iis", Whole: 2},
	"brianary-iis/test/data/ex010320.log":                                         {Form: Native, Kind: "iis", Whole: 2},
	"brianary-iis/test/data/ex031118.log":                                         {Form: W3C, Kind: "iis", Whole: 3, Partial: 1},
	"brianary-iis/test/data/pf040903.log":                                         {Form: Ignored, Kind: "w3c log"},
	"brianary-iis/test/data/readme.md":                                            {Form: Ignored, Kind: "text"},
	"brianary-iis/test/data/u_ex100815.log":                                       {Form: W3C, Kind: "iis", Whole: 16},
	"elastic-integrations/test-httpproxy.log":                                     {Form: CSV, Kind: "exchange/httpproxy/mapi", Whole: 1},
	"elastic-integrations/test-iis-access.subset6of8.log":                         {Form: W3C, Kind: "iis", Partial: 6},
	"velociraptor-testdata/files/csv/autoruns.csv":                                {Form: Ignored, Kind: "text"},
	"velociraptor-testdata/files/csv/bad.csv":                                     {Form: Ignored, Kind: "text"},
	"velociraptor-testdata/files/csv/exchange.log":                                {Form: CSV, Kind: "exchange/messagetracking", Partial: 2},
	"velociraptor-testdata/files/csv/iis.log":                                     {Form: W3C, Kind: "iis", Whole: 4},
	"helsecert/extracted/ECPServer20210303-1_selected-columns.LOG":                {Form: CSV, Kind: "exchange/ecp/server", Whole: 17, Lost: 3},
	"helsecert/extracted/HttpProxy_Ecp_selected-columns.csv":                      {Form: CSV, Kind: "exchange/httpproxy/ecp", Whole: 11},
	"helsecert/extracted/HttpProxy_Owa_from-139.162.202.236_selected-columns.csv": {Form: CSV, Kind: "exchange/httpproxy/owa", Whole: 5},
	"helsecert/extracted/HttpProxy_Owa_from-67.205.176.9_selected-columns.csv":    {Form: CSV, Kind: "exchange/httpproxy/owa", Whole: 69},
	"helsecert/extracted/W3SVC1_u_ex21030x_webshell-access.log":                   {Form: W3C, Kind: "iis", Partial: 8},
}

// decodeAll reads a file in the way that its artefact asks for.
func decodeAll(t *testing.T, raw []byte, path string) tally {
	t.Helper()
	a := Recognise(raw[:min(len(raw), HeadSize)], filepath.ToSlash(path))
	out := tally{Form: a.Form, Kind: a.Kind}
	var d interface {
		Line(line []byte) textlog.Class
		Row() *textlog.Row
		Record(rec *athar.Record)
	}
	switch a.Form {
	case W3C:
		w := weblog.NewDecoder()
		w.Day = a.Day
		d = w
	case Native:
		d = weblog.NewNativeDecoder(a.Day)
	case CSV:
		d = exchange.NewDecoder(a.Layout)
	default:
		out.Kind = athar.Kind(a.Class)
		return out
	}
	r := textlog.NewReader(bytes.NewReader(raw))
	for {
		b, err := r.Next()
		if err != nil {
			return out
		}
		for line := range bytes.Lines(b.Data) {
			class := d.Line(bytes.TrimRight(line, "\r\n"))
			switch class {
			case textlog.Meta:
				continue
			case textlog.Lost:
				out.Lost++
				continue
			case textlog.Whole:
				out.Whole++
			case textlog.Partial:
				out.Partial++
			}
			row := d.Row()
			if row.Kind != "" {
				out.Kind = row.Kind
			}
			var rec athar.Record
			if d.Record(&rec); len(rec.Values) == 0 || row.Time == 0 {
				t.Errorf("%.200q: %d values, time %v", line, len(rec.Values), row.Time)
			}
		}
	}
}

func TestCorpusLogs(t *testing.T) {
	root := corpus.Path(t)
	for _, dir := range []string{
		"qazeer-artefacts/extracted-samples", "plaso/test_data/iis", "brianary-iis/test/data", "elastic-integrations",
		"velociraptor-testdata/files/csv", "helsecert/extracted",
	} {
		entries, err := fs.ReadDir(os.DirFS(root), dir)
		if err != nil {
			t.Skipf("corpus folder %s is absent", dir)
		}
		for _, e := range entries {
			path := dir + "/" + e.Name()
			t.Run(path, func(t *testing.T) {
				raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(corpusLogs[path], decodeAll(t, raw, path)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
