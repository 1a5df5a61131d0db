package secret_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestFiles: every kind of file arrives as it was, nobody else gets it, and it goes a while after it was fetched.
func TestFiles(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, mallory := s.User("alice").Secret(), s.User("bob").Secret(), s.User("mallory").Secret()
		id := servertest.Establish(alice, bob)
		ctx := context.Background()
		sizes := []int{1, 100_000, 3 << 20, 11 << 20}
		for i, media := range []secretchat.DecryptedMessageMediaClass{
			&secretchat.DecryptedMessageMediaPhoto{W: 1, H: 1, Caption: "a photo"}, &secretchat.DecryptedMessageMediaAudio{MimeType: "audio/ogg", Duration: 1},
			&secretchat.DecryptedMessageMediaVideo{MimeType: "video/mp4", W: 1, H: 1}, &secretchat.DecryptedMessageMediaDocument{MimeType: "a/b"},
		} {
			plain := make([]byte, sizes[i])
			rand.Read(plain)
			if err := alice.Chats().SendFile(ctx, id, &secretchat.DecryptedMessage{Media: media}, bytes.NewReader(plain), int64(len(plain))); err != nil {
				t.Fatal(err)
			}
			var got secretchat.Received
			bob.Want("the file", []*servertest.Secret{bob}, func() bool {
				n := 0
				for _, e := range bob.Events(id) {
					if m, ok := e.(secretchat.Received); ok {
						got, n = m, n+1
					}
				}
				return n == i+1
			})
			var w bytes.Buffer
			if err := bob.Chats().Download(ctx, &w, got); err != nil || !bytes.Equal(w.Bytes(), plain) {
				t.Fatalf("file %d: %v", i, err)
			}
			loc := &tl.InputEncryptedFileLocation{ID: got.File.ID, AccessHash: got.File.AccessHash}
			refused := func(d *servertest.Secret, q *tl.InputEncryptedFileLocation) {
				t.Helper()
				_, err := d.Try(&tl.UploadGetFile{Location: q, Limit: 4096})
				var e *mtclient.RPCError
				if !errors.As(err, &e) || e.Message != "LOCATION_INVALID" {
					t.Errorf("error %v", err)
				}
			}
			refused(mallory, loc)
			refused(bob, &tl.InputEncryptedFileLocation{ID: loc.ID, AccessHash: loc.AccessHash + 1})
			if i > 0 {
				continue
			}
			s.Clock.Advance(time.Hour + time.Minute)
			if err := s.Inner().SweepSecret(ctx); err != nil {
				t.Fatal(err)
			}
			refused(bob, loc)
		}
		bob.Call(&tl.MessagesDiscardEncryption{ChatID: id}) // what is left goes with the chat
	})
}
