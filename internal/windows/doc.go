// Package windows reads the files of a Windows server in which something that
// starts by itself is written down: registry hives, scheduled tasks, the
// configuration of IIS and of Exchange's transport, the traces that ASP.NET keeps
// of pages it compiled, and the $MFT.
//
// Each reader takes a whole file and hands out [athar.Record]s. What a record is
// worth is said by rules (content/): this package names facts and judges none,
// except that a path is put into one class of folders ([PlaceOf]), so that rules
// need not spell out the same forty folders each.
//
// The intruder may have written any byte. Every reader bounds depth, count and
// length, follows no offset twice, and says in its error what was lost.
package windows
