package windows

// IsMFT reports whether a file begins as an $MFT does: with the record that
// describes itself.
func IsMFT(head []byte) bool {
	return len(head) >= 48 && (string(head[:5]) == "FILE0" || string(head[:5]) == "FILE*")
}
