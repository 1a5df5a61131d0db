package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// page asks for a page as a browser does.
func page(t *testing.T, s *servertest.Server, path string) (status int, body string, h http.Header) {
	t.Helper()
	res, err := http.Get("http://" + s.Addr + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

// TestALinkToAPersonTellsNothing is about the page at /NAME: it opens the app, without a script, and says of a name that nobody has what
// it says of one that somebody has.
func TestALinkToAPersonTellsNothing(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	alice.Call(&tl.AccountUpdateUsername{Username: "alice_in_town"})
	status, there, h := page(t, s, "/alice_in_town")
	if status != http.StatusOK || !strings.Contains(there, `href="/#name=alice_in_town"`) || strings.Contains(there, "<script") {
		t.Errorf("%d: %s", status, there)
	}
	if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") {
		t.Errorf("the policy is %q", csp)
	}
	_, none, _ := page(t, s, "/nobody_in_town")
	if strings.ReplaceAll(there, "alice", "someone") != strings.ReplaceAll(none, "nobody", "someone") {
		t.Errorf("a name that is taken differs from one that is not:\n%s\n%s", there, none)
	}
	for _, path := range []string{"/x", "/%3Cscript%3E", "/1alice", "/alice/more"} {
		if status, body, _ := page(t, s, path); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if status, _, _ := page(t, s, "/"); status != http.StatusOK {
		t.Errorf("/: %d", status)
	}
}
