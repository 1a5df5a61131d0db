package blob

import (
	"net/http/httptest"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// newS3 is a store in a bucket of a server that is started for it.
func newS3(t *testing.T) Store {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("chappe"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	s, err := OpenS3(t.Context(), S3Config{URL: srv.URL + "/chappe/files", Region: "us-east-1", Key: "key", Secret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOpenS3(t *testing.T) {
	srv := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	defer srv.Close()
	for _, url := range []string{"", "chappe", "ftp://host/bucket", srv.URL, srv.URL + "/nobody-made-it"} {
		if _, err := OpenS3(t.Context(), S3Config{URL: url, Region: "us-east-1", Key: "key", Secret: "secret"}); err == nil {
			t.Errorf("%q was opened", url)
		}
	}
}
