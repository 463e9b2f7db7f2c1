//go:build !unix

package evidence

import "os"

// openFlags never write.
const openFlags = os.O_RDONLY
