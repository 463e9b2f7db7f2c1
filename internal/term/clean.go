package term

import "github.com/athar-forensics/athar/internal/term/inert"

// Clean makes text from evidence safe for a terminal, on one line: control
// characters and invalid bytes are shown as \x1b, bidi controls, zero-width and
// other invisible characters as U+202E, tabs as spaces; a text longer than
// inert.MaxField characters ends in an ellipsis.
func Clean(s string) string { return inert.Text(s, inert.MaxField) }
