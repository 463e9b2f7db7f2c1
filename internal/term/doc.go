// Package term writes for a terminal: the verdict that is read in ten seconds,
// and the line that moves while a scan runs.
//
// Colour helps and never speaks alone: every coloured word is also the word.
//
// Arabic on a terminal. Some terminals reorder bidirectional text and some do
// not, and a program cannot ask. Each line is therefore written in logical order
// and starts with a right-to-left mark, from which a terminal that reorders
// takes the line's direction. Technical strings (paths, times, addresses, raw
// records) are held together by the isolates LRI and PDI. A terminal that does
// not reorder shows these marks with no width. They are written for Arabic
// only: English output holds no bidi character at all, so that one in it could
// only be an intruder's, and [Clean] makes those visible in both languages.
package term
