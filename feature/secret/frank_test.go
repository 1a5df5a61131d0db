package secret_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chappe/db"
	"chappe/secretchat"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestReports: a receiver's true report is confirmed, and nothing else is: no other text, padding, key, sender, receiver, chat or second, nothing
// that was never sent, and nothing when the time is over.
func TestReports(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		var cfg *server.Config
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { cfg, c.SecretReportDays = c, 7 }))
		alice, bob, carol := s.User("alice").Secret(), s.User("bob").Secret(), s.User("carol").Secret()
		id, other := servertest.Establish(alice, bob), servertest.Establish(alice, carol)
		alice.Say(id, "an insult")
		bob.WantText(id, "an insult", alice)
		s.Clock.Advance(time.Hour)
		alice.Say(id, "a threat")
		bob.WantText(id, "a threat", alice)
		file := make([]byte, 5000)
		rand.Read(file)
		media := &secretchat.DecryptedMessageMediaDocument{MimeType: "a/b", Caption: "a file"}
		err := alice.Chats().SendFile(t.Context(), id, &secretchat.DecryptedMessage{Media: media}, bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		bob.Want("the file", []*servertest.Secret{alice, bob}, func() bool { return len(bob.Read(id)) == 3 })
		alice.Say(other, "to carol")
		carol.WantText(other, "to carol", alice)

		check := func(r secretchat.Report) (*secretchat.DecryptedMessageLayer, error) {
			// As the operator gets it: in a file.
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var read secretchat.Report
			if err := json.Unmarshal(b, &read); err != nil {
				t.Fatal(err)
			}
			return server.Dial(s.Data()).VerifyReport(context.Background(), read)
		}
		rs := reports(t, bob, id)
		if len(rs) != 3 {
			t.Fatalf("bob has %d messages to report", len(rs))
		}
		for i, want := range []string{"an insult", "a threat", ""} {
			m, err := check(rs[i])
			if err != nil {
				t.Fatalf("report %d: %v", i, err)
			}
			if said := m.Message.(*secretchat.DecryptedMessage); said.Message != want {
				t.Errorf("report %d shows %q", i, said.Message)
			}
		}
		if _, err := check(reports(t, carol, other)[0]); err != nil {
			t.Errorf("carol's report: %v", err)
		}

		insult := []byte("an insult")
		for name, alter := range map[string]func(r *secretchat.Report){
			"another text":     func(r *secretchat.Report) { r.Plain = bytes.Replace(r.Plain, insult, []byte("AN insult"), 1) },
			"other padding":    func(r *secretchat.Report) { r.Plain[len(r.Plain)-1] ^= 1 },
			"more padding":     func(r *secretchat.Report) { r.Plain = append(r.Plain, make([]byte, 16)...) },
			"other key bytes":  func(r *secretchat.Report) { r.Key[31] ^= 1 },
			"no key":           func(r *secretchat.Report) { r.Key = nil },
			"no text":          func(r *secretchat.Report) { r.Plain = nil },
			"another sender":   func(r *secretchat.Report) { r.Sender = carol.Person().ID },
			"another receiver": func(r *secretchat.Report) { r.Receiver = carol.Person().ID },
			"the other way":    func(r *secretchat.Report) { r.Sender, r.Receiver = r.Receiver, r.Sender },
			"another chat":     func(r *secretchat.Report) { r.Chat = other },
			"another second":   func(r *secretchat.Report) { r.Date++ },
			"another day":      func(r *secretchat.Report) { r.Date = rs[1].Date },
			"a text of one's own": func(r *secretchat.Report) {
				r.Plain = bytes.Replace(rs[1].Plain, []byte("a threat"), []byte("a thread"), 1)
			},
		} {
			r := reports(t, bob, id)[0]
			alter(&r)
			if m, err := check(r); err == nil {
				t.Errorf("a report with %s is confirmed: %+v", name, m)
			}
		}

		// A report is of no use to a server that did not deliver it.
		foreign := servertest.New(t, servertest.With(func(c *server.Config) { c.SecretReportDays = 7 }))
		if _, err := server.Dial(foreign.Data()).VerifyReport(t.Context(), rs[0]); err == nil {
			t.Error("another server confirms a report")
		}

		s.Clock.Advance(7*24*time.Hour - 30*time.Minute)
		if _, err := check(rs[0]); err == nil {
			t.Error("what was sent more than seven days ago is confirmed")
		}
		if _, err := check(rs[1]); err != nil {
			t.Errorf("what was sent less than seven days ago: %v", err)
		}
		s.Clock.Advance(3 * time.Hour)
		if err := s.Inner().SweepSecret(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := check(rs[1]); err == nil {
			t.Error("what was sent more than seven days ago is confirmed")
		}
		if n := tagsKept(t, cfg); n != 0 {
			t.Errorf("%d tags are kept beyond their time", n)
		}
	})
}

// TestNoReports: by default nothing is kept by which a report could be checked, and what was kept goes when the operator turns it off.
func TestNoReports(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		var cfg *server.Config
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { cfg = c }))
		alice, bob := s.User("alice").Secret(), s.User("bob").Secret()
		id := servertest.Establish(alice, bob)
		say := func(text string) secretchat.Report {
			t.Helper()
			alice.Say(id, text)
			bob.WantText(id, text, alice)
			rs := reports(t, bob, id)
			return rs[len(rs)-1]
		}
		off := func(r secretchat.Report) {
			t.Helper()
			_, err := server.Dial(s.Data()).VerifyReport(t.Context(), r)
			if err == nil || !strings.Contains(err.Error(), "secret_report_days") {
				t.Errorf("a server that keeps nothing says %v", err)
			}
			bob.Call(&tl.MessagesReportEncryptedSpam{Peer: peerOf(t, bob, id)})
			if n := tagsKept(t, cfg); n != 0 {
				t.Errorf("%d tags are kept", n)
			}
		}
		off(say("unremembered"))

		restart := func(days int32) {
			alice.Kill()
			bob.Kill()
			s.Stop()
			cfg.SecretReportDays = days
			s.Start()
			alice.Start()
			bob.Start()
		}
		restart(1)
		r := say("remembered")
		if _, err := server.Dial(s.Data()).VerifyReport(t.Context(), r); err != nil {
			t.Error(err)
		}
		if n := tagsKept(t, cfg); n == 0 {
			t.Error("no tags are kept")
		}
		restart(0)
		if err := s.Inner().SweepSecret(t.Context()); err != nil {
			t.Fatal(err)
		}
		off(r)
	})
}

// reports are of all that a device has received in a chat.
func reports(t *testing.T, d *servertest.Secret, id int32) (out []secretchat.Report) {
	t.Helper()
	err := d.Chats().With(id, func(c *secretchat.Chat) {
		for _, e := range d.Events(id) {
			if m, ok := e.(secretchat.Received); ok {
				r := c.Report(m)
				r.Key, r.Plain = bytes.Clone(r.Key), bytes.Clone(r.Plain)
				out = append(out, r)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func peerOf(t *testing.T, d *servertest.Secret, id int32) (p tl.InputEncryptedChat) {
	t.Helper()
	err := d.Chats().With(id, func(c *secretchat.Chat) { p = tl.InputEncryptedChat{ChatID: id, AccessHash: c.Ref().AccessHash} })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tagsKept is how many rows there are of them. A database that one process alone may open is read from a copy.
func tagsKept(t *testing.T, cfg *server.Config) (n int) {
	t.Helper()
	url := cfg.Database
	if url == "" {
		url = "sqlite:" + filepath.Join(copied(t, cfg.Data), "chappe.db")
	}
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, _, err = db.One(tx, `SELECT COUNT(*) FROM secret_tags`, func(r *db.Row) int { return r.Int() })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
