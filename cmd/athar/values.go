package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// moment is a time on the command line: RFC 3339 or a day.
type moment athar.Time

// UnmarshalText reads a time.
func (m *moment) UnmarshalText(b []byte) error {
	t, err := athar.ParseTime(string(b))
	if err != nil {
		return fmt.Errorf("%q is no time: write 2021-03-03 or 2021-03-03T06:00:00Z", b)
	}
	*m = moment(t)
	return nil
}

// stage is a stage's name on the command line.
type stage athar.Stage

// UnmarshalText reads a stage.
func (s *stage) UnmarshalText(b []byte) error {
	v, err := athar.ParseStage(string(b))
	*s = stage(v)
	return err
}

// size is a number of bytes on the command line: 512MB, 2GiB, 1000000.
type size int64

// UnmarshalText reads a size. Units count in 1024s, as people mean them here.
func (s *size) UnmarshalText(b []byte) error {
	text := strings.ToUpper(strings.TrimSpace(string(b)))
	text = strings.TrimSuffix(strings.TrimSuffix(text, "B"), "I")
	unit := int64(1)
	for i, u := range []string{"K", "M", "G", "T"} {
		if rest, ok := strings.CutSuffix(text, u); ok {
			text, unit = rest, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n <= 0 || n > 1<<60/unit {
		return fmt.Errorf("%q is no size: write 512MB or 2GB", b)
	}
	*s = size(n * unit)
	return nil
}
