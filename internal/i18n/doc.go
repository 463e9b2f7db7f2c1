// Package i18n holds the words around the evidence, in English and in Arabic:
// the names of stages, questions and answers, headings, and how a number or a
// moment is written. Headlines, titles and actions come with the assessment
// itself (athar.Text) and pass through here untouched.
//
// catalogue/glossary.yaml fixes one Arabic word for each English term of the
// trade. A translator reads it before touching catalogue/ar.yaml, and the HTML
// report prints it for the reader who meets a term for the first time.
package i18n
