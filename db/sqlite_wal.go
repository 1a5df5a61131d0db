package db

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// This file puts a layer between SQLite's writer and its file system ("VFS", https://www.sqlite.org/c3ref/vfs.html). SQLite writes
// a page into the WAL with two system calls, one for a header of 24 bytes and one for the page, and a commit has a few pages for
// each message. Here what is written to the WAL is gathered, and goes to the file in one call when it is synced, or looked at, or
// when there is much of it. A commit returns after the sync, and others look at the file only where a commit says that there is
// something: nobody can tell the difference.

// walLayer is the name under which SQLite knows the layer.
const walLayer = "chappe"

// gatherMost is how many bytes are gathered. The layer below takes less than 128 KiB at once.
const gatherMost = 120 << 10

var layer struct {
	register sync.Once
	err      error
	methods  sync.Map // of the WALs' files: our copy of each *lib.Tsqlite3_io_methods, by the address of the original
	wals     sync.Map // *gathered by the address of its sqlite3_file
}

// gathered is what was written to a WAL and is not in the file yet. SQLite uses a file from one goroutine at a time.
type gathered struct {
	below *lib.Tsqlite3_io_methods
	buf   uintptr // C's memory, 0 until something is written
	at    int64   // where it belongs in the file
	n     int
}

// walURI names a database file to SQLite such that the layer is used.
func walURI(path string) (string, error) {
	layer.register.Do(func() { layer.err = registerLayer() })
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?vfs=" + walLayer, layer.err
}

func registerLayer() error {
	tls := libc.NewTLS()
	defer tls.Close()
	lib.Xsqlite3_initialize(tls)
	below := lib.Xsqlite3_vfs_find(tls, 0)
	ours := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
	name, err := libc.CString(walLayer)
	if below == 0 || ours == 0 || err != nil {
		return errors.New("no memory for a file system layer")
	}
	v := at[lib.Tsqlite3_vfs](ours)
	*v = *at[lib.Tsqlite3_vfs](below)
	v.FzName, v.FpNext, v.FxOpen = name, 0, pointer(layerOpen)
	if rc := lib.Xsqlite3_vfs_register(tls, ours, 0); rc != lib.SQLITE_OK {
		return fmt.Errorf("register a file system layer: SQLite error %d", rc)
	}
	return nil
}

// at returns the C structure at an address.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer returns a declared function as a C function pointer the way modernc's code expects it: the address of a func value's
// content (https://go.dev/s/go11func).
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// function returns a C function pointer as a Go function.
func function[F any](p uintptr) F {
	cell := &struct{ p uintptr }{p}
	return *(*F)(unsafe.Pointer(&cell.p))
}

// The signatures of the functions replaced.
type (
	openFunc  = func(tls *libc.TLS, vfs, path, file uintptr, flags int32, outFlags uintptr) int32
	closeFunc = func(tls *libc.TLS, file uintptr) int32
	moveFunc  = func(tls *libc.TLS, file, data uintptr, n int32, offset lib.Tsqlite3_int64) int32 // read and write
	syncFunc  = func(tls *libc.TLS, file uintptr, flags int32) int32
	cutFunc   = func(tls *libc.TLS, file uintptr, size lib.Tsqlite3_int64) int32
	sizeFunc  = func(tls *libc.TLS, file, size uintptr) int32
)

// layerOpen opens a file in the layer below, which is the default one, and if it is a WAL gives it our functions.
func layerOpen(tls *libc.TLS, _, path, file uintptr, flags int32, outFlags uintptr) int32 {
	below := lib.Xsqlite3_vfs_find(tls, 0)
	rc := function[openFunc](at[lib.Tsqlite3_vfs](below).FxOpen)(tls, below, path, file, flags, outFlags)
	if rc != lib.SQLITE_OK || flags&lib.SQLITE_OPEN_WAL == 0 {
		return rc
	}
	f := at[lib.Tsqlite3_file](file)
	ours, ok := layer.methods.Load(f.FpMethods)
	if !ok {
		p := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_io_methods{})))
		if p == 0 {
			return rc // then without
		}
		m := at[lib.Tsqlite3_io_methods](p)
		*m = *at[lib.Tsqlite3_io_methods](f.FpMethods)
		m.FxClose, m.FxRead, m.FxWrite = pointer(walClose), pointer(walRead), pointer(walWrite)
		m.FxSync, m.FxTruncate, m.FxFileSize = pointer(walSync), pointer(walTruncate), pointer(walSize)
		ours, _ = layer.methods.LoadOrStore(f.FpMethods, p)
	}
	layer.wals.Store(file, &gathered{below: at[lib.Tsqlite3_io_methods](f.FpMethods)})
	f.FpMethods, _ = ours.(uintptr)
	return rc
}

func walOf(file uintptr) *gathered {
	v, _ := layer.wals.Load(file)
	g, _ := v.(*gathered)
	return g
}

// flush writes to the file what was gathered. When that fails it is gone, as when SQLite's own write fails: the transaction is
// taken back.
func (g *gathered) flush(tls *libc.TLS, file uintptr) int32 {
	if g.n == 0 {
		return lib.SQLITE_OK
	}
	n := g.n
	g.n = 0
	return function[moveFunc](g.below.FxWrite)(tls, file, g.buf, int32(n), g.at)
}

func walWrite(tls *libc.TLS, file, data uintptr, n int32, offset lib.Tsqlite3_int64) int32 {
	g := walOf(file)
	if g.n > 0 && (offset != g.at+int64(g.n) || g.n+int(n) > gatherMost) {
		if rc := g.flush(tls, file); rc != lib.SQLITE_OK {
			return rc
		}
	}
	if g.buf == 0 {
		g.buf = libc.Xmalloc(tls, gatherMost)
	}
	if g.buf == 0 || n > gatherMost {
		return function[moveFunc](g.below.FxWrite)(tls, file, data, n, offset)
	}
	if g.n == 0 {
		g.at = offset
	}
	copy(unsafe.Slice(at[byte](g.buf), gatherMost)[g.n:], unsafe.Slice(at[byte](data), n))
	g.n += int(n)
	return lib.SQLITE_OK
}

func walRead(tls *libc.TLS, file, data uintptr, n int32, offset lib.Tsqlite3_int64) int32 {
	g := walOf(file)
	if rc := g.flush(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return function[moveFunc](g.below.FxRead)(tls, file, data, n, offset)
}

func walSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	g := walOf(file)
	if rc := g.flush(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return function[syncFunc](g.below.FxSync)(tls, file, flags)
}

func walTruncate(tls *libc.TLS, file uintptr, size lib.Tsqlite3_int64) int32 {
	g := walOf(file)
	if rc := g.flush(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return function[cutFunc](g.below.FxTruncate)(tls, file, size)
}

func walSize(tls *libc.TLS, file, size uintptr) int32 {
	g := walOf(file)
	if rc := g.flush(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return function[sizeFunc](g.below.FxFileSize)(tls, file, size)
}

// walClose writes what is left, although nobody was promised any of it.
func walClose(tls *libc.TLS, file uintptr) int32 {
	g := walOf(file)
	layer.wals.Delete(file)
	rc := g.flush(tls, file)
	libc.Xfree(tls, g.buf)
	if crc := function[closeFunc](g.below.FxClose)(tls, file); rc == lib.SQLITE_OK {
		rc = crc
	}
	return rc
}
