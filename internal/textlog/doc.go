// Package textlog reads text logs as blocks of whole lines and lines as columns.
//
// It undoes what happens to logs on their way to a responder: byte order marks,
// UTF-16, both line ends, runs of NUL left by a crash, a last row that was cut
// while the service was writing, and single lines of any length. It knows no
// log format beyond two ways to part columns, spaces and commas.
package textlog
