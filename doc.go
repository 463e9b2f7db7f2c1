// Package athar is the language of the investigation: what a record, a
// finding, a stage, a source and a verdict are. It knows no file format and no
// rule, and imports the standard library only.
//
// Athar (أثر) is Arabic for a trace. The program reads what an intruder left on
// a mail server and answers five questions with evidence: were we exposed, were
// we attacked, did they get in, what did they take, are they still here.
//
// Data moves one way through the program, and imports point the other way:
//
//	evidence → artefact → decoder → hunt → assess → report
//
// What was learned from one piece of evidence is a [Trace]. A case is a set of
// traces, keyed by the hash of the evidence they came from, so that merging two
// cases is set union: associative, commutative and idempotent. Everything a
// person reads, an [Assessment], is computed from that set.
package athar
