package evtx_test

import (
	"bytes"
	"fmt"
	"io"
	"log"

	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/forge/craft"
)

// securityLog stands for a file: one logon, and a record that was torn.
func securityLog() []byte {
	var l craft.Log
	system := craft.Element{Name: "System", Content: []craft.Node{
		craft.Element{Name: "EventID", Content: []craft.Node{craft.Hole{Number: 0, Type: 0x06}}},
		craft.Element{Name: "Channel", Content: []craft.Node{craft.Text("Security")}},
		craft.Element{Name: "Computer", Content: []craft.Node{craft.Text("MAIL01")}},
	}}
	logon := craft.Element{Name: "Event", Content: []craft.Node{system, craft.Element{Name: "EventData", Content: []craft.Node{
		craft.Element{Name: "Data", Attrs: []craft.Attr{{Name: "Name", Value: craft.Text("TargetUserName")}}, Content: []craft.Node{craft.Hole{Number: 1, Type: 0x01}}},
		craft.Element{Name: "Data", Attrs: []craft.Attr{{Name: "Name", Value: craft.Text("LogonType")}}, Content: []craft.Node{craft.Hole{Number: 2, Type: 0x08}}},
	}}}}
	c := l.Chunk()
	const ticks = 132592974670000000
	c.Record(41, ticks, craft.Instance{GUID: 1, Template: logon, Values: []craft.Value{craft.Uint16(0x06, 4624), craft.String("administrator"), craft.Uint32(0x08, 3)}})
	c.Record(42, ticks, craft.Raw{0x99})
	return l.Bytes()
}

func Example() {
	data := securityLog()
	file, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range file.Records() {
		if err != nil {
			fmt.Println("lost:", err)
			continue // the loop goes on behind the damage
		}
		user, _ := record.Field("TargetUserName")
		fmt.Println(record.ID(), record.Time().Format("15:04:05"), record.Channel(), record.EventID(), user)
	}
	// Output:
	// 41 02:11:07 Security 4624 administrator
	// lost: evtx: record 42 at offset 5136 (32 bytes): binary XML is malformed: token 0x99
}

func ExampleRecord_AppendJSON() {
	data := securityLog()
	file, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		log.Fatal(err)
	}
	var line []byte
	for record, err := range file.Records() {
		if err != nil {
			continue
		}
		if line, err = record.AppendJSON(line[:0], evtx.JSONInline); err != nil {
			continue
		}
		fmt.Printf("%s\n", line)
	}
	// Output:
	// {"Event":{"System":{"EventID":4624,"Channel":"Security","Computer":"MAIL01"},"EventData":{"TargetUserName":"administrator","LogonType":3}}}
}

func ExampleRecord_AppendXML() {
	data := securityLog()
	file, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range file.Records() {
		if err != nil {
			continue
		}
		if text, err := record.AppendXML(nil); err == nil {
			fmt.Printf("%s\n", text)
		}
	}
	// Output:
	// <Event><System><EventID>4624</EventID><Channel>Security</Channel><Computer>MAIL01</Computer></System><EventData><Data Name="TargetUserName">administrator</Data><Data Name="LogonType">3</Data></EventData></Event>
}

// A rule looks once at each shape and then, for each record, only at the field
// that it needs.
func ExampleShape() {
	data := securityLog()
	file, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		log.Fatal(err)
	}
	logonType := map[*evtx.Shape]int{}
	for record, err := range file.Records() {
		if err != nil {
			continue
		}
		shape := record.Shape()
		field, known := logonType[shape]
		if !known {
			field = shape.Index("LogonType") // -1 where it has none
			if shape.Lasting() {
				logonType[shape] = field
			}
		}
		if v, ok := record.At(field); ok {
			n, _ := v.Uint()
			fmt.Println("logon of type", n)
		}
	}
	// Output:
	// logon of type 3
}

// A member of an archive can only be read once, and need not be held.
func ExampleOpenStream() {
	var archive io.Reader = bytes.NewReader(securityLog())
	file, err := evtx.OpenStream(archive)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range file.Records() {
		if err == nil {
			fmt.Println(record.ID(), record.EventID())
		}
	}
	// Output:
	// 41 4624
}

// Several workers share the chunks of a file. What each finds is put together
// when all are done; a chunk's offset says where it belongs.
func ExampleFile_EachChunk() {
	data := securityLog()
	file, err := evtx.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		log.Fatal(err)
	}
	const workers = 4
	var counts [workers]int
	err = file.EachChunk(workers, func(worker int, chunk *evtx.Chunk, err error) error {
		if err != nil {
			return nil // bytes between chunks; another error would end the walk
		}
		for _, err := range chunk.Records() {
			if err == nil {
				counts[worker]++
			}
		}
		return nil
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	fmt.Println(total, err)
	// Output:
	// 1 <nil>
}

func ExampleCarve() {
	data := securityLog()
	blob := append(bytes.Repeat([]byte("free space "), 100), data[4096:]...) // no file header
	for record, err := range evtx.Carve(bytes.NewReader(blob), int64(len(blob))) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(record.Offset(), record.ID(), record.EventID())
	}
	// Output:
	// 1612 41 4624
}
