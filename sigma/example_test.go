package sigma_test

import (
	"fmt"
	"time"

	"github.com/athar-forensics/athar/sigma"
)

// row is an event of a web log.
type row map[string]string

func (r row) Lookup(field string) (string, bool) { v, ok := r[field]; return v, ok }
func (r row) Text() string                       { return r["cs-uri-stem"] + " " + r["cs-uri-query"] }

const shellRule = `
title: A page in the logon folder is posted to
logsource: {category: webserver}
detection:
    selection:
        cs-method: POST
        cs-uri-stem|contains: /owa/auth/
        cs-uri-stem|endswith: .aspx
    filter_known:
        cs-uri-stem|endswith: [/logon.aspx, /errorfe.aspx]
    condition: selection and not 1 of filter_*
`

func Example() {
	docs, err := sigma.Parse([]byte(shellRule))
	if err != nil {
		fmt.Println(err)
		return
	}
	matcher, err := sigma.Compile(docs[0].Rule, sigma.Options{
		Verbatim: func(field string) bool { return field == "cs-uri-stem" },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(matcher.Required())
	fmt.Println(matcher.Match(row{"cs-method": "POST", "cs-uri-stem": "/owa/auth/logon.aspx"}))
	fmt.Println(matcher.Match(row{"cs-method": "POST", "cs-uri-stem": "/OWA/auth/x.aspx"}))
	// Output:
	// [/owa/auth/] true
	// false
	// true
}

func ExampleMatcher_Explain() {
	docs, _ := sigma.Parse([]byte(shellRule))
	matcher, _ := sigma.Compile(docs[0].Rule, sigma.Options{})
	why := matcher.Explain(row{"cs-method": "POST", "cs-uri-stem": "/owa/auth/x.aspx", "c-ip": "192.0.2.1"})
	for _, selection := range why.Selections {
		fmt.Println(selection.Name, selection.Matched)
		for _, item := range selection.Items {
			fmt.Println(" ", item.Field, item.Matched, item.Patterns)
		}
	}
	fmt.Println(why.Evidence)
	// Output:
	// selection true
	//   cs-method true [POST]
	//   cs-uri-stem true [contains /owa/auth/]
	//   cs-uri-stem true [endswith .aspx]
	// filter_known false
	//   cs-uri-stem false []
	// [{cs-method POST} {cs-uri-stem /owa/auth/x.aspx}]
}

func ExampleCorrelation_Evaluate() {
	docs, err := sigma.Parse([]byte(`
title: A shell is written, then used
correlation:
    type: temporal_ordered
    rules: [written, used]
    group-by: [path]
    timespan: 1h
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	minute := int64(time.Minute)
	for _, m := range docs[0].Correlation.Evaluate([]sigma.Hit{
		{Rule: "used", At: 20 * minute, Key: []string{"/owa/auth/x.aspx"}, Ref: 7},
		{Rule: "written", At: 5 * minute, Key: []string{"/owa/auth/x.aspx"}, Ref: 3},
		{Rule: "used", At: 30 * minute, Key: []string{"/owa/auth/y.aspx"}, Ref: 9},
	}) {
		fmt.Println(m.Key, m.Refs, time.Duration(m.Last-m.First))
	}
	// Output:
	// [/owa/auth/x.aspx] [3 7] 15m0s
}
