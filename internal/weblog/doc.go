// Package weblog reads the logs of web servers: IIS and other W3C logs, the old
// comma-separated IIS format, rows whose header is lost or does not fit, and
// what responders export from them.
//
// Where a header is missing, a value is named by its shape only when the shape
// leaves no choice: what cannot be told is left out and never guessed.
package weblog
