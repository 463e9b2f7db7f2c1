// Package sigma reads Sigma rules, compiles them and looks at events with them,
// as version 2.1 of the Sigma specification says. It knows no log format: an
// [Event] has fields and a text, nothing else.
//
//	file ──Parse──▶ Rule ──Compile──▶ Matcher ──Match──▶ yes or no
//	                                          ──Explain──▶ why
//	                                          ──Required──▶ what to look for first
//	     ──Parse──▶ Correlation ──Evaluate──▶ matches among hits
//
// A matcher decides in the order of cost: presence before equality before
// wildcards before regular expressions, each field fetched once. Most records
// need not reach it at all: [Matcher.Required] names literals of which one must
// stand in the raw record, so that many rules can be ruled out by one pass over
// a block of log, and [Matcher.Values] the event numbers that it can be about.
//
// What the specification leaves open, and what this package does:
//
//   - Text is compared by Unicode's simple case folding. A regular expression is
//     searched anywhere in the value, and is case-sensitive unless flagged.
//
//   - A number equals the same number written otherwise: 464 is 0x1d0.
//
//   - null is a field that the event does not have; an empty value is a value.
//
//   - neq negates its key, as pySigma does: a field that is not there differs
//     from every value.
//
//   - A keyword stands anywhere in the event's text.
//
//   - windash takes a sign at the beginning of a word for any of - / – — ―.
//
//   - base64 values ignore case like all others; add cased to be exact.
//
//   - Where a global document of a collection and a rule have the same key, the
//     global one wins, as in pySigma.
//
//   - A filter's condition is added by "and", as pySigma does; "not selection" takes
//     something away. Its selections are its own, whatever the rule calls its.
//
//   - value_avg, value_median and value_percentile are judged when the timespan is
//     over: windows follow each other, each beginning with the first hit after the
//     one before. value_percentile with a percentile compares that percentile of
//     the numbers; without one it compares the part, in per cent, that each value
//     has in all, as the example of the specification does.
//
//   - A temporal correlation with a condition is about how many of its rules hit.
//
//   - A match of a correlation that feeds another is an event at the time of its
//     last hit, with the fields that it was grouped by.
//
// Regular expressions run in linear time, by the standard library. Those with
// look-around or back references run by backtracking, on the first 16 KiB of a
// value and for a second at most; [Matcher.GaveUp] counts where that was not enough.
package sigma
