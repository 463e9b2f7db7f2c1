// Package literal finds many literals at once in large blocks of bytes.
//
// Almost no block holds any of the literals, so the work is to say "no" fast.
// Two lanes do that, each a bitmap of short byte groups ("grams") that stand in
// some literal:
//
//   - the long lane, for literals of 6 bytes or more, hashes the 4 bytes at
//     every third position. Any 6 bytes in a row cover such a position, so each
//     literal enters the bitmap with the three grams of its rarest 6 bytes;
//   - the short lane, for literals of 1 to 5 bytes, looks at every pair.
//
// Only where a gram is known are the literals behind it compared byte by byte.
// The time is therefore that of reading the block, and hardly depends on how
// many literals there are.
//
// Case is folded for ASCII letters only; other bytes, UTF-8 included, must be
// equal.
package literal
