//go:build unix

package evidence

import (
	"os"
	"syscall"
)

// openFlags never write, and never wait for the other end of a pipe that took a
// file's place since its folder was read.
const openFlags = os.O_RDONLY | syscall.O_NONBLOCK
