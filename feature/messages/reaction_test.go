package messages_test

import (
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

func react(d *servertest.Device, with *servertest.Person, id int32, emoji string) *tl.MessagesSendReaction {
	q := &tl.MessagesSendReaction{Peer: d.Peer(with), MsgID: id, AddToRecent: true}
	if emoji != "" {
		q.Reaction = []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: emoji}}
	}
	return q
}

// reactions are what an update says of a message, as emoji and count.
func reactions(r *tl.MessageReactions) map[string]int32 {
	out := map[string]int32{}
	if r != nil {
		for _, c := range r.Results {
			out[c.Reaction.(*tl.ReactionEmoji).Emoticon] = c.Count
		}
	}
	return out
}

func TestReactions(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := bob.NewDevice()
		id := alice.Send(bob, "funny")
		theirs := bob.WantMessage("funny").ID
		bob.Call(react(bob.Device, alice, theirs, "❤️"))
		wantUpdate(alice.Device, "reaction", func(u *tl.UpdateMessageReactions) bool {
			r := u.Reactions
			return u.MsgID == id && userID(u.Peer) == bob.ID && reactions(&r)["❤"] == 1 && r.RecentReactions[0].Unread &&
				!r.RecentReactions[0].My && !r.Results[0].ChosenOrder.OK
		})
		wantUpdate(phone, "own reaction", func(u *tl.UpdateMessageReactions) bool {
			r := u.Reactions
			return u.MsgID == theirs && reactions(&r)["❤"] == 1 && r.Results[0].ChosenOrder.OK && r.RecentReactions[0].My
		})
		if d := dialogs(alice.Device)[0]; d.UnreadReactionsCount != 1 {
			t.Errorf("alice has %d unread reactions", d.UnreadReactionsCount)
		}
		unread := servertest.Messages(alice.Call(&tl.MessagesGetUnreadReactions{Peer: alice.Peer(bob), Limit: 10}))
		if len(unread) != 1 || reactions(unread[0].(*tl.Message).Reactions)["❤"] != 1 {
			t.Errorf("unread reactions are on %+v", unread)
		}
		bob.WantError("MESSAGE_NOT_MODIFIED", react(bob.Device, alice, theirs, "❤"))
		bob.WantError("REACTION_INVALID", react(bob.Device, alice, theirs, "x"))
		bob.WantError("MESSAGE_ID_INVALID", react(bob.Device, alice, 999, "👍"))
		alice.Call(react(alice.Device, bob, id, "👍"))
		if got := reactions(bob.History(alice, 1)[0].Reactions); got["❤"] != 1 || got["👍"] != 1 {
			t.Errorf("bob sees the reactions %v", got)
		}
		list := alice.Call(&tl.MessagesGetMessageReactionsList{Peer: alice.Peer(bob), ID: id, Limit: 1}).(*tl.MessagesMessageReactionsList)
		if list.Count != 2 || len(list.Reactions) != 1 || !list.NextOffset.OK {
			t.Errorf("the list of reactions is %+v", list)
		}
		list = alice.Call(&tl.MessagesGetMessageReactionsList{Peer: alice.Peer(bob), ID: id, Limit: 9, Offset: list.NextOffset}).(*tl.MessagesMessageReactionsList)
		if len(list.Reactions) != 1 || list.NextOffset.OK || len(list.Users) == 0 {
			t.Errorf("the rest of it is %+v", list)
		}
		alice.Call(&tl.MessagesReadReactions{Peer: alice.Peer(bob)})
		if d := dialogs(alice.Device)[0]; d.UnreadReactionsCount != 0 {
			t.Errorf("after reading, alice has %d unread reactions", d.UnreadReactionsCount)
		}
		bob.Call(react(bob.Device, alice, theirs, ""))
		v := alice.Call(&tl.MessagesGetMessagesReactions{Peer: alice.Peer(bob), ID: []int32{id}}).(*tl.Updates)
		if r := v.Updates[0].(*tl.UpdateMessageReactions).Reactions; reactions(&r)["❤"] != 0 || reactions(&r)["👍"] != 1 {
			t.Errorf("after taking one away the reactions are %+v", r)
		}
		// An edit keeps them, a device that was away hears of them.
		alice.Call(&tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: id, Message: tl.Some("very funny")})
		if m := bob.WantMessage("very funny"); reactions(m.Reactions)["👍"] != 1 {
			t.Errorf("bob got the edit %+v", m.Reactions)
		}
		phone.Disconnect()
		bob.Call(react(bob.Device, alice, theirs, "🔥"))
		phone.Reconnect()
		wantUpdate(phone, "reaction from the difference", func(u *tl.UpdateMessageReactions) bool {
			r := u.Reactions
			return reactions(&r)["🔥"] == 1
		})
		if r := bob.Call(&tl.MessagesGetRecentReactions{Limit: 9}).(*tl.MessagesReactions); len(r.Reactions) != 2 {
			t.Errorf("recent reactions are %+v", r.Reactions)
		}
		bob.Call(&tl.MessagesClearRecentReactions{})
		alice.Call(&tl.MessagesDeleteMessages{ID: []int32{id}, Revoke: true})
		bob.WantGone(theirs)
		bob.Call(&tl.MessagesSetDefaultReaction{Reaction: &tl.ReactionEmoji{Emoticon: "🔥"}})
		bob.WantError("REACTION_INVALID", &tl.MessagesSetDefaultReaction{Reaction: &tl.ReactionEmoji{Emoticon: "x"}})
		if r := phone.Call(&tl.HelpGetConfig{}).(*tl.Config).ReactionsDefault.(*tl.ReactionEmoji); r.Emoticon != "🔥" {
			t.Errorf("one tap gives %s", r.Emoticon)
		}
	})
}
