// Package assess turns traces into a verdict: which server is this of, what was
// seen once in several logs, what follows what, how far did it go, what could
// not be seen. It is a pure function of a case and of the content, and puts its
// result into one fixed order.
package assess
