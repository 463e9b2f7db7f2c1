// Package letter writes what must be told to others: letters to a victim and to
// the provider whose addresses attacked, a one-page situation report, and the
// forms of CISA and of the NIS2 directive. They are filled as far as the evidence
// allows; what it does not know is a blank line, for a person to fill or to
// strike out.
//
// The texts are data (content/letters, one template a document and language).
// What comes from evidence is made inert before a template sees it.
package letter
