// Package rollup lays the cases of many servers and organisations side by side:
// how many stand at which stage, by sector where that is given; what they share
// (an address, a shell's key, a planted file, a user agent, an hour of entry)
// and with how many; and who to help first, and why.
//
// Cases are added one by one and let go: what is kept of each is a few hundred
// values at most.
package rollup
