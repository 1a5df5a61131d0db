package dbtest

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// This file puts a layer between SQLite and its default file system layer ("VFS"): a copy of its table of functions in
// which those that open files and change them are ours. Ours tell the Disk whose folder the file is in, and call the
// original. All the structures are C's, in C's memory. https://www.sqlite.org/c3ref/vfs.html

var vfs struct {
	register sync.Once
	err      error
	original uintptr // *lib.Tsqlite3_vfs

	mu      sync.Mutex
	disks   []*Disk             // guarded by mu
	files   map[uintptr]vfsFile // guarded by mu: open files of watched folders, by the address of their sqlite3_file
	methods map[uintptr]uintptr // guarded by mu: our copy of each *lib.Tsqlite3_io_methods
}

// vfsFile is an open file.
type vfsFile struct {
	disk    *Disk
	path    string
	methods *lib.Tsqlite3_io_methods // the original
}

// addDisk lets a disk see its files, those opened from now on.
func addDisk(d *Disk) error {
	vfs.register.Do(func() { vfs.err = registerVFS() })
	if vfs.err != nil {
		return vfs.err
	}
	vfs.mu.Lock()
	defer vfs.mu.Unlock()
	vfs.disks = append(vfs.disks, d)
	return nil
}

// dropDisk ends that. Files still open keep their disk.
func dropDisk(d *Disk) {
	vfs.mu.Lock()
	defer vfs.mu.Unlock()
	for i, other := range vfs.disks {
		if other == d {
			vfs.disks = append(vfs.disks[:i:i], vfs.disks[i+1:]...)
			return
		}
	}
}

// registerVFS makes our layer the default one.
func registerVFS() error {
	tls := libc.NewTLS()
	vfs.files, vfs.methods = make(map[uintptr]vfsFile), make(map[uintptr]uintptr)
	if vfs.original = lib.Xsqlite3_vfs_find(tls, 0); vfs.original == 0 {
		return errors.New("SQLite has no file system layer")
	}
	ours := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
	name, err := libc.CString("chappe-test")
	if err != nil || ours == 0 {
		return errors.New("no memory for a file system layer")
	}
	v := at[lib.Tsqlite3_vfs](ours)
	*v = *at[lib.Tsqlite3_vfs](vfs.original)
	v.FzName, v.FpNext = name, 0
	v.FxOpen, v.FxDelete = pointer(vfsOpen), pointer(vfsDelete)
	if rc := lib.Xsqlite3_vfs_register(tls, ours, 1); rc != lib.SQLITE_OK {
		return fmt.Errorf("register a file system layer: SQLite error %d", rc)
	}
	return nil
}

// at returns the C structure at an address.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer returns a Go function, declared and not a closure, as a C function pointer the way modernc's code expects it: the
// address of a func value's content (https://go.dev/s/go11func).
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// function returns a C function pointer as a Go function.
func function[F any](p uintptr) F {
	cell := &struct{ p uintptr }{p}
	return *(*F)(unsafe.Pointer(&cell.p))
}

// The signatures of the functions replaced.
type (
	openFunc     = func(tls *libc.TLS, vfs, path, file uintptr, flags int32, outFlags uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, path uintptr, syncDir int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, offset lib.Tsqlite3_int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size lib.Tsqlite3_int64) int32
)

// diskOf returns the disk that holds a path, or nil.
func diskOf(path string) *Disk {
	vfs.mu.Lock()
	defer vfs.mu.Unlock()
	for _, d := range vfs.disks {
		if d.holds(path) {
			return d
		}
	}
	return nil
}

// vfsOpen opens a file, and if it is in a watched folder gives it our functions.
func vfsOpen(tls *libc.TLS, _, path, file uintptr, flags int32, outFlags uintptr) int32 {
	original := at[lib.Tsqlite3_vfs](vfs.original)
	rc := function[openFunc](original.FxOpen)(tls, vfs.original, path, file, flags, outFlags)
	if rc != lib.SQLITE_OK || path == 0 {
		return rc
	}
	name := libc.GoString(path)
	d := diskOf(name)
	if d == nil {
		return rc
	}
	f := at[lib.Tsqlite3_file](file)
	vfs.mu.Lock()
	defer vfs.mu.Unlock()
	vfs.files[file] = vfsFile{disk: d, path: name, methods: at[lib.Tsqlite3_io_methods](f.FpMethods)}
	ours := vfs.methods[f.FpMethods]
	if ours == 0 {
		ours = libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_io_methods{})))
		m := at[lib.Tsqlite3_io_methods](ours)
		*m = *at[lib.Tsqlite3_io_methods](f.FpMethods)
		m.FxClose, m.FxWrite = pointer(fileClose), pointer(fileWrite)
		m.FxSync, m.FxTruncate = pointer(fileSync), pointer(fileTruncate)
		vfs.methods[f.FpMethods] = ours
	}
	f.FpMethods = ours
	return rc
}

// vfsDelete deletes a file.
func vfsDelete(tls *libc.TLS, _, path uintptr, syncDir int32) int32 {
	original := at[lib.Tsqlite3_vfs](vfs.original)
	rc := function[deleteFunc](original.FxDelete)(tls, vfs.original, path, syncDir)
	if d := diskOf(libc.GoString(path)); d != nil && rc == lib.SQLITE_OK {
		d.removed(libc.GoString(path))
	}
	return rc
}

// opened returns an open file of ours.
func opened(file uintptr) vfsFile {
	vfs.mu.Lock()
	defer vfs.mu.Unlock()
	return vfs.files[file]
}

func fileClose(tls *libc.TLS, file uintptr) int32 {
	f := opened(file)
	vfs.mu.Lock()
	delete(vfs.files, file)
	vfs.mu.Unlock()
	return function[closeFunc](f.methods.FxClose)(tls, file)
}

func fileWrite(tls *libc.TLS, file, data uintptr, n int32, offset lib.Tsqlite3_int64) int32 {
	f := opened(file)
	op := Op{Kind: Write, Path: f.path, Offset: offset, Data: unsafe.Slice(at[byte](data), n)}
	if err := f.disk.ask(op); err != nil {
		return code(err, lib.SQLITE_IOERR_WRITE)
	}
	rc := function[writeFunc](f.methods.FxWrite)(tls, file, data, n, offset)
	if rc == lib.SQLITE_OK {
		f.disk.did(op)
	}
	return rc
}

func fileTruncate(tls *libc.TLS, file uintptr, size lib.Tsqlite3_int64) int32 {
	f := opened(file)
	op := Op{Kind: Truncate, Path: f.path, Offset: size}
	if err := f.disk.ask(op); err != nil {
		return code(err, lib.SQLITE_IOERR_TRUNCATE)
	}
	rc := function[truncateFunc](f.methods.FxTruncate)(tls, file, size)
	if rc == lib.SQLITE_OK {
		f.disk.did(op)
	}
	return rc
}

func fileSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	f := opened(file)
	covered := f.disk.changes()
	if err := f.disk.ask(Op{Kind: Sync, Path: f.path}); err != nil {
		f.disk.synced(f.path, covered, false)
		return code(err, lib.SQLITE_IOERR_FSYNC)
	}
	rc := function[syncFunc](f.methods.FxSync)(tls, file, flags)
	f.disk.synced(f.path, covered, rc == lib.SQLITE_OK)
	if rc == lib.SQLITE_OK {
		f.disk.ask(Op{Kind: Synced, Path: f.path})
	}
	return rc
}

// code returns SQLite's number for a hook's error.
func code(err error, other int32) int32 {
	switch {
	case errors.Is(err, ErrFull):
		return lib.SQLITE_FULL
	case errors.Is(err, ErrReadOnly):
		return lib.SQLITE_READONLY
	}
	return other
}
