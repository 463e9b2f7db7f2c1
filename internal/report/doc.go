// Package report writes an assessment for people to read and for programs to
// parse: one HTML file that needs nothing but itself, and the contract's JSON.
//
// The HTML file holds text that the intruder wrote. Three walls stand between
// that text and the reader's browser: every string is made inert before a
// template sees it (package inert), html/template escapes for the context, and
// a content security policy allows nothing but the one embedded style. There is
// no script, no link that leaves the page and no resource to load.
package report
