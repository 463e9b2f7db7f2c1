// Package selftest runs the samples that stand beside the rules: for every rule
// evidence that it must find, and evidence that it must not.
//
// A campaign's samples.txtar holds whole files in their real formats, and the
// name of each says what is expected of it:
//
//	RULE/match/NAME      every record is told by RULE, and by no other rule
//	RULE/no/NAME         RULE tells of nothing in it
//	nothing/NAME         no rule tells of anything in it
//
// NAME is a file, or a folder of files that lie on one server: what spans
// several logs, or needs a place on disk, is expected of the folder as a whole.
// Samples that must not be found say why, in a "#Remark:" line, which W3C logs
// have for that, or in a page's own comment.
//
// Nothing is imitated: the samples are packed, opened, recognised, decoded,
// asked about and assessed as evidence is.
package selftest
