// Package evtx reads Windows event log files, the .evtx format of Windows Vista
// and later, as a detection engine needs it: fast, without rendering anything
// that nobody asks for, and without trusting the file.
//
// # The idea
//
// An event is a small tree of XML in a binary form: a template, which holds
// everything that events of one sort have in common, and a list of values for
// its holes. A log of a million events has perhaps two hundred templates. So a
// [Template] is compiled once a file into constant text and holes, and a
// [Record] is no more than a template and the places of its values in the
// chunk. Values stay the bytes that Windows wrote, UTF-16 and little-endian
// numbers, until somebody asks for a field ([Record.Field]) or for the whole
// ([Record.AppendJSON], [Record.AppendXML]).
//
// Whoever asks many records the same binds his questions to a [Shape], the
// templates of one sort of event, and reads values by number ([Record.At]).
//
// A template is known by its content and not by the GUID it claims, so that two
// templates that share a GUID, by damage or by malice, stay two.
//
// # Ways in
//
// [Open] reads at offsets: [File.Records] in the order of the file,
// [File.EachChunk] in parallel. [OpenStream] reads what comes only once, such as a
// member of an archive, in bounded memory and in the same two ways. [Chunk.Slack]
// and [Carve] find what was deleted.
//
// # What a broken file costs
//
// The header's counts are reported and never relied on: chunks are found by
// looking, checksums are checked but do not exclude anything, and a broken
// record costs that record. Whatever could not be read comes out of the same
// loop as a [*Damage] with its place, its size and the reason:
//
//	for record, err := range file.Records() {
//		if err != nil {
//			log.Print(err) // the loop goes on behind the damage
//			continue
//		}
//		fmt.Println(record.ID(), record.EventID(), record.Channel())
//	}
//
// Every depth, count, size and ratio has a limit (limits.go): no file can
// exhaust memory or hang its reader.
//
// # Lifetimes
//
// A Record, and every Value taken from it, is good until the loop goes on: both
// are views into a chunk that is reused. Strings and appended text are copies.
package evtx
