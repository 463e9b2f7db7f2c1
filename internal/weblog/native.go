package weblog

import (
	"bytes"
	"time"

	"github.com/athar-forensics/athar"
)

// Row is one row of the old comma-separated "IIS log file format". Values are
// slices of the line.
type Row struct {
	ClientIP, User            []byte
	Date, Time                []byte // in the server's locale and zone
	Service, Server, ServerIP []byte
	TimeTaken                 []byte // milliseconds
	Received, Sent            []byte // bytes from and to the client
	Status, Win32             []byte
	Method, Stem, Query       []byte
}

// ParseNative reads a row of the IIS log file format: fifteen values, each
// followed by a comma and a blank,
//
//	client, user, date, time, service, server, server ip, time taken,
//	received, sent, status, win32 status, method, target, parameters,
//
// of which the target alone may hold commas of its own.
func ParseNative(line []byte) (Row, bool) {
	line = bytes.TrimSpace(line)
	if len(line) > maxRow {
		return Row{}, false
	}
	var v [13][]byte
	for i := range v {
		at := bytes.IndexByte(line, ',')
		if at < 0 {
			return Row{}, false
		}
		v[i] = bytes.TrimSpace(line[:at])
		line = line[at+1:]
	}
	line = bytes.TrimSpace(bytes.TrimSuffix(line, []byte{','}))
	stem, query := line, []byte(nil)
	if at := bytes.LastIndex(line, []byte(", ")); at >= 0 {
		stem, query = line[:at], bytes.TrimSpace(line[at+1:])
	}
	for _, number := range v[7:12] {
		if !isNumber(number) {
			return Row{}, false
		}
	}
	if !isAddr(v[0]) || !isStatus(v[10]) || !isMethod(v[12]) || len(v[2]) == 0 || len(stem) == 0 {
		return Row{}, false
	}
	return Row{
		ClientIP: v[0], User: v[1], Date: v[2], Time: v[3], Service: v[4], Server: v[5], ServerIP: v[6],
		TimeTaken: v[7], Received: v[8], Sent: v[9], Status: v[10], Win32: v[11], Method: v[12],
		Stem: stem, Query: query,
	}, true
}

// Columns returns the row under its W3C names.
func (r Row) Columns(dst []Column) []Column {
	return append(dst,
		Column{"c-ip", r.ClientIP}, Column{"cs-username", r.User},
		Column{"s-sitename", r.Service}, Column{"s-computername", r.Server}, Column{"s-ip", r.ServerIP},
		Column{"time-taken", r.TimeTaken}, Column{"cs-bytes", r.Received}, Column{"sc-bytes", r.Sent},
		Column{"sc-status", r.Status}, Column{"sc-win32-status", r.Win32},
		Column{"cs-method", r.Method}, Column{"cs-uri-stem", r.Stem}, Column{"cs-uri-query", r.Query})
}

// When returns the row's local time as if it were UTC. Dates are written in the
// server's locale with two-digit years, so the date in the file's name (zero
// where there is none) decides where the row alone can be read in several ways;
// it is not ok where several readings remain, or none agrees with the file.
func (r Row) When(fileDate athar.Time) (athar.Time, bool) {
	clock, ok := numbers(r.Time)
	if !ok || clock[0] > 23 || clock[1] > 59 || clock[2] > 59 {
		return 0, false
	}
	date, ok := numbers(r.Date)
	if !ok {
		return 0, false
	}
	day, ok := nativeDate(date, fileDate)
	if !ok {
		return 0, false
	}
	return day + athar.Time(clock[0])*athar.Hour + athar.Time(clock[1])*athar.Minute + athar.Time(clock[2])*athar.Second, true
}

// nativeDate returns the one reading of a date. Logs of a day are named by it, in
// local time or UTC; logs of a month by its first day.
func nativeDate(n [3]int, fileDate athar.Time) (athar.Time, bool) {
	readings := [3]athar.Time{nativeDay(n[2], n[0], n[1]), nativeDay(n[2], n[1], n[0]), nativeDay(n[0], n[1], n[2])}
	windows := []athar.Time{athar.Day, 31 * athar.Day}
	if fileDate == 0 {
		windows = []athar.Time{0}
	}
	for _, w := range windows {
		var day athar.Time
		for _, d := range readings {
			if d == 0 || d == day || fileDate != 0 && (d < fileDate-athar.Day || d > fileDate+w) {
				continue
			}
			if day != 0 {
				return 0, false
			}
			day = d
		}
		if day != 0 {
			return day, true
		}
	}
	return 0, false
}

// nativeDay returns the day, zero where there is no such one. IIS is from 1996:
// years of two digits from 70 on are of the last century.
func nativeDay(y, m, d int) athar.Time {
	switch {
	case y < 70:
		y += 2000
	case y < 100:
		y += 1900
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1990 || y > 2100 || m < 1 || m > 12 || t.Day() != d {
		return 0
	}
	return athar.TimeOf(t)
}

// numbers reads three numbers of at most four digits with one separator between
// two of them.
func numbers(b []byte) (n [3]int, ok bool) {
	i, digits := 0, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			if digits++; digits > 4 {
				return n, false
			}
			n[i] = n[i]*10 + int(c-'0')
		case digits == 0 || i == 2 || bytes.IndexByte([]byte("/.:-"), c) < 0:
			return n, false
		default:
			i, digits = i+1, 0
		}
	}
	return n, i == 2 && digits > 0
}
