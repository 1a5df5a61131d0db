package db

import (
	"math/bits"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// pageMemory is how many KiB of page cache a connection takes at once, when it is opened. Beyond that every page is taken from and
// given back to the allocator; and whenever somebody wrote, a reader gives back all of its pages.
const pageMemory = 1024

// SQLite takes settings only before its first use in the process. If that was before us, it goes on with its own.
func init() {
	tls := libc.NewTLS()
	defer tls.Close()
	configure := func(option int32, args ...any) {
		if list := libc.NewVaList(args...); list != 0 { // else there is no memory
			lib.Xsqlite3_config(tls, option, list)
			libc.Xfree(tls, list)
		}
	}
	configure(lib.SQLITE_CONFIG_PAGECACHE, uintptr(0), int32(0), int32(-pageMemory))
	if methods := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_mem_methods{}))); methods != 0 {
		*at[lib.Tsqlite3_mem_methods](methods) = lib.Tsqlite3_mem_methods{
			FxMalloc: pointer(take), FxFree: pointer(giveBack), FxRealloc: pointer(retake),
			FxSize: pointer(sizeOf), FxRoundup: pointer(roundUp), FxInit: pointer(ready), FxShutdown: pointer(over),
		}
		configure(lib.SQLITE_CONFIG_MALLOC, methods) // which copies them
		libc.Xfree(tls, methods)
	}
}

// SQLite's memory. libc's allocator maps memory in blocks of 64 KiB, of which each holds pieces of one size, and unmaps a block when its
// last piece is given back. What comes and goes with every statement, pages above all, had it map and unmap several times for each
// message: a sixth of the server's time. So a few pieces of each size are kept here for whoever is next.
const (
	keptFrom  = 9  // pieces of 512 bytes; of smaller ones a block holds so many that it is hardly ever empty
	keptTo    = 14 // of 16 KiB; above that each has a mapping of its own
	keptBytes = 256 << 10
)

var memory struct {
	sync.Mutex
	kept [keptTo + 1][]uintptr // guarded by the mutex: by the logarithm of their size, at most keptBytes of each
}

// class is the logarithm of the size of the pieces that hold n bytes.
func class(n libc.Tsize_t) int { return bits.Len64(uint64(n - 1)) }

func take(tls *libc.TLS, n int32) uintptr {
	c := class(libc.Tsize_t(n))
	if c < keptFrom || c > keptTo {
		return libc.Xmalloc(tls, libc.Tsize_t(n))
	}
	memory.Lock()
	if all := memory.kept[c]; len(all) > 0 {
		p := all[len(all)-1]
		memory.kept[c] = all[:len(all)-1]
		memory.Unlock()
		return p
	}
	memory.Unlock()
	return libc.Xmalloc(tls, 1<<c)
}

func giveBack(tls *libc.TLS, p uintptr) {
	n := libc.Xmalloc_usable_size(tls, p)
	if c := class(n); n == 1<<c && c >= keptFrom && c <= keptTo {
		memory.Lock()
		if len(memory.kept[c]) < keptBytes>>c {
			memory.kept[c] = append(memory.kept[c], p)
			memory.Unlock()
			return
		}
		memory.Unlock()
	}
	libc.Xfree(tls, p)
}

func retake(tls *libc.TLS, p uintptr, n int32) uintptr {
	return libc.Xrealloc(tls, p, libc.Tsize_t(n))
}

func sizeOf(tls *libc.TLS, p uintptr) int32 {
	if p == 0 {
		return 0
	}
	return int32(libc.Xmalloc_usable_size(tls, p))
}

func roundUp(_ *libc.TLS, n int32) int32 { return (n + 7) &^ 7 }

func ready(*libc.TLS, uintptr) int32 { return lib.SQLITE_OK }

func over(*libc.TLS, uintptr) {}
