package assess

import (
	"slices"
	"testing"
)

// Behind a balancer all clients have one address, so the moment alone joins nobody.
func TestOutside(t *testing.T) {
	got := outside([]string{"203.0.113.9", "10.0.0.5", "::ffff:192.168.1.2", "fd00::1", "2001:db8::1", "none"})
	if want := []string{"203.0.113.9", "2001:db8::1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
