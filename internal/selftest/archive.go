package selftest

import (
	"bytes"
	"strings"
)

// File is one file of an archive: its name and its text.
type File struct {
	Name string
	Data []byte
}

// parseArchive reads the txtar form: a comment, then files, each below a line
// "-- NAME --". Whatever stands in it, there is no error: a line that is no
// marker is text. The reader is our own because that of go-internal panics on
// the line "-- --", and an author's slip must not look like a broken program.
func parseArchive(data []byte) (comment string, files []File) {
	var text bytes.Buffer
	flush := func() {
		if len(files) == 0 {
			comment = text.String()
		} else {
			files[len(files)-1].Data = bytes.Clone(text.Bytes())
		}
		text.Reset()
	}
	for line := range bytes.Lines(data) {
		if name, ok := marker(string(line)); ok {
			flush()
			files = append(files, File{Name: name})
			continue
		}
		text.Write(line)
	}
	flush()
	return comment, files
}

// marker reads the name from a line that begins a file.
func marker(line string) (name string, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	name, ok = strings.CutPrefix(line, "-- ")
	if !ok {
		return "", false
	}
	name, ok = strings.CutSuffix(name, " --")
	name = strings.TrimSpace(name)
	return name, ok && name != ""
}
