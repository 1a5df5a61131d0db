package messages_test

import (
	"math/rand/v2"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// forwardQuery forwards messages with fresh random ids.
func forwardQuery(d *servertest.Device, from, to *servertest.Person, ids ...int32) *tl.MessagesForwardMessages {
	q := &tl.MessagesForwardMessages{FromPeer: d.Peer(from), ToPeer: d.Peer(to), ID: ids}
	for range ids {
		q.RandomID = append(q.RandomID, rand.Int64())
	}
	return q
}

// news are the new messages in an answer or a difference.
func news(v any) (out []*tl.Message) {
	us, _ := v.(*tl.Updates)
	if us == nil {
		return nil
	}
	for _, u := range us.Updates {
		if n, ok := u.(*tl.UpdateNewMessage); ok {
			if m, ok := n.Message.(*tl.Message); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

func userID(p tl.PeerClass) int64 { return servertest.PeerID(p) }

func TestForwardSaysWhoSaidItFirst(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		phone := bob.NewDevice()
		alice.Send(bob, "one")
		one := bob.WantMessage("one")
		two := bob.Send(alice, "two")
		q := forwardQuery(bob.Device, alice, carol, two, one.ID)
		made := news(bob.Call(q))
		if len(made) != 2 || made[0].Message != "two" || made[1].Message != "one" {
			t.Fatalf("bob's copies are %v", made)
		}
		for _, d := range []*servertest.Device{carol.Device, phone} {
			got := d.WantMessage("one")
			if d == phone {
				continue // its own conversation with alice has a message of that text, too
			}
			if got.FwdFrom == nil || userID(got.FwdFrom.FromID) != alice.ID || got.FwdFrom.Date != one.Date || userID(got.FromID) != bob.ID {
				t.Errorf("carol got %+v from %+v", got, got.FwdFrom)
			}
		}
		if got := carol.WantMessage("two"); userID(got.FwdFrom.FromID) != bob.ID {
			t.Errorf("carol got %+v", got.FwdFrom)
		}
		carol.WantHistory(bob, "one", "two")

		// A retry makes nothing new, and answers with the same ids.
		again := news(bob.Call(q))
		if len(again) != 2 || again[0].ID != made[0].ID || again[1].ID != made[1].ID {
			t.Errorf("the retry gave %v", again)
		}
		if h := carol.History(bob, 10); len(h) != 2 {
			t.Errorf("carol has %d messages", len(h))
		}

		// The origin stays when a copy is forwarded again, also to oneself; dropping the author leaves nothing of it.
		copied := carol.WantMessage("one")
		carol.Call(forwardQuery(carol.Device, bob, alice, copied.ID))
		if got := alice.History(carol, 1)[0]; got.FwdFrom == nil || userID(got.FwdFrom.FromID) != alice.ID {
			t.Errorf("alice got %+v", got)
		}
		plain := forwardQuery(carol.Device, bob, bob, copied.ID)
		plain.DropAuthor = true
		if got := news(carol.Call(plain)); len(got) != 1 || got[0].FwdFrom != nil {
			t.Errorf("without its author the copy is %+v", got)
		}
	})
}

func TestForwardErrors(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	id := alice.Send(bob, "hi")
	alice.Call(&tl.MessagesSendMessage{Peer: alice.Peer(bob), Message: "keep it", RandomID: 5, Noforwards: true})
	kept := bob.WantMessage("keep it")

	alice.WantError("MESSAGE_IDS_EMPTY", forwardQuery(alice.Device, bob, bob))
	alice.WantError("MESSAGE_ID_INVALID", forwardQuery(alice.Device, bob, bob, 999))
	alice.WantError("CHAT_FORWARDS_RESTRICTED", func() tl.Object {
		q := forwardQuery(bob.Device, alice, bob, kept.ID)
		q.FromPeer = &tl.InputPeerUser{UserID: bob.ID, AccessHash: alice.Peer(bob).(*tl.InputPeerUser).AccessHash}
		q.ToPeer, q.ID = &tl.InputPeerSelf{}, []int32{id + 1}
		return q
	}())
	bad := forwardQuery(alice.Device, bob, bob, id)
	bad.RandomID = nil
	alice.WantError("RANDOM_ID_INVALID", bad)
	bad = forwardQuery(alice.Device, bob, bob, id, id)
	bad.RandomID[1] = bad.RandomID[0]
	alice.WantError("RANDOM_ID_INVALID", bad)
	bad = forwardQuery(alice.Device, bob, bob, id)
	bad.ToPeer = &tl.InputPeerUser{UserID: bob.ID, AccessHash: 1}
	alice.WantError("PEER_ID_INVALID", bad)
	bad = forwardQuery(alice.Device, bob, bob, make([]int32, 101)...)
	alice.WantError("LIMIT_INVALID", bad)
}

func TestForwardHidesWhoWantsToBeHidden(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
	alice.Call(&tl.AccountSetPrivacy{Key: &tl.InputPrivacyKeyForwards{}, Rules: []tl.InputPrivacyRuleClass{&tl.InputPrivacyValueDisallowAll{}}})
	alice.Send(bob, "secretly")
	got := bob.WantMessage("secretly")
	bob.Call(forwardQuery(bob.Device, alice, carol, got.ID))
	if got := carol.WantMessage("secretly"); got.FwdFrom == nil || got.FwdFrom.FromID != nil || got.FwdFrom.FromName.V != "alice" {
		t.Errorf("carol got %+v", got.FwdFrom)
	}
	// In Saved Messages the chat stays known to whom it belongs to, the author does not.
	made := news(bob.Call(forwardQuery(bob.Device, alice, bob, got.ID)))
	if h := made[0].FwdFrom; h.FromID != nil || userID(h.SavedFromPeer) != alice.ID || h.SavedFromMsgID.V != got.ID {
		t.Errorf("bob saved %+v", h)
	}
}

func TestQuotes(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	id := alice.Send(bob, "😀 one two one")
	quote := func(text string, at int32) *tl.MessagesSendMessage {
		return &tl.MessagesSendMessage{
			Peer: alice.Peer(bob), Message: "about that", RandomID: rand.Int64(),
			ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: id, QuoteText: tl.Some(text), QuoteOffset: tl.Some(at)},
		}
	}
	if _, err := alice.TrySend(quote("one", 10)); err != nil {
		t.Fatal(err)
	}
	h, _ := bob.WantMessage("about that").ReplyTo.(*tl.MessageReplyHeader)
	if h == nil || !h.Quote || h.QuoteText.V != "one" || h.QuoteOffset.V != 11 || !h.ReplyToMsgID.OK {
		t.Errorf("bob got the quote %+v", h)
	}
	alice.WantError("QUOTE_TEXT_INVALID", quote("three", 0))
}

func TestReplyInAnotherChat(t *testing.T) {
	s := servertest.New(t)
	alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
	alice.Send(bob, "the original")
	got := bob.WantMessage("the original")
	bob.Call(&tl.MessagesSendMessage{
		Peer: bob.Peer(carol), Message: "see what she says", RandomID: 7,
		ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: got.ID, ReplyToPeerID: bob.Peer(alice)},
	})
	h := carol.WantMessage("see what she says").ReplyTo.(*tl.MessageReplyHeader)
	if h.ReplyToMsgID.OK || h.ReplyToPeerID != nil || h.ReplyFrom == nil || userID(h.ReplyFrom.FromID) != alice.ID ||
		h.QuoteText.V != "the original" || h.Quote {
		t.Errorf("carol got %+v from %+v", h, h.ReplyFrom)
	}
	mine := bob.History(carol, 1)[0].ReplyTo.(*tl.MessageReplyHeader)
	if mine.ReplyToMsgID.V != got.ID || userID(mine.ReplyToPeerID) != alice.ID {
		t.Errorf("bob has %+v", mine)
	}
	// An edit keeps what each of the two may know.
	id := bob.History(carol, 1)[0].ID
	bob.Call(&tl.MessagesEditMessage{Peer: bob.Peer(carol), ID: id, Message: tl.Some("see that")})
	if h := carol.WantMessage("see that").ReplyTo.(*tl.MessageReplyHeader); h.ReplyToMsgID.OK || h.ReplyFrom == nil {
		t.Errorf("after the edit carol has %+v", h)
	}
}

func TestEntitiesAreFound(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	v := alice.Call(&tl.MessagesSendMessage{
		Peer: alice.Peer(bob), Message: " see example.org, @bobby", RandomID: 1,
		Entities: []tl.MessageEntityClass{&tl.MessageEntityBold{Offset: 1, Length: 3}},
	}).(*tl.UpdateShortSentMessage)
	if len(v.Entities) != 3 {
		t.Errorf("the sender is told of %+v", v.Entities)
	}
	got := bob.WantMessage("see example.org, @bobby")
	if len(got.Entities) != 3 || got.Mentioned {
		t.Errorf("bob got %+v", got)
	}
	if u, ok := got.Entities[1].(*tl.MessageEntityURL); !ok || u.Offset != 4 || u.Length != 11 {
		t.Errorf("the link is %+v", got.Entities[1])
	}
}
