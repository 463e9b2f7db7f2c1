package weblog

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

func parsed(t *testing.T, text string) (header []string, rows [][]string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.Comment = -1, true, '#'
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

func TestInferColumns(t *testing.T) {
	tests := map[string]struct {
		in, want, note string
	}{
		"English": {
			"Timestamp,Host,Path,User-Agent,Status,HTTP method\n2021-03-05T03:06:27.696Z,mail,/x.aspx,Mozilla/5.0 (X),200,GET",
			"DateTime,UrlHost,UrlStem,UserAgent,HttpStatus,Method", "",
		},
		"Norwegian, one short": {
			"tidspunkt,vertsnavn,sti,nettleser,httpstatuskode,http-metode\n2021-03-05T03:06:27.696Z,serverip,/x.aspx,Mozilla/5.0 (X),192.0.2.7,200,GET",
			"DateTime,UrlHost,UrlStem,UserAgent,ClientIpAddress,HttpStatus,Method",
			"the header names 6 columns and the rows have 7; read by the shape of their values: column 5 as ClientIpAddress",
		},
		"German": {
			"Zeit,IP-Adresse,Pfad,Anmerkung\n2021-03-05 03:06:27,192.0.2.7,/x.aspx,gesehen",
			"DateTime,ClientIpAddress,UrlStem,Anmerkung",
			"not named: column 4",
		},
		"Arabic": {
			"الوقت,المسار,الحالة\n2021-03-05 03:06:27,/x.aspx,200",
			"DateTime,UrlStem,HttpStatus", "",
		},
		"own names": {
			"DateTime,RequestId,AnchorMailbox,HttpStatus\n2021-03-05T03:06:27Z,xxx,ServerInfo~a]@h:444/x#,200",
			"DateTime,RequestId,AnchorMailbox,HttpStatus", "",
		},
		"wrong words": {
			"Path,Timestamp\n2021-03-05T03:06:27Z,/x.aspx",
			"DateTime,UrlStem", "read by the shape of their values: column 1 as DateTime, column 2 as UrlStem",
		},
		"two addresses": {
			"when,a,b,path\n2021-03-05T03:06:27Z,192.0.2.7,192.0.2.8,/x.aspx",
			"DateTime,Column2,Column3,UrlStem", "not named: column 2, column 3",
		},
		"host by address":   {"when,host,path\n2021-03-05T03:06:27Z,192.0.2.7,/x.aspx", "DateTime,UrlHost,UrlStem", ""},
		"no time":           {"when,path\nyesterday,/x.aspx", "", ""},
		"no request":        {"when,user\n2021-03-05T03:06:27Z,bob", "", ""},
		"too many names":    {"when,path,status\n2021-03-05T03:06:27Z,/x.aspx", "", ""},
		"short and obscure": {"when,path\n2021-03-05T03:06:27Z,odd words,/x.aspx", "", ""},
		"no rows":           {"when,path", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			header, rows := parsed(t, tt.in)
			got, note, ok := InferColumns(header, rows)
			if diff := cmp.Diff(tt.want, strings.Join(got, ",")); diff != "" || ok != (tt.want != "") {
				t.Error(ok, diff)
			}
			if diff := cmp.Diff(tt.note, note); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCorpusExports(t *testing.T) {
	for path, want := range map[string]string{
		"HttpProxy_Owa_from-139.162.202.236_selected-columns.csv": "DateTime,UrlHost,UrlStem,UserAgent,ClientIpAddress,HttpStatus,Method",
		"HttpProxy_Owa_from-67.205.176.9_selected-columns.csv":    "DateTime,UrlHost,UrlStem,UserAgent,HttpStatus,Method",
		"HttpProxy_Ecp_selected-columns.csv":                      "DateTime,RequestId,ClientIpAddress,UrlHost,UrlStem,RoutingHint,UserAgent,AnchorMailbox,HttpStatus",
	} {
		header, rows := parsed(t, string(corpus.File(t, "helsecert/extracted/"+path)))
		got, note, ok := InferColumns(header, rows)
		if strings.Join(got, ",") != want || !ok {
			t.Errorf("%s: %v, %q, %v", path, got, note, ok)
		}
	}
}

func FuzzInferColumns(f *testing.F) {
	f.Add("Timestamp,Host,Path\n2021-03-05T03:06:27.696Z,mail,/x.aspx,192.0.2.7")
	f.Add("الوقت,المسار,الحالة\n2021-03-05 03:06:27,/x.aspx,200\n2021-03-05 03:06:28,,")
	f.Fuzz(func(t *testing.T, s string) {
		var rows [][]string
		for line := range strings.SplitSeq(s, "\n") {
			rows = append(rows, strings.Split(line, ","))
		}
		names, _, ok := InferColumns(rows[0], rows[1:])
		if ok != (len(names) > 1) {
			t.Errorf("%v, %q", ok, names)
		}
		seen := map[string]bool{}
		for _, n := range names {
			if seen[n] || n == "" {
				t.Errorf("%q in %q", n, names)
			}
			seen[n] = true
		}
	})
}
