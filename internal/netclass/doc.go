// Package netclass says what kind of network addresses are of: hosting, Tor, VPN. It
// knows nothing itself; the user supplies databases (MaxMind DB files) and lists, and
// what they say is shown beside an address and decides nothing.
package netclass
