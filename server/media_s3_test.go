package server_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"chappe/blob"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// The same people, with the files in a store on the network.
func TestFilesInS3(t *testing.T) {
	backend := s3mem.New()
	if err := backend.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	store := httptest.NewServer(gofakes3.New(backend).Server())
	defer store.Close()
	s := servertest.New(t, servertest.With(func(c *server.Config) {
		c.Files.S3 = &blob.S3Config{URL: store.URL + "/files", Region: "us-east-1", Key: "key", Secret: "secret"}
	}))
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	data := noise(11 << 20)
	sent := alice.SendMedia(bob, document(alice.Upload(data, 512<<10)), "big")
	alice.SendMedia(bob, &tl.InputMediaUploadedPhoto{File: alice.Upload(picture(t, 900, 600), 32<<10)}, "photo")
	if out := bob.Download(servertest.At(servertest.Document(t, bob.WantMessage("big")))); !bytes.Equal(out, data) {
		t.Errorf("%d other bytes out", len(out))
	}
	if out := bob.Download(servertest.PhotoAt(servertest.Photo(t, bob.WantMessage("photo")), "y")); len(out) == 0 {
		t.Error("nothing came of the photo")
	}
	alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{sent.ID}})
	s.Await("parts to go", func() bool {
		l, err := backend.ListBucket("files", nil, gofakes3.ListBucketPage{})
		return err == nil && len(l.Contents) == 1
	})
}

// A store that is full in the middle of an upload and of a send says so; what was acknowledged is there, and all goes on when there is room.
func TestStoreFull(t *testing.T) {
	backend := s3mem.New()
	if err := backend.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	inner := gofakes3.New(backend).Server()
	var full atomic.Bool
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if full.Load() && r.Method == http.MethodPut {
			w.WriteHeader(http.StatusInsufficientStorage)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	defer store.Close()
	s := servertest.New(t, servertest.With(func(c *server.Config) {
		c.Files.S3 = &blob.S3Config{URL: store.URL + "/files", Region: "us-east-1", Key: "key", Secret: "secret"}
	}))
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	data := noise(300 << 10)
	part := func(n int) error {
		_, err := alice.Try(&tl.UploadSaveFilePart{FileID: 6, FilePart: int32(n), Bytes: data[n*(64<<10) : min(len(data), (n+1)*(64<<10))]})
		return err
	}
	for n := range 2 {
		if err := part(n); err != nil {
			t.Fatal(err)
		}
	}
	full.Store(true)
	if err := part(2); err == nil || !isError(err.Error(), "STORAGE_FULL") {
		t.Errorf("a part without room gave %v", err)
	}
	full.Store(false)
	photo := alice.Upload(picture(t, 900, 600), 32<<10)
	full.Store(true)
	q := &tl.MessagesSendMedia{Peer: alice.Peer(bob), Media: &tl.InputMediaUploadedPhoto{File: photo}, Message: "photo", RandomID: 1}
	if _, err := alice.Try(q); err == nil || !isError(err.Error(), "STORAGE_FULL") {
		t.Errorf("a photo without room gave %v", err)
	}
	alice.Send(bob, "still here")
	bob.WantMessage("still here")
	full.Store(false)
	for n := 2; n < 5; n++ {
		if err := part(n); err != nil {
			t.Fatal(err)
		}
	}
	alice.SendMedia(bob, document(&tl.InputFile{ID: 6, Parts: 5}), "whole")
	if out := bob.Download(servertest.At(servertest.Document(t, bob.WantMessage("whole")))); !bytes.Equal(out, data) {
		t.Errorf("%d other bytes out", len(out))
	}
	alice.Call(q)
	bob.WantMessage("photo")
}
