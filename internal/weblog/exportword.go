package weblog

import (
	"strings"
	"unicode"
)

// word is what a header's word says of its column.
type word struct {
	// name is the front-end log's, empty for a word that is not known.
	name string
	// shapes are those that the column may have, none for any.
	shapes []shape
}

// fits says whether a column of that shape may stand under the word. An empty
// column may stand under any; text under none that has an evident shape.
func (w word) fits(s shape) bool {
	if w.name == "" {
		return s.name() == ""
	}
	if s == blank || len(w.shapes) == 0 {
		return true
	}
	for _, want := range w.shapes {
		if s == want {
			return true
		}
	}
	return false
}

// headerNames lists each front-end column that exports keep, the shapes of its
// values, and the words for it, in lower case with letters and digits only.
// Words of the W3C logs and of the languages that responders wrote in are among
// them.
var headerNames = []struct {
	name   string
	shapes []shape
	words  string
}{
	{"DateTime", []shape{stamp}, "datetime timestamp time date when utc tid tidspunkt tidsstempel dato datum zeit zeitstempel zeitpunkt heure horodatage dateheure fecha hora fechahora data ora dataora datahora tijd tijdstip czas время дата التاريخ الوقت تاريخ وقت"},
	{"RequestId", []shape{guid, text}, "requestid reqid caferequestid cafereqid anfrageid"},
	{"Protocol", []shape{text, host}, "protocol protokoll protocole protocolo"},
	{"UrlHost", []shape{host, text, addr}, "urlhost host hostname cshost vertsnavn rechnername servername nomhote nombrehost المضيف"},
	{"UrlStem", []shape{stem}, "urlstem urlpath path uri uristem csuristem url sti pfad chemin ruta percorso caminho المسار"},
	{"UrlQuery", []shape{text, number, agent, host}, "urlquery query querystring uriquery csuriquery parameter parametre"},
	{"UserAgent", []shape{agent, text, host}, "useragent agent browser csuseragent nettleser navigateur navegador"},
	{"ClientIpAddress", []shape{addr}, "clientipaddress clientip cip ip ipaddress sourceip srcip remoteip ipadresse klientip klientipadresse adresseip direccionip عنوانip"},
	{"ServerHostName", []shape{host, text}, "serverhostname server exchangeserver computername scomputername serveur servidor serwer الخادم"},
	{"HttpStatus", []shape{status}, "httpstatus status statuscode httpstatuscode httpstatuskode statuskode scstatus statut codestatut estado codigoestado الحالة"},
	{"BackEndStatus", []shape{status}, "backendstatus"},
	{"ErrorCode", nil, "errorcode feilkode fehlercode"},
	{"Method", []shape{method}, "method httpmethod httpmetode metode methode httpmethode méthode metodo método csmethod verb الطريقة"},
	{"AuthenticatedUser", []shape{text, host}, "authenticateduser user username csusername bruker brukernavn benutzer benutzername utilisateur usuario المستخدم"},
	{"AnchorMailbox", []shape{anchor, text}, "anchormailbox anchor"},
	{"RoutingHint", []shape{text}, "routinghint"},
	{"BackEndCookie", []shape{text, anchor}, "backendcookie"},
	{"TargetServer", []shape{host, text}, "targetserver target backend"},
	{"TargetServerVersion", []shape{text, host}, "targetserverversion"},
	{"GenericInfo", nil, "genericinfo"},
	{"GenericErrors", nil, "genericerrors"},
	{"ResponseBytes", []shape{number, status}, "responsebytes scbytes"},
	{"RequestBytes", []shape{number, status}, "requestbytes csbytes"},
	{"TotalRequestTime", []shape{number, status}, "totalrequesttime timetaken"},
}

// wordOf looks a header's word up, blanks, case and punctuation aside.
func wordOf(h string) word {
	var b strings.Builder
	for _, r := range h[:min(len(h), maxHeaderWord)] {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	key := b.String()
	for _, n := range headerNames {
		for w := range strings.FieldsSeq(n.words) {
			if w == key {
				return word{name: n.name, shapes: n.shapes}
			}
		}
	}
	return word{}
}

// maxHeaderWord is the longest header word that is looked up, in bytes.
const maxHeaderWord = 64
