package evt_test

import (
	"fmt"
	"log"
	"os"

	"github.com/athar-forensics/athar/evtx/evt"
)

// Old logs of a server that was upgraded since.
func Example() {
	file, err := os.Open("SecEvent.Evt")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		log.Fatal(err)
	}
	events, err := evt.Open(file, info.Size())
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range events.Records() {
		if err != nil {
			fmt.Println("lost:", err)
			continue // the loop goes on behind the damage
		}
		fmt.Println(record.Number, record.Generated, record.Source, record.EventID(), record.Strings)
	}
}
