package forge_test

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// A stranger asks a healthy server one question, and the front end notes it.
func ExampleCase() {
	c := forge.NewCase(1)
	h, err := c.Server(forge.Server{Name: "MAIL01"})
	if err != nil {
		fmt.Println(err)
		return
	}
	noon := athar.Date(2021, 3, 3) + 12*athar.Hour
	h.LocalhostProbe(noon, forge.Visitor{Address: "203.0.113.9", Agent: "curl/7.68.0"}, true)
	for _, f := range c.Files() {
		fmt.Println(f.Path)
		if strings.HasSuffix(f.Path, ".log") {
			fmt.Println(strings.Count(string(f.Data), "/owa/auth/x.js"), "row")
		}
	}
	// Output:
	// MAIL01/C/Program Files/Microsoft/Exchange Server/V15/Logging/HttpProxy/Owa/HttpProxy_2021030312-1.LOG
	// MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log
	// 1 row
}
