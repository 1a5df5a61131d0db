package db

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// pageMemory is how many KiB of page cache a connection takes at once, when it is opened. Beyond that every page is taken from and
// given back to the allocator, which maps and unmaps memory for every few of them; and whenever somebody wrote, a reader gives
// back all of its pages.
const pageMemory = 1024

// SQLite takes settings only before its first use in the process. If that was before us, it goes on with its own.
func init() {
	tls := libc.NewTLS()
	defer tls.Close()
	args := libc.NewVaList(uintptr(0), int32(0), int32(-pageMemory))
	if args == 0 {
		return // no memory
	}
	defer libc.Xfree(tls, args)
	lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_PAGECACHE, args)
	// The allocator unmaps a block of memory when the last piece of it is given back. As long as one piece of each size is never
	// given back, what comes and goes with every statement does not have memory mapped anew each time.
	for size := libc.Tsize_t(16); size <= 16<<10; size *= 2 {
		libc.Xmalloc(tls, size)
	}
}
