package secret_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"testing"

	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/server/servertest"
	"chappe/tl"
)

func TestTwoPeopleTalk(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice").Secret(), s.User("bob").Secret()
		id := servertest.Establish(alice, bob)
		alice.Say(id, "hi")
		bob.WantText(id, "hi")
		bob.Say(id, "hello")
		alice.WantText(id, "hello")

		ctx := context.Background()
		if err := alice.Chats().Typing(ctx, id, true); err != nil {
			t.Fatal(err)
		}
		if err := bob.Chats().Read(ctx, id, int32(s.Clock.Now().Unix())); err != nil {
			t.Fatal(err)
		}

		// Away: everything waits, in order, through a restart of the server.
		bob.Kill()
		for _, text := range []string{"1", "2", "3"} {
			alice.Say(id, text)
		}
		alice.Kill()
		s.Restart()
		alice.Start()
		bob.Start()
		bob.WantText(id, "3")
		if got := bob.Read(id); !slices.Equal(got, []string{"hi", "1", "2", "3"}) {
			t.Errorf("bob reads %q", got)
		}
		if err := alice.Chats().Discard(ctx, id); err != nil {
			t.Fatal(err)
		}
		bob.Want("the end", []*servertest.Secret{bob}, func() bool {
			es := bob.Events(id)
			_, ok := es[len(es)-1].(secretchat.Ended)
			return ok
		})
	})
}

// TestFirstDeviceWins: all devices are asked, the first that accepts has the chat, the others hear that it is not for them.
func TestFirstDeviceWins(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice").Secret()
		bob := s.User("bob")
		phone, tablet, late := bob.Secret(), bob.Secret(), bob.Secret()
		for _, d := range []*servertest.Secret{phone, tablet, late} {
			d.Decline()
		}
		late.Kill()
		id := alice.Request(bob)
		asked := func(d *servertest.Secret) {
			d.Want("the request", []*servertest.Secret{d}, func() bool {
				return d.Chats().With(id, func(*secretchat.Chat) {}) == nil
			})
		}
		asked(phone)
		asked(tablet)
		ctx := context.Background()
		if err := phone.Chats().Accept(ctx, id); err != nil {
			t.Fatal(err)
		}
		var e *mtclient.RPCError
		if err := tablet.Chats().Accept(ctx, id); !errors.As(err, &e) || e.Message != "ENCRYPTION_ALREADY_ACCEPTED" {
			t.Errorf("the second device: %v", err)
		}
		tablet.Want("its discard", []*servertest.Secret{tablet}, func() bool {
			es := tablet.Events(id)
			return len(es) > 0
		})
		alice.Want("the chat", []*servertest.Secret{alice, phone}, func() bool {
			ok := false
			_ = alice.Chats().With(id, func(c *secretchat.Chat) { ok = c.Phase() == secretchat.Ready })
			return ok
		})
		late.Start() // it was away: there is nothing to accept
		if err := late.Chats().With(id, func(c *secretchat.Chat) {
			if c.Phase() != secretchat.Closed {
				t.Errorf("the device that was away has a chat in phase %d", c.Phase())
			}
		}); err != nil && err != secretchat.ErrNoChat {
			t.Error(err)
		}
		// A device that signs out ends its chats.
		phone.Call(&tl.AuthLogOut{})
		alice.Want("the end", []*servertest.Secret{alice}, func() bool {
			es := alice.Events(id)
			_, ok := es[len(es)-1].(secretchat.Ended)
			return ok
		})
	})
}

func TestRefusals(t *testing.T) {
	s := servertest.New(t)
	a, b, m := s.User("alice"), s.User("bob"), s.User("mallory")
	alice, bob, mallory := a.Secret(), b.Secret(), m.Secret()
	id := servertest.Establish(alice, bob)
	var ref secretchat.ChatRef
	if err := alice.Chats().With(id, func(c *secretchat.Chat) { ref = c.Ref() }); err != nil {
		t.Fatal(err)
	}
	peer := tl.InputEncryptedChat{ChatID: ref.ID, AccessHash: ref.AccessHash}
	good := make([]byte, 24+32)
	want := func(d *servertest.Secret, message string, q tl.Object) {
		t.Helper()
		_, err := d.Try(q)
		var e *mtclient.RPCError
		if !errors.As(err, &e) || e.Message != message {
			t.Errorf("%s: %v, want %s", q.TLName(), err, message)
		}
	}
	public := make([]byte, 256)
	rand.Read(public)
	toBob := a.Input(b)
	for _, c := range []struct {
		message string
		q       tl.Object
	}{
		{"RANDOM_LENGTH_INVALID", &tl.MessagesGetDhConfig{RandomLength: -1}},
		{"RANDOM_LENGTH_INVALID", &tl.MessagesGetDhConfig{RandomLength: 1 << 20}},
		{"DH_G_A_INVALID", &tl.MessagesRequestEncryption{UserID: toBob, RandomID: 5}},
		{"DH_G_A_INVALID", &tl.MessagesRequestEncryption{UserID: toBob, RandomID: 5, GA: make([]byte, 257)}},
		{"RANDOM_ID_EMPTY", &tl.MessagesRequestEncryption{UserID: toBob, GA: public}},
		{"RANDOM_ID_DUPLICATE", &tl.MessagesRequestEncryption{UserID: toBob, RandomID: id, GA: public}},
		{"USER_ID_INVALID", &tl.MessagesRequestEncryption{UserID: &tl.InputUserSelf{}, RandomID: 5, GA: public}},
		{"USER_ID_INVALID", &tl.MessagesRequestEncryption{UserID: &tl.InputUser{UserID: b.ID, AccessHash: 1}, RandomID: 5, GA: public}},
		{"CHAT_ID_INVALID", &tl.MessagesAcceptEncryption{Peer: peer, GB: public}},
		{"DH_G_A_INVALID", &tl.MessagesAcceptEncryption{Peer: peer}},
		{"CHAT_ID_EMPTY", &tl.MessagesDiscardEncryption{}},
		{"ENCRYPTION_ID_INVALID", &tl.MessagesDiscardEncryption{ChatID: id ^ 1}},
		{"CHAT_ID_INVALID", &tl.MessagesSendEncrypted{Peer: tl.InputEncryptedChat{ChatID: id, AccessHash: 1}, RandomID: 1, Data: good}},
		{"RANDOM_ID_EMPTY", &tl.MessagesSendEncrypted{Peer: peer, Data: good}},
		{"DATA_INVALID", &tl.MessagesSendEncrypted{Peer: peer, RandomID: 1}},
		{"DATA_INVALID", &tl.MessagesSendEncrypted{Peer: peer, RandomID: 1, Data: good[1:]}},
		{"DATA_TOO_LONG", &tl.MessagesSendEncryptedService{Peer: peer, RandomID: 1, Data: make([]byte, 200<<10)}},
		{"MAX_QTS_INVALID", &tl.MessagesReceivedQueue{MaxQts: -1}},
		{"MAX_QTS_INVALID", &tl.MessagesReceivedQueue{MaxQts: 1000}},
		{"CHAT_ID_INVALID", &tl.MessagesReadEncryptedHistory{}},
		{"CHAT_ID_INVALID", &tl.MessagesSetEncryptedTyping{}},
		{"CHAT_ID_INVALID", &tl.MessagesReportEncryptedSpam{}},
	} {
		want(alice, c.message, c.q)
	}
	want(mallory, "CHAT_ID_INVALID", &tl.MessagesSendEncrypted{Peer: peer, RandomID: 1, Data: good})
	want(mallory, "ENCRYPTION_ID_INVALID", &tl.MessagesDiscardEncryption{ChatID: id})
	// Another device of alice's knows the access hash, and is not the one that the chat is on.
	other := a.Secret()
	want(other, "CHAT_ID_INVALID", &tl.MessagesSendEncrypted{Peer: peer, RandomID: 1, Data: good})
	want(other, "ENCRYPTION_ID_INVALID", &tl.MessagesDiscardEncryption{ChatID: id})
	alice.Call(&tl.MessagesReportEncryptedSpam{Peer: peer})

	b.Call(&tl.ContactsBlock{ID: b.Peer(a)})
	want(alice, "USER_IS_BLOCKED", &tl.MessagesSendEncrypted{Peer: peer, RandomID: 1, Data: good})
	b.Call(&tl.ContactsUnblock{ID: b.Peer(a)})

	if v := alice.Call(&tl.MessagesGetDhConfig{RandomLength: 256}).(*tl.MessagesDhConfig); len(v.P) != 256 || len(v.Random) != 256 {
		t.Errorf("%+v", v)
	} else if v, ok := alice.Call(&tl.MessagesGetDhConfig{Version: v.Version, RandomLength: 256}).(*tl.MessagesDhConfigNotModified); !ok || len(v.Random) != 256 {
		t.Errorf("%+v", v)
	}
	bob.Call(&tl.MessagesDiscardEncryption{ChatID: id})
	want(alice, "ENCRYPTION_DECLINED", &tl.MessagesSendEncrypted{Peer: peer, RandomID: 1, Data: good})
	want(alice, "ENCRYPTION_ALREADY_DECLINED", &tl.MessagesDiscardEncryption{ChatID: id})
}
