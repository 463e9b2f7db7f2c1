package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEventData(t *testing.T) {
	tests := map[string]struct {
		in      string
		want    []Pair
		outcome Outcome
	}{
		"empty": {"", nil, OutcomeUnknown},
		"plain": {"S:TIME=13;S:CMD=Get-InboxRule;S:REQID=;S:EX=;S:BLD=15.1.2375.7", []Pair{{"TIME", "13"}, {"CMD", "Get-InboxRule"}, {"REQID", ""}, {"EX", ""}, {"BLD", "15.1.2375.7"}}, OutcomeCompleted},
		"quoted": {
			"S:A=1;'S:CMD=Set-X.Url=''a;b''.Id=''''';;'S:EX=Some.Exception:it''s\\r\\ngone;'",
			[]Pair{{"A", "1"}, {"CMD", "Set-X.Url='a;b'.Id=''"}, {"EX", `Some.Exception:it's\r\ngone;`}},
			OutcomeFailed,
		},
		"query":      {"S:URL=/ecp/a?b=c&d=e", []Pair{{"URL", "/ecp/a?b=c&d=e"}}, OutcomeUnknown},
		"cut":        {"'S:CMD=Set-X.Url=''http", []Pair{{"CMD", "Set-X.Url='http"}}, OutcomeUnknown},
		"stray":      {"'S:CMD=it's';S:EX=", []Pair{{"CMD", "it's"}, {"EX", ""}}, OutcomeCompleted},
		"no key":     {"x;S:EX=", []Pair{{"", "x"}, {"EX", ""}}, OutcomeCompleted},
		"types":      {"I32:ADS.C[DC]=1;Dbl:T=2.5;long:er=3", []Pair{{"ADS.C[DC]", "1"}, {"T", "2.5"}, {"er", "3"}}, OutcomeUnknown},
		"failed too": {"S:EX=;S:EX=boom", []Pair{{"EX", ""}, {"EX", "boom"}}, OutcomeFailed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := EventData(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if o := OutcomeOf(got); o != tt.outcome {
				t.Errorf("outcome %v, want %v", o, tt.outcome)
			}
		})
	}
}

func TestEventDataKeepsTheRest(t *testing.T) {
	got := EventData(strings.Repeat("S:A=1;", maxParts+2))
	if len(got) != maxParts+1 || got[maxParts] != (Pair{Value: "S:A=1;S:A=1;"}) {
		t.Errorf("%d pairs, last %+v", len(got), got[len(got)-1])
	}
}

func TestEventDataOf(t *testing.T) {
	tests := map[string]struct {
		in, want string
		ok       bool
	}{
		"full":       {"2023-01-11T00:02:33.966Z,HOST,ECP.Request,S:TIME=13;S:EX=\r\n", "S:TIME=13;S:EX=", true},
		"csv quoted": {`2023-01-11T00:02:33.966Z,HOST,ECP.Request,"'S:CMD=Set-X.Url=''""q"",r''';S:EX="`, `'S:CMD=Set-X.Url=''"q",r''';S:EX=`, true},
		"bare":       {`2021-03-03T06:49:53.772Z,'S:CMD=Set-X.Url=''""q"",r'''`, `'S:CMD=Set-X.Url=''""q"",r'''`, true},
		"header":     {"#Fields: TimeStamp,ServerName,EventId,EventData", "", false},
		"empty":      {"", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, ok := EventDataOf(tt.in); got != tt.want || ok != tt.ok {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}

func FuzzEventData(f *testing.F) {
	f.Add(`2023-01-11T00:02:33.966Z,HOST,ECP.Request,"'S:CMD=Set-X.Url=''""q"",r''';S:EX="`)
	f.Add("S:A=1;'S:B=''c;''';;I32:D=4")
	f.Fuzz(func(t *testing.T, s string) {
		data, ok := EventDataOf(s)
		if !ok {
			data = s
		}
		n := 0
		pairs := EventData(data)
		for _, p := range pairs {
			n += len(p.Key) + len(p.Value)
		}
		if n > len(data) {
			t.Errorf("%d bytes out of %d", n, len(data))
		}
		OutcomeOf(pairs)
	})
}
