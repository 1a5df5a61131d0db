package e2e

import (
	"testing"

	"github.com/gotd/td/tg"
)

// Reactions are given, seen as unread by who wrote the message, listed, read and taken away; answers are mentions' kin.
func TestMethodsReactions(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	alice.Says(bob, "react!")
	id := bob.WantMessage(alice, "react!").ID
	mine := alice.Talk(bob)[0].ID
	react := func(want string, id int, emoji ...string) {
		t.Helper()
		req := &tg.MessagesSendReactionRequest{Peer: bob.peer(alice), MsgID: id, AddToRecent: true}
		var rs []tg.ReactionClass
		for _, e := range emoji {
			rs = append(rs, &tg.ReactionEmoji{Emoticon: e})
		}
		req.SetReaction(rs)
		ask(bob, want, bob.api().MessagesSendReaction, req)
	}
	react("400 REACTION_INVALID", id, "x")
	react("400 REACTIONS_TOO_MANY", id, "👍", "👎")
	react("400 MESSAGE_ID_INVALID", 9999, "👍")
	react("", id, "👍")
	react("400 MESSAGE_NOT_MODIFIED", id, "👍")

	unread := func() []string {
		t.Helper()
		return texts(ask(alice, "", alice.api().MessagesGetUnreadReactions, &tg.MessagesGetUnreadReactionsRequest{Peer: alice.peer(bob), Limit: 10}))
	}
	if got := unread(); len(got) != 1 || alice.dialog(bob).UnreadReactionsCount != 1 {
		t.Errorf("unread reactions are on %q, counted %d", got, alice.dialog(bob).UnreadReactionsCount)
	}
	list := ask(alice, "", alice.api().MessagesGetMessageReactionsList, &tg.MessagesGetMessageReactionsListRequest{
		Peer: alice.peer(bob), ID: mine, Limit: 10,
	})
	if list.Count != 1 || len(list.Reactions) != 1 || peerID(list.Reactions[0].PeerID) != bob.ID {
		t.Errorf("the reactions are %v", list)
	}
	got := ask(alice, "", alice.api().MessagesGetMessagesReactions, &tg.MessagesGetMessagesReactionsRequest{Peer: alice.peer(bob), ID: []int{mine}})
	if ups, ok := got.(*tg.Updates); !ok || len(ups.Updates) != 1 {
		t.Errorf("messages.getMessagesReactions answers %v", got)
	}
	ask(alice, "", alice.api().MessagesReadReactions, &tg.MessagesReadReactionsRequest{Peer: alice.peer(bob)})
	if got := unread(); len(got) != 0 {
		t.Errorf("unread reactions are still on %q", got)
	}
	recent, ok := ask(bob, "", bob.api().MessagesGetRecentReactions, &tg.MessagesGetRecentReactionsRequest{Limit: 10}).(*tg.MessagesReactions)
	if !ok || len(recent.Reactions) == 0 {
		t.Errorf("Bob's recent reactions are %v", recent)
	}
	ask0(bob, "", bob.api().MessagesClearRecentReactions)
	ask(bob, "", bob.api().MessagesSetDefaultReaction, tg.ReactionClass(&tg.ReactionEmoji{Emoticon: "🔥"}))
	react("", id)
	page, _ := ask(alice, "", alice.api().MessagesGetMessages, []tg.InputMessageClass{&tg.InputMessageID{ID: mine}}).AsModified()
	if m := page.GetMessages()[0].(*tg.Message); len(m.Reactions.Results) != 0 {
		t.Errorf("a reaction that was taken away is still in %v", m)
	}
}

// An answer to one's message and one's name in a message are read as mentions are, by the methods for mentions.
func TestMethodsMentions(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	get := ask(alice, "", alice.api().MessagesGetUnreadMentions, &tg.MessagesGetUnreadMentionsRequest{Peer: alice.peer(bob), Limit: 10})
	if got := texts(get); len(got) != 0 {
		t.Errorf("unread mentions before anybody was mentioned: %q", got)
	}
	if got := ask(alice, "", alice.api().MessagesReadMentions, &tg.MessagesReadMentionsRequest{Peer: alice.peer(bob)}); got.Offset != 0 {
		t.Errorf("messages.readMentions answers %v", got)
	}
	nobody := &tg.InputPeerUser{UserID: bob.ID + 100}
	ask(alice, "400 PEER_ID_INVALID", alice.api().MessagesGetUnreadMentions, &tg.MessagesGetUnreadMentionsRequest{Peer: nobody, Limit: 10})
	ask(alice, "400 PEER_ID_INVALID", alice.api().MessagesReadMentions, &tg.MessagesReadMentionsRequest{Peer: nobody})
}
