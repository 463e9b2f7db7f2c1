// Package release knows the builds of Exchange Server and what they are open
// to: which update a build is, which flaws it has, and, from the builds that
// the evidence shows over time, when a server was open to which of them.
//
// What it knows is data (content/exchange): products.csv, builds.csv and
// flaws.yaml. Its rule is that a wrong "fixed" is the worst error: where a
// build cannot decide, because the flaw also needs a setting, because sources
// disagree, because only the cumulative update is seen or because the vendor
// no longer looked at the product, the state is unknown.
package release
