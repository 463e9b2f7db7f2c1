package tlp

import "testing"

func TestParse(t *testing.T) {
	for in, want := range map[string]Mark{
		"": None, "amber": Amber, "TLP:AMBER": Amber, " tlp:amber+strict ": AmberStrict, "Red": Red, "clear": Clear, "GREEN": Green,
	} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"white", "amber strict", "<b>", "TLP:"} {
		if got, err := Parse(in); err == nil && got != None {
			t.Errorf("%q is taken as %q", in, got)
		}
	}
	if got := AmberStrict.Value(); got != "amber+strict" {
		t.Errorf("Value: %q", got)
	}
}
