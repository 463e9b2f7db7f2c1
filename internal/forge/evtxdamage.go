package forge

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// Damage to event logs. Each is a [Damage] or makes one; what is no event log
// is left as it is, or nearly.

// OpenLog makes the header that of a log in use: dirty, of one chunk, and with
// a wrong checksum.
func OpenLog(data []byte) []byte {
	out := bytes.Clone(data)
	if len(out) >= craft.HeaderSize {
		copy(out, craft.Header{Chunks: 1, NextRecord: 1, Dirty: true}.Bytes()[:124])
	}
	return out
}

// NoLogHeader takes the file's header away.
func NoLogHeader(data []byte) []byte {
	return bytes.Clone(data[min(craft.HeaderSize, len(data)):])
}

// logChunks cuts a log into its header and its chunks.
func logChunks(data []byte) (header []byte, chunks [][]byte) {
	at := min(craft.HeaderSize, len(data))
	return bytes.Clone(data[:at]), slices.Collect(slices.Chunk(bytes.Clone(data[at:]), craft.ChunkSize))
}

// ReverseChunks puts the chunks into the other order.
func ReverseChunks(data []byte) []byte {
	header, chunks := logChunks(data)
	slices.Reverse(chunks)
	return append(header, bytes.Join(chunks, nil)...)
}

// GarbageChunks puts n bytes that are no chunk between all chunks.
func GarbageChunks(n int) Damage {
	return func(data []byte) []byte {
		header, chunks := logChunks(data)
		return append(header, bytes.Join(chunks, bytes.Repeat([]byte{0xa5}, n))...)
	}
}

// NoChecksums sets the checksums of all chunks to zero.
func NoChecksums(data []byte) []byte {
	header, chunks := logChunks(data)
	for _, c := range chunks {
		if len(c) == craft.ChunkSize {
			clear(c[52:56])
			clear(c[124:128])
		}
	}
	return append(header, bytes.Join(chunks, nil)...)
}

// ReusedChunks puts a log over an older one: behind the live records of each
// chunk stands what the older log had there.
func ReusedChunks(older []byte) Damage {
	return func(data []byte) []byte {
		header, chunks := logChunks(data)
		_, before := logChunks(older)
		for i, c := range chunks {
			if i < len(before) && len(c) == craft.ChunkSize && len(before[i]) == craft.ChunkSize {
				free := min(int(binary.LittleEndian.Uint32(c[48:])), craft.ChunkSize)
				copy(c[free:], before[i][free:])
			}
		}
		return append(header, bytes.Join(chunks, nil)...)
	}
}
