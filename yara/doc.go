// Package yara compiles rules of the YARA 4 language and judges data by them.
//
//	sources ──Compile──▶ Rules ──Scan──▶ []Match
//
// A compiled set is immutable and shared by any number of goroutines. It runs
// in pure Go, in time and memory that the options bound, and says so when a
// bound was met: nothing is given up silently.
//
// # How it is fast
//
// What costs little decides first. The size of a file and its first bytes leave
// out most rules; of each rule that is left, only the fewest and rarest strings
// without which it cannot hold are looked for, all rules in one pass; the
// others only in files that have one of those. A string is found by four bytes
// that every match must contain, its atom, chosen by how rare they are in logs
// and programs; around it the match is verified, by a machine that follows all
// ways of a pattern at once and never goes back. Strings without a good atom,
// such as /[0-9]{4}/, are looked for when a condition asks for them.
//
// # What it holds to
//
// The language is that of YARA 4.5, without the modules cuckoo, magic, dotnet,
// dex and macho: importing one of these is an error. Where versions or the
// manual leave something open:
//
//   - Undefined values spread through arithmetic, comparisons and "not", and are
//     false for "and", "or" and the rule. "$a at" an undefined offset is false,
//     as up to YARA 4.2.
//   - A regular expression finds, at each offset, the match that its quantifiers
//     prefer, in the first alternative that matches. It is followed for 4,096
//     bytes from its atom in each direction. An empty match is none.
//   - \b holds at the beginning and the end of the data, whatever stands there.
//   - A string that the condition only looks for at one constant offset is
//     reported at that offset only.
//   - fullword under xor looks at the neighbouring bytes as they stand.
//   - Where several forms match at one offset (narrow and wide, or several
//     atoms), the longest is reported if the pattern has a greedy quantifier,
//     else the shortest.
//   - An optional element at the beginning of a regular expression is optional.
//     YARA itself misses matches of /b?[ab]{1,3}/ that do without it.
//   - pe.signatures describes the certificates of the signers. It does not
//     verify signatures, so fields that say so do not exist.
//   - The keyword entrypoint is undefined for ELF files; for PE files it is the
//     offset of the entry point on the machines that YARA knows there, i386 and
//     amd64.
//   - Strings with names that begin with $_ need not be used.
//   - One condition may run ten million rounds of loops, a kilobyte that a module
//     hashes counting as one; past that it is ended with a [LimitError].
package yara
