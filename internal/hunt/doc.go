// Package hunt reads evidence and finds: it walks the items, recognises each,
// decodes its records, asks the rules, and yields one trace a file.
//
// Work is ordered by price. A block of text is searched once for the literals
// of all rules; a row that holds none is only timed and counted; a row that
// holds one is parted into columns and shown to the rules of that literal.
// Everything in a trace depends on the file alone, so files are read in parallel
// and in any order.
package hunt
