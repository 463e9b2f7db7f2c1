package athar

import (
	"encoding/json"
	"fmt"
	"time"
)

// Time is a moment in UTC, in nanoseconds since 1970-01-01. Zero means unknown
// and is written as null: no evidence that athar reads is from 1970.
type Time int64

// Durations as differences of two Times.
const (
	Second Time = 1e9
	Minute      = 60 * Second
	Hour        = 60 * Minute
	Day         = 24 * Hour
)

const timeLayout = "2006-01-02T15:04:05.999999999Z"

// TimeOf converts a standard time. The zero time.Time becomes the unknown Time,
// and so does one outside 1677 to 2262, which nanoseconds cannot count.
func TimeOf(t time.Time) Time {
	n := t.UnixNano()
	if !time.Unix(0, n).Equal(t) {
		return 0
	}
	return Time(n)
}

// Date returns midnight UTC at the start of a day.
func Date(year int, month time.Month, day int) Time {
	return TimeOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// ParseTime reads RFC 3339 with or without a fraction, or a bare date.
func ParseTime(s string) (Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		if t, err = time.Parse(time.RFC3339Nano, s); err != nil {
			return 0, err
		}
	}
	out := TimeOf(t)
	if out == 0 && t.Unix() != 0 {
		return 0, fmt.Errorf("%s is not between the years 1677 and 2262", s)
	}
	return out, nil
}

// Std converts to the standard library's time, in UTC.
func (t Time) Std() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(t)).UTC()
}

// String returns the time as RFC 3339 in UTC, empty when unknown.
func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return t.Std().Format(timeLayout)
}

// MarshalJSON writes RFC 3339 in UTC, or null when unknown.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(t.String())
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Time) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == nil {
		*t = 0
		return nil
	}
	v, err := ParseTime(*s)
	if err == nil {
		*t = v
	}
	return err
}

// Interval is a stretch of time. An unknown end stands open on that side.
type Interval struct {
	From  Time `json:"from"`
	Until Time `json:"until"`
}
