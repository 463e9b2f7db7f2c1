package release

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Build is an Exchange version: major, minor, build, revision. The first three
// name the cumulative update, the revision grows with its security updates.
type Build [4]int

// The largest number that is taken for each part. Exchange is far below them;
// Exchange Online (15.20.9999) still passes, and is no product that we know.
var buildLimit = Build{99, 99, 9999, 999}

// The directory stores "Version 15.1 (Build 32176.2)": 30000 more than the build.
const directoryOffset = 30000

// What a build can be at most, with room for zeroes in front and blanks around.
const maxBuildText = 64

var (
	dotted  = regexp.MustCompile(`^(\d{1,5})\.(\d{1,5})\.(\d{1,5})\.(\d{1,5})$`)
	display = regexp.MustCompile(`^(?:Version )?(\d{1,5})\.(\d{1,5}) \(Build (\d{1,5})\.(\d{1,5})\)$`)
)

// ParseBuild reads "15.1.2176.2", "15.01.2176.002" or "Version 15.1 (Build
// 2176.2)". Three numbers are a cumulative update and no build.
func ParseBuild(s string) (Build, error) {
	if len(s) > maxBuildText {
		return Build{}, fmt.Errorf("a build of %d bytes: expected four numbers such as 15.1.2176.2", len(s))
	}
	text := strings.TrimSpace(s)
	parts := dotted.FindStringSubmatch(text)
	shown := parts == nil
	if shown {
		parts = display.FindStringSubmatch(text)
	}
	if parts == nil {
		return Build{}, fmt.Errorf("%q is no build: expected four numbers such as 15.1.2176.2", s)
	}
	var b Build
	for i := range b {
		// At most five digits: the conversion cannot fail.
		b[i], _ = strconv.Atoi(parts[i+1])
	}
	if shown && b[2] >= directoryOffset {
		b[2] -= directoryOffset
	}
	for i := range b {
		if b[i] > buildLimit[i] {
			return Build{}, fmt.Errorf("%q is no build: %d is too large", s, b[i])
		}
	}
	if b[0] == 0 {
		return Build{}, fmt.Errorf("%q is no build: it starts with 0", s)
	}
	return b, nil
}

// String returns the four numbers without zeroes in front.
func (b Build) String() string {
	return fmt.Sprintf("%d.%d.%d.%d", b[0], b[1], b[2], b[3])
}

// Compare orders builds: negative where b is older than o.
func (b Build) Compare(o Build) int {
	return cmp.Or(b.compareCU(o), cmp.Compare(b[3], o[3]))
}

// compareCU orders by cumulative update alone, the first three numbers.
func (b Build) compareCU(o Build) int {
	return cmp.Or(cmp.Compare(b[0], o[0]), cmp.Compare(b[1], o[1]), cmp.Compare(b[2], o[2]))
}
