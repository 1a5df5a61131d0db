package server_test

import (
	"bytes"
	"net/http/httptest"
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
