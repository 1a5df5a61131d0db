package auth_test

import (
	"testing"
	"time"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestTermsThatChangeAreShownAgain is about terms of service: shown at sign-up, and to everybody when they change, until accepted.
func TestTermsThatChangeAreShownAgain(t *testing.T) {
	var cfg *server.Config
	s := servertest.New(t, servertest.With(func(c *server.Config) { cfg = c; c.Terms = "Be kind." }))
	alice := s.User("alice")
	shown := func() *tl.HelpTermsOfServiceUpdate {
		u, _ := alice.Call(&tl.HelpGetTermsOfServiceUpdate{}).(*tl.HelpTermsOfServiceUpdate)
		return u
	}
	if got := shown(); got != nil {
		t.Errorf("who has just signed up is shown %+v", got.TermsOfService)
	}
	s.Stop()
	cfg.Terms = "Be kind, and brief."
	s.Clock.Advance(time.Second) // as time passes until another process begins
	s.Start()
	alice.Reconnect()
	got := shown()
	if got == nil || got.TermsOfService.Text != "Be kind, and brief." {
		t.Fatalf("new terms are shown as %+v", got)
	}
	alice.WantError("DATA_JSON_INVALID", &tl.HelpAcceptTermsOfService{ID: tl.DataJSON{Data: "{}"}})
	alice.Call(&tl.HelpAcceptTermsOfService{ID: tl.DataJSON{Data: "1"}})
	if shown() == nil {
		t.Error("other terms were accepted, and these are not shown any more")
	}
	alice.Call(&tl.HelpAcceptTermsOfService{ID: got.TermsOfService.ID})
	if got := shown(); got != nil {
		t.Errorf("after they were accepted is shown %+v", got.TermsOfService)
	}
}
