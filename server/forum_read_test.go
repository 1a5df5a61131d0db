package server_test

import (
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// An author who read their own message first, as clients do, hears of others who read it.
func TestAuthorsInATopicHearOfReaders(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	g := alice.NewChannel("the town", false)
	alice.Invite(g, bob)
	bob.WantChat(g, "the group", func(tl.ChatClass) bool { return true })
	alice.Call(&tl.ChannelsToggleForum{Channel: alice.Channel(g), Enabled: true})
	made := alice.Call(&tl.MessagesCreateForumTopic{Peer: alice.In(g), Title: "plans", RandomID: 7}).(*tl.Updates)
	topic := made.Updates[0].(*tl.UpdateMessageID).ID
	id := say(t, alice.Device, g, topic, "a bridge")
	bob.WantIn(g, "a bridge")
	alice.Call(&tl.MessagesReadDiscussion{Peer: alice.In(g), MsgID: topic, ReadMaxID: id})
	bob.Call(&tl.MessagesReadDiscussion{Peer: bob.In(g), MsgID: topic, ReadMaxID: id})
	alice.WantOther("that it was read", func(u tl.UpdateClass) bool {
		r, ok := u.(*tl.UpdateReadChannelDiscussionOutbox)
		return ok && r.ChannelID == g && r.TopMsgID == topic && r.ReadMaxID == id
	})
}
