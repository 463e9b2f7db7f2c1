// Package export writes an assessment for other programs: CSV, STIX 2.1, an
// ATT&CK Navigator layer, OCSF detection findings, a MISP event and a Timesketch
// timeline.
//
// Every text passes through package inert first, as in the reports for people:
// what these formats feed has a screen too. The exact bytes are in the
// assessment's own JSON. Identifiers are computed from content, so the same case
// gives the same document, and a document that is imported twice is one.
package export
