//go:build linux

package server_test

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// smallDisk puts a folder onto a file system of 1 MB of its own, which takes the rights of an administrator.
func smallDisk(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m,mode=700"); err != nil {
		t.Fatalf("a small file system takes the rights of root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// The disk is full in the middle of an upload and in the middle of a send: that is said, the server goes on, and what was acknowledged
// is there when there is room again.
func TestDiskFull(t *testing.T) {
	data := t.TempDir()
	dir := filepath.Join(data, "files")
	smallDisk(t, dir)
	s := servertest.New(t, servertest.With(func(c *server.Config) { c.Data = data }))
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	first := noise(200 << 10)
	sent := alice.SendMedia(bob, document(alice.Upload(first, 64<<10)), "before")
	before := servertest.Document(t, bob.WantMessage("before"))
	whole := noise(640 << 10)
	part := func(n int) error {
		_, err := alice.Try(&tl.UploadSaveFilePart{FileID: 9, FilePart: int32(n), Bytes: whole[n*(128<<10) : min(len(whole), (n+1)*(128<<10))]})
		return err
	}
	saved := 0
	for ; saved < 5; saved++ {
		if err := part(saved); err != nil {
			t.Fatal(err)
		}
	}
	fill := filepath.Join(dir, "somebody-elses")
	if err := os.WriteFile(fill, make([]byte, 2<<20), 0o600); err == nil {
		t.Fatal("the disk took more than it has")
	}
	if _, err := alice.Try(&tl.UploadSaveFilePart{FileID: 10, Bytes: noise(128 << 10)}); err == nil || !isError(err.Error(), "STORAGE_FULL") {
		t.Errorf("a part without room gave %v", err)
	}
	// What is up can be sent without more room; what has to be made first, such as a photo's sizes, cannot.
	alice.Send(bob, "still here")
	bob.WantMessage("still here")
	got := alice.SendMedia(bob, document(&tl.InputFile{ID: 9, Parts: 5}), "what was acknowledged")
	if out := alice.Download(servertest.At(servertest.Document(t, got))); !bytes.Equal(out, whole) {
		t.Errorf("%d other bytes out", len(out))
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	photo := alice.Upload(picture(t, 300, 200), 32<<10)
	if err := os.WriteFile(fill, make([]byte, 2<<20), 0o600); err == nil {
		t.Fatal("the disk took more than it has")
	}
	q := &tl.MessagesSendMedia{Peer: alice.Peer(bob), Media: &tl.InputMediaUploadedPhoto{File: photo}, Message: "photo", RandomID: 1}
	if _, err := alice.Try(q); err == nil || !isError(err.Error(), "STORAGE_FULL") {
		t.Errorf("a photo without room gave %v", err)
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	alice.Call(q)
	bob.WantMessage("photo")
	if out := bob.Download(servertest.At(before)); !bytes.Equal(out, first) {
		t.Errorf("%d other bytes out of what was there before", len(out))
	}
	alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{sent.ID}})
}
