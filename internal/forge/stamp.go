package forge

import (
	"strconv"
	"time"

	"github.com/athar-forensics/athar"
)

// appendStamp writes a time as Exchange's logs do: 2021-03-03T06:49:42.162Z.
// It is written by hand because [Load] patches several in every row.
func appendStamp(dst []byte, t athar.Time) []byte {
	u := t.Std()
	y, m, d := u.Date()
	dst = appendPadded(dst, y, 4)
	dst = append(dst, '-')
	dst = appendPadded(dst, int(m), 2)
	dst = append(dst, '-')
	dst = appendPadded(dst, d, 2)
	dst = append(dst, 'T')
	hh, mm, ss := u.Clock()
	dst = appendPadded(dst, hh, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, mm, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, ss, 2)
	dst = append(dst, '.')
	dst = appendPadded(dst, u.Nanosecond()/1e6, 3)
	return append(dst, 'Z')
}

func appendPadded(dst []byte, v, width int) []byte {
	var digits [8]byte
	for i := width - 1; i >= 0; i-- {
		digits[i] = byte('0' + v%10)
		v /= 10
	}
	return append(dst, digits[:width]...)
}

func stamp(t athar.Time) string { return string(appendStamp(nil, t)) }

// stampSeconds is the form without a fraction that routing cookies use.
func stampSeconds(t athar.Time) string { return t.Std().Format("2006-01-02T15:04:05") }

// iisStamp is IIS's date and time, two columns of whole seconds.
func iisStamp(t athar.Time) string { return t.Std().Format(time.DateTime) }

// Language is the server's display language. It changes the text of errors and
// the dates that Exchange writes in the locale's form.
type Language string

// The languages that the forge speaks.
const (
	English Language = "en"
	French  Language = "fr"
	German  Language = "de"
)

// localDate is the locale's date and time, as the request filter's log has it:
// day and month cannot be told apart without knowing the locale.
func (l Language) localDate(t time.Time) string {
	switch l {
	case French:
		return t.Format("02/01/2006 15:04:05")
	case German:
		return t.Format("02.01.2006 15:04:05")
	}
	return t.Format("1/2/2006 3:04:05 PM")
}

// refused is .NET's text for an error status from the back end. The French form
// is as a real log has it; the others follow .NET's own resources.
func (l Language) refused(status int) string {
	code := "(" + strconv.Itoa(status) + ") "
	switch l {
	case French:
		return "Le serveur distant a retourné une erreur : " + code + map[int]string{401: "Non autorisé", 403: "Interdit", 404: "Introuvable", 500: "Erreur interne du serveur", 503: "Serveur non disponible"}[status] + "."
	case German:
		return "Der Remoteserver hat einen Fehler zurückgegeben: " + code + map[int]string{401: "Nicht autorisiert", 403: "Unzulässig", 404: "Nicht gefunden", 500: "Interner Serverfehler", 503: "Server nicht verfügbar"}[status] + "."
	}
	return "The remote server returned an error: " + code + map[int]string{401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error", 503: "Server Unavailable"}[status] + "."
}
