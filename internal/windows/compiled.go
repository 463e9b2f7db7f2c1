package windows

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// Compiled reads a .compiled file, which ASP.NET writes when it first compiles a
// page and which stays when the page is deleted. One record: virtual (the page's
// path as clients ask for it), files (what it was made of), assembly, type.
func Compiled(data []byte, emit Emit) error {
	var rec athar.Record
	var files []string
	seen := false
	err := document{open: func(path []string, e *element) {
		switch {
		case e.name == "preserve" && len(path) == 1 && !seen:
			seen = true
			rec.Reset(athar.KindCompiled, 0, e.line, []byte(artefactText(data)))
			put(&rec, "virtual", e.get("virtualpath"))
			put(&rec, "assembly", e.get("assembly"))
			put(&rec, "type", e.get("type"))
			put(&rec, "result", e.get("resulttype"))
			put(&rec, "filehash", e.get("filehash"))
		case within(path, "filedeps", "filedep") && len(files) < 64:
			files = append(files, e.get("name"))
		}
	}}.walk(data)
	if seen {
		put(&rec, "files", strings.Join(files, " "))
		emit(&rec)
	}
	return err
}
