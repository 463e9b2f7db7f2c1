// Package forge makes evidence in the real formats: what a Microsoft Exchange
// server writes while it is healthy, and what stays behind when somebody breaks
// in. The demo shows it to a newcomer, the tests assess it, the benchmarks are
// fed by it.
//
// It is written from what is known of servers and of intruders, and knows no
// rule of detection, so that it can prove a detector wrong. One step of the
// story, a request, is served once and appears in every log that a real server
// writes it to, under one request id: IIS front end, HttpProxy, IIS back end and
// the protocol's own log.
//
// A [Case] holds servers, a [Host] is one of them, and its methods are the steps
// of the story. Each step draws from a random stream of its own, derived from
// the case's seed, the server's name and the step's label: the same calls make
// the same bytes, and adding one step leaves the others as they were. A case
// lives in memory until [Case.Write]; [Load] streams any volume of one log.
//
// Names end in .test, example.org or example.com, and addresses are from the
// documentation ranges. Shells are stand-ins that cannot load: see [Shell].
package forge
