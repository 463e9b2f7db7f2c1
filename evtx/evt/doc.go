// Package evt reads the event logs of Windows before Vista: .evt files of
// Windows NT 4, 2000, XP and Server 2003. Such logs are still met: on the old
// domain controllers beside an Exchange server, and in its backups.
//
// A file is a ring of records. It is read in the order of the ring, beginning
// with the oldest record, and its header is only asked where that is: whatever
// the header says, every place of the file is looked at once. What could not be
// read comes out of the same loop as an [*evtx.Damage].
//
// Records have no channel: the log is the file, and its name (SysEvent.Evt,
// SecEvent.Evt, AppEvent.Evt) is all that tells. They have no names for their
// data either, only texts in their order.
package evt
