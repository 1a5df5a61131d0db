package server_test

import (
	"bytes"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// A file of a secret chat can be fetched by the two who have it, is not shared with an equal one, and goes with the last use.
func TestOpaqueFiles(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, eve := s.User("alice"), s.User("bob"), s.User("eve")
		data := noise(200_000)
		var at [2]*tl.InputEncryptedFileLocation
		for i := range at {
			f, err := s.Inner().KeepOpaque(t.Context(), alice.ID, alice.Upload(data, 256<<10), alice.ID, bob.ID)
			if err != nil {
				t.Fatal(err)
			}
			at[i] = &tl.InputEncryptedFileLocation{ID: f.ID, AccessHash: f.Hash}
		}
		wantObjects(t, s, 2)
		for _, p := range []*servertest.Person{alice, bob} {
			if out := p.Download(at[0]); !bytes.Equal(out, data) {
				t.Errorf("%d other bytes out", len(out))
			}
		}
		for _, wrong := range []struct {
			who *servertest.Person
			at  *tl.InputEncryptedFileLocation
		}{{eve, at[0]}, {bob, &tl.InputEncryptedFileLocation{ID: at[0].ID, AccessHash: at[0].AccessHash + 1}}} {
			if _, err := wrong.who.Try(&tl.UploadGetFile{Location: wrong.at, Limit: 4096}); err == nil || !isError(err.Error(), "LOCATION_INVALID") {
				t.Errorf("%s was answered %v", wrong.who.Name, err)
			}
		}
		for _, who := range []*servertest.Person{alice, bob} {
			wantObjects(t, s, 2)
			if err := s.Inner().DropOpaque(t.Context(), who.ID, at[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		wantObjects(t, s, 1)
	})
}
