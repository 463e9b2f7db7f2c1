// Package craft writes Windows event logs piece by piece: well-formed ones with
// the tables and checksums that Windows gives them, and through [Raw] any bytes
// in their place. It knows the format on its own and shares nothing with the
// reader that it tests. Whole events are written by the package forge.
package craft
