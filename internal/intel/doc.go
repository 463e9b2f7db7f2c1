// Package intel reads the world's lists of indicators and finds what they name
// in records and files.
//
// A list is text, CSV, JSON, STIX 2.1, MISP, OpenIOC or CHIRP; which one, its
// content says. Lists are written by people in haste: they defang, misspell,
// mix kinds, and carry hashes of 63 digits and the addresses of routers. What
// cannot be an indicator is kept as a [Fault] with its line and reason, and
// costs only itself.
//
// A million indicators must not slow a scan, so values lie in one arena behind
// one hash table, and a log's row is searched for what looks like an address or
// a host, not for a million texts (see [Set.Glimpse]).
package intel
