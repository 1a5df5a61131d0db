package server_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestLifeOfAPrivateChannel is a broadcast channel to which one comes by invitation alone.
func TestLifeOfAPrivateChannel(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, stranger := s.User("alice"), s.User("bob"), s.User("carol"), s.User("stranger")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		servertest.Meet(bob, carol)
		id := alice.NewChannel("the letter", true)
		alice.Invite(id, bob, carol)
		for _, p := range []*servertest.Person{bob, carol} {
			p.WantChat(id, "the channel", func(tl.ChatClass) bool { return true })
		}
		ch := alice.Channel(id)
		first := alice.Say(id, "first letter")
		m := bob.WantIn(id, "first letter")

		t.Run("who is not in it", func(t *testing.T) {
			for _, q := range []tl.Object{
				&tl.ChannelsGetFullChannel{Channel: stranger.Channel(id)}, &tl.ChannelsJoinChannel{Channel: stranger.Channel(id)},
				&tl.UpdatesGetChannelDifference{Channel: stranger.Channel(id), Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: 1, Limit: 10},
			} {
				stranger.WantError("CHANNEL_INVALID", q)
			}
		})

		t.Run("what subscribers may not", func(t *testing.T) {
			c := bob.Channel(id)
			for _, q := range []tl.Object{
				texting(bob.Device, id, "may I?"), &tl.MessagesEditMessage{Peer: bob.In(id), ID: m.ID, Message: tl.Some("mine")},
				&tl.MessagesUpdatePinnedMessage{Peer: bob.In(id), ID: m.ID},
				&tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsRecent{}, Limit: 10},
				&tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsSearch{Q: "c"}, Limit: 10},
				&tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsContacts{}, Limit: 10},
				&tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsAdmins{}, Limit: 10},
				&tl.ChannelsGetParticipant{Channel: c, Participant: bob.Peer(carol)},
				&tl.ChannelsInviteToChannel{Channel: c, Users: []tl.InputUserClass{bob.Input(carol)}},
				&tl.ChannelsToggleSignatures{Channel: c, SignaturesEnabled: true}, &tl.ChannelsEditTitle{Channel: c, Title: "mine"},
				&tl.MessagesToggleNoForwards{Peer: bob.In(id), Enabled: true}, &tl.ChannelsGetAdminLog{Channel: c, Limit: 1},
				&tl.MessagesGetMessageReactionsList{Peer: bob.In(id), ID: m.ID, Limit: 10},
				&tl.ChannelsGetSendAs{Peer: bob.In(id)}, &tl.MessagesExportChatInvite{Peer: bob.In(id)},
			} {
				bob.WantError("CHAT_ADMIN_REQUIRED", q)
			}
			bob.WantError("MESSAGE_DELETE_FORBIDDEN", &tl.ChannelsDeleteMessages{Channel: c, ID: []int32{m.ID}})
			bob.WantError("CHAT_TOO_BIG", &tl.MessagesGetMessageReadParticipants{Peer: bob.In(id), MsgID: m.ID})
			for _, q := range []tl.Object{
				&tl.ChannelsToggleSlowMode{Channel: ch, Seconds: 10}, &tl.ChannelsTogglePreHistoryHidden{Channel: ch, Enabled: true},
				&tl.ChannelsToggleJoinToSend{Channel: ch, Enabled: true}, &tl.ChannelsToggleParticipantsHidden{Channel: ch, Enabled: true},
			} {
				alice.WantError("CHANNEL_INVALID", q) // they are for supergroups
			}
			alice.WantError("BANNED_RIGHTS_INVALID", &tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob), BannedRights: banned(0, noText)})
			full := bob.Ask(&tl.ChannelsGetFullChannel{Channel: c}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
			if full.ParticipantsCount.V != 3 || full.CanViewParticipants || full.AdminsCount.OK || full.ExportedInvite != nil {
				t.Errorf("a subscriber is shown %+v", full)
			}
			self := bob.Call(&tl.ChannelsGetParticipant{Channel: c, Participant: &tl.InputPeerSelf{}}).(*tl.ChannelsChannelParticipant)
			if p, ok := self.Participant.(*tl.ChannelParticipantSelf); !ok || p.UserID != bob.ID {
				t.Errorf("bob is %+v", self.Participant)
			}
		})

		t.Run("posts", func(t *testing.T) {
			alice.Call(&tl.MessagesSendMessage{Peer: alice.In(id), Message: "quietly", RandomID: rand.Int64(), Silent: true})
			if m := carol.WantIn(id, "quietly"); !m.Silent || !m.Post {
				t.Errorf("a silent post came as %+v", m)
			}
			alice.Call(&tl.ChannelsToggleSignatures{Channel: ch, SignaturesEnabled: true})
			alice.WantError(notModified, &tl.ChannelsToggleSignatures{Channel: ch, SignaturesEnabled: true})
			alice.Say(id, "signed")
			if m := carol.WantIn(id, "signed"); m.PostAuthor.V != "alice" || m.FromID != nil {
				t.Errorf("a signed post came as %+v", m)
			}
			alice.Call(&tl.ChannelsToggleSignatures{Channel: ch})
			alice.Call(&tl.MessagesEditMessage{Peer: alice.In(id), ID: first, Message: tl.Some("first letter, corrected")})
			if m := carol.WantIn(id, "first letter, corrected"); !m.EditDate.OK {
				t.Error("an edit has no date")
			}
			alice.Call(&tl.MessagesUpdatePinnedMessage{Peer: alice.In(id), ID: first})
			bob.Want("that it is pinned", func(*servertest.Mirror) bool { return true })
			if full := bob.Ask(&tl.ChannelsGetFullChannel{Channel: bob.Channel(id)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull); full.PinnedMsgID.V != first {
				t.Errorf("pinned is %v", full.PinnedMsgID)
			}
			alice.Call(&tl.MessagesSendMessage{
				Peer: alice.In(id), Message: "scheduled", RandomID: rand.Int64(), ScheduleDate: tl.Some(int32(s.Clock.Now().Unix()) + 60),
			})
			s.Clock.Advance(2 * time.Minute)
			carol.WantIn(id, "scheduled")
			gone := alice.Say(id, "a mistake")
			bob.WantIn(id, "a mistake")
			alice.Call(&tl.ChannelsDeleteMessages{Channel: ch, ID: []int32{gone}})
			bob.WantGoneIn(id, gone)
		})

		t.Run("views and forwards", func(t *testing.T) {
			views := func() tl.MessageViews {
				return alice.Call(&tl.MessagesGetMessagesViews{Peer: alice.In(id), ID: []int32{first}}).(*tl.MessagesMessageViews).Views[0]
			}
			before := views()
			for _, p := range []*servertest.Person{bob, carol, bob} {
				p.Call(&tl.MessagesGetMessagesViews{Peer: p.In(id), ID: []int32{first}, Increment: true})
			}
			if v := views(); v.Views.V < before.Views.V+1 || v.Views.V > before.Views.V+2 {
				t.Errorf("two people looked: %d views became %d", before.Views.V, v.Views.V)
			}
			bob.Call(&tl.MessagesForwardMessages{FromPeer: bob.In(id), ToPeer: bob.Peer(carol), ID: []int32{first}, RandomID: []int64{rand.Int64()}})
			got := carol.WantMessage("first letter, corrected")
			if h := got.FwdFrom; h == nil || h.ChannelPost.V != first || h.FromID.(*tl.PeerChannel).ChannelID != id {
				t.Errorf("a forwarded post says it is from %+v", got.FwdFrom)
			}
			carol.Call(&tl.MessagesForwardMessages{FromPeer: carol.Peer(bob), ToPeer: &tl.InputPeerSelf{}, ID: []int32{got.ID}, RandomID: []int64{rand.Int64()}})
			if v := views(); v.Forwards.V != 2 {
				t.Errorf("forwarded %d times, want 2", v.Forwards.V)
			}
			alice.Call(&tl.MessagesToggleNoForwards{Peer: alice.In(id), Enabled: true})
			bob.WantError("CHAT_FORWARDS_RESTRICTED", &tl.MessagesForwardMessages{FromPeer: bob.In(id), ToPeer: bob.Peer(carol), ID: []int32{first}, RandomID: []int64{rand.Int64()}})
			bob.WantChat(id, "that nothing is to be forwarded", func(c tl.ChatClass) bool { x, ok := c.(*tl.Channel); return ok && x.Noforwards })
			alice.Call(&tl.MessagesToggleNoForwards{Peer: alice.In(id)})
		})

		t.Run("reactions name nobody", func(t *testing.T) {
			bob.Call(&tl.MessagesSendReaction{Peer: bob.In(id), MsgID: first, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "🔥"}}})
			h := servertest.Messages(carol.Call(&tl.ChannelsGetMessages{Channel: carol.Channel(id), ID: []tl.InputMessageClass{&tl.InputMessageID{ID: first}}}))
			r := h[0].(*tl.Message).Reactions
			if r == nil || r.Results[0].Count != 1 || r.CanSeeList || len(r.RecentReactions) != 0 {
				t.Errorf("a reaction is shown as %+v", r)
			}
			// When the last one is taken back, whoever hears of it is not told that there is a list either.
			for _, u := range bob.Ask(&tl.MessagesSendReaction{Peer: bob.In(id), MsgID: first}).(*tl.Updates).Updates {
				if u, ok := u.(*tl.UpdateMessageReactions); ok && (u.Reactions.CanSeeList || len(u.Reactions.Results) != 0) {
					t.Errorf("without a reaction its author is told %+v", u.Reactions)
				}
			}
			for _, p := range []*servertest.Person{bob, carol} {
				p.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesGetMessageReactionsList{Peer: p.In(id), ID: first, Limit: 10})
				for _, u := range p.Ask(&tl.MessagesGetMessagesReactions{Peer: p.In(id), ID: []int32{first}}).(*tl.Updates).Updates {
					if u, ok := u.(*tl.UpdateMessageReactions); ok && (u.Reactions.CanSeeList || len(u.Reactions.Results) != 0) {
						t.Errorf("without a reaction a reader is told %+v", u.Reactions)
					}
				}
			}
			alice.Call(&tl.MessagesSetChatAvailableReactions{Peer: alice.In(id), AvailableReactions: &tl.ChatReactionsSome{Reactions: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "👍"}}}})
			carol.WantError("REACTION_INVALID", &tl.MessagesSendReaction{Peer: carol.In(id), MsgID: first, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "🔥"}}})
		})

		t.Run("editors", func(t *testing.T) {
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{PostMessages: true}})
			bob.WantChat(id, "the editor's rights", func(c tl.ChatClass) bool {
				x, ok := c.(*tl.Channel)
				return ok && x.AdminRights != nil && x.AdminRights.PostMessages
			})
			own := bob.Say(id, "from the editor")
			carol.WantIn(id, "from the editor")
			bob.Call(&tl.MessagesEditMessage{Peer: bob.In(id), ID: own, Message: tl.Some("from the editor, edited")})
			carol.WantIn(id, "from the editor, edited")
			bob.WantError("MESSAGE_AUTHOR_REQUIRED", &tl.MessagesEditMessage{Peer: bob.In(id), ID: first, Message: tl.Some("no")})
			bob.WantError("MESSAGE_DELETE_FORBIDDEN", &tl.ChannelsDeleteMessages{Channel: bob.Channel(id), ID: []int32{first}})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsEditBanned{Channel: bob.Channel(id), Participant: bob.Peer(carol), BannedRights: banned(0, noView)})
			subs := bob.Ask(&tl.ChannelsGetParticipants{Channel: bob.Channel(id), Filter: &tl.ChannelParticipantsRecent{}, Limit: 10}).(*tl.ChannelsChannelParticipants)
			if subs.Count != 3 || len(subs.Participants) != 3 {
				t.Errorf("an admin is shown %+v", subs)
			}
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob)})
		})

		t.Run("removed, left, ended", func(t *testing.T) {
			alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob), BannedRights: banned(0, noView)})
			bob.WantError("CHANNEL_PRIVATE", &tl.MessagesGetHistory{Peer: bob.In(id), Limit: 10})
			alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob)}) // forgiven, and not in it
			bob.WantError("CHANNEL_PRIVATE", &tl.MessagesGetHistory{Peer: bob.In(id), Limit: 10})
			alice.Invite(id, bob)
			bob.WantIn(id, "from the editor, edited")
			carol.Call(&tl.ChannelsLeaveChannel{Channel: carol.Channel(id)})
			carol.WantError("CHANNEL_PRIVATE", &tl.MessagesGetHistory{Peer: carol.In(id), Limit: 10})
			alice.Call(&tl.ChannelsDeleteChannel{Channel: ch})
			bob.WantChat(id, "the end", func(c tl.ChatClass) bool { _, ok := c.(*tl.ChannelForbidden); return ok })
			d := bob.Call(&tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 100})
			if x, ok := d.(*tl.MessagesDialogs); !ok || slices.ContainsFunc(x.Dialogs, func(d tl.DialogClass) bool {
				p, ok := d.(*tl.Dialog).Peer.(*tl.PeerChannel)
				return ok && p.ChannelID == id
			}) {
				t.Errorf("the list still has the channel: %+v", d)
			}
		})
	})
}

// TestLifeOfAPublicChannel is a channel with a name: found, read before joining, joined, renamed, made private.
func TestLifeOfAPublicChannel(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		id := alice.NewChannel("Town Gazette", true)
		ch := alice.Channel(id)
		alice.Say(id, "number one #gazette")

		alice.WantError("USERNAME_INVALID", &tl.ChannelsCheckUsername{Channel: ch, Username: "a b"})
		alice.WantError("USERNAME_INVALID", &tl.ChannelsUpdateUsername{Channel: ch, Username: "x"})
		bob.Call(&tl.AccountUpdateUsername{Username: "bob_himself"})
		alice.WantError("USERNAME_OCCUPIED", &tl.ChannelsCheckUsername{Channel: ch, Username: "Bob_Himself"})
		alice.WantError("USERNAME_OCCUPIED", &tl.ChannelsUpdateUsername{Channel: ch, Username: "bob_himself"})
		if ok := alice.Call(&tl.ChannelsCheckUsername{Channel: ch, Username: "town_gazette"}); ok != true {
			t.Errorf("a free name is said not to be: %v", ok)
		}
		alice.Call(&tl.ChannelsUpdateUsername{Channel: ch, Username: "Town_Gazette"})
		alice.WantError("USERNAME_NOT_MODIFIED", &tl.ChannelsUpdateUsername{Channel: ch, Username: "Town_Gazette"})
		bob.WantError("USERNAME_OCCUPIED", &tl.AccountUpdateUsername{Username: "town_gazette"})
		pub := alice.Call(&tl.ChannelsGetAdminedPublicChannels{}).(*tl.MessagesChats)
		if len(pub.Chats) != 1 {
			t.Errorf("alice's public channels are %+v", pub.Chats)
		}

		// Found, and read before joining.
		found := bob.Ask(&tl.ContactsSearch{Q: "gazet", Limit: 10}).(*tl.ContactsFound)
		if len(found.Results) != 1 || len(found.Chats) != 1 {
			t.Errorf("a word of the title finds %+v", found)
		}
		if found := bob.Call(&tl.ContactsSearch{Q: "town_g", Limit: 10}).(*tl.ContactsFound); len(found.Results) != 1 {
			t.Errorf("the name's beginning finds %+v", found)
		}
		if bob.Resolve("town_gazette") != id {
			t.Error("the name leads elsewhere")
		}
		c := bob.Channel(id)
		if x := bob.Chat(id).(*tl.Channel); !x.Left || x.ParticipantsCount.OK || x.Username.V != "Town_Gazette" {
			t.Errorf("before joining, the channel is %+v", x)
		}
		h := servertest.Messages(bob.Ask(&tl.MessagesGetHistory{Peer: bob.In(id), Limit: 10}))
		if len(h) != 2 {
			t.Errorf("before joining bob reads %d messages, want 2", len(h))
		}
		full := bob.Ask(&tl.ChannelsGetFullChannel{Channel: c}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
		if full.ParticipantsCount.V != 1 || full.CanViewParticipants {
			t.Errorf("before joining bob is shown %+v", full)
		}
		// Who looks at an open channel is told live.
		d := bob.Call(&tl.UpdatesGetChannelDifference{Channel: c, Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: full.Pts, Limit: 10}).(*tl.UpdatesChannelDifferenceEmpty)
		if !d.Final || !d.Timeout.OK {
			t.Errorf("the difference of a viewer is %+v", d)
		}
		alice.Say(id, "number two #gazette")
		bob.WantOther("a post in an open channel", func(u tl.UpdateClass) bool {
			m, ok := u.(*tl.UpdateNewChannelMessage)
			if !ok {
				return false
			}
			x, ok := m.Message.(*tl.Message)
			return ok && x.Message == "number two #gazette"
		})
		posts := carol.Ask(&tl.ChannelsSearchPosts{Hashtag: tl.Some("gazette"), OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10})
		if n := len(servertest.Messages(posts)); n != 2 {
			t.Errorf("a tag finds %d posts, want 2", n)
		}
		if n := len(servertest.Messages(carol.Call(&tl.ChannelsSearchPosts{Query: tl.Some("number tw"), OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10}))); n != 1 {
			t.Errorf("words find %d posts, want 1", n)
		}
		carol.WantError("SEARCH_QUERY_EMPTY", &tl.ChannelsSearchPosts{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10})

		bob.Call(&tl.ChannelsJoinChannel{Channel: c})
		bob.WantChat(id, "that bob is in", func(c tl.ChatClass) bool { x, ok := c.(*tl.Channel); return ok && !x.Left })
		alice.Say(id, "number three")
		bob.WantIn(id, "number three")
		if found := bob.Call(&tl.ContactsSearch{Q: "gazet", Limit: 10}).(*tl.ContactsFound); len(found.MyResults) != 1 || len(found.Results) != 0 {
			t.Errorf("a member finds %+v", found)
		}

		// Banned from what everybody may read.
		alice.Know(alice.Call(&tl.ContactsResolveUsername{Username: "bob_himself"}))
		alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob), BannedRights: banned(0, noView)})
		bob.WantError("CHANNEL_PRIVATE", &tl.MessagesGetHistory{Peer: bob.In(id), Limit: 10})
		bob.WantError("CHANNEL_PRIVATE", &tl.ChannelsJoinChannel{Channel: c})
		alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob)})
		bob.Call(&tl.ChannelsJoinChannel{Channel: c})
		bob.Call(&tl.ChannelsLeaveChannel{Channel: c})
		bob.WantError("TAKEOUT_REQUIRED", &tl.ChannelsGetLeftChannels{})

		link := alice.Call(&tl.ChannelsExportMessageLink{Channel: ch, ID: 2}).(*tl.ExportedMessageLink).Link
		if !strings.HasSuffix(link, "Town_Gazette/2") {
			t.Errorf("a post's link is %s", link)
		}

		// Made private: nobody but members reads it, and the name is free.
		carol.Resolve("town_gazette")
		alice.Call(&tl.ChannelsUpdateUsername{Channel: ch})
		carol.WantError("CHANNEL_PRIVATE", &tl.MessagesGetHistory{Peer: carol.In(id), Limit: 10})
		carol.WantError("USERNAME_NOT_OCCUPIED", &tl.ContactsResolveUsername{Username: "town_gazette"})
		if found := carol.Call(&tl.ContactsSearch{Q: "gazet", Limit: 10}).(*tl.ContactsFound); len(found.Results) != 0 {
			t.Errorf("a private channel is found: %+v", found)
		}
		if n := len(servertest.Messages(carol.Call(&tl.ChannelsSearchPosts{Query: tl.Some("number"), OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10}))); n != 0 {
			t.Error("posts of a private channel are found")
		}
		carol.Call(&tl.AccountUpdateUsername{Username: "town_gazette"})
	})
}

// TestLifeOfADiscussion links a channel with a supergroup, where readers comment on its posts.
func TestLifeOfADiscussion(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		id, g := alice.NewChannel("gazette", true), alice.NewChannel("readers", false)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "the_gazette"})
		alice.Invite(id, bob)
		bob.WantChat(id, "the channel", func(tl.ChatClass) bool { return true })

		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsSetDiscussionGroup{Broadcast: bob.Channel(id), Group: &tl.InputChannelEmpty{}})
		alice.WantError("BROADCAST_ID_INVALID", &tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(g), Group: alice.Channel(g)})
		alice.WantError("MEGAGROUP_ID_INVALID", &tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(id), Group: alice.Channel(id)})
		alice.Call(&tl.ChannelsTogglePreHistoryHidden{Channel: alice.Channel(g), Enabled: true})
		alice.WantError("MEGAGROUP_PREHISTORY_HIDDEN", &tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(id), Group: alice.Channel(g)})
		alice.Call(&tl.ChannelsTogglePreHistoryHidden{Channel: alice.Channel(g)})
		may := alice.Call(&tl.ChannelsGetGroupsForDiscussion{}).(*tl.MessagesChats)
		if len(may.Chats) != 1 || may.Chats[0].(*tl.Channel).ID != g {
			t.Errorf("groups for a discussion: %+v", may.Chats)
		}
		alice.Call(&tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(id), Group: alice.Channel(g)})
		alice.WantError("LINK_NOT_MODIFIED", &tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(id), Group: alice.Channel(g)})
		alice.WantError("CHAT_LINK_EXISTS", &tl.ChannelsTogglePreHistoryHidden{Channel: alice.Channel(g), Enabled: true})

		post := alice.Say(id, "what do you think?")
		m := bob.WantIn(id, "what do you think?")
		if m.Replies == nil || !m.Replies.Comments || m.Replies.ChannelID.V != g || m.Replies.Replies != 0 {
			t.Fatalf("a post that may be commented on comes as %+v", m.Replies)
		}
		top := alice.WantIn(g, "what do you think?")
		if top.FwdFrom == nil || top.FwdFrom.ChannelPost.V != post || top.FwdFrom.SavedFromMsgID.V != post || servertest.PeerID(top.FromID) != servertest.PeerID(top.FwdFrom.FromID) {
			t.Errorf("in the group it is %+v", top)
		}
		// Bob comments without joining the group, but says nothing else there.
		dm := bob.Ask(&tl.MessagesGetDiscussionMessage{Peer: bob.In(id), MsgID: post}).(*tl.MessagesDiscussionMessage)
		if x := dm.Messages[0].(*tl.Message); x.ID != top.ID {
			t.Errorf("the discussion begins with %+v", x)
		}
		bob.WantError("CHAT_GUEST_SEND_FORBIDDEN", texting(bob.Device, g, "hello all"))
		c1 := bob.Say(g, "I like it", servertest.ReplyTo(top.ID))
		c2 := alice.Say(g, "thank you", servertest.ReplyTo(c1))
		if x := alice.WantIn(g, "thank you").ReplyTo.(*tl.MessageReplyHeader); x.ReplyToMsgID.V != c1 || x.ReplyToTopID.V != top.ID {
			t.Errorf("an answer to a comment says %+v", x)
		}
		views := bob.Ask(&tl.MessagesGetMessagesViews{Peer: bob.In(id), ID: []int32{post}}).(*tl.MessagesMessageViews)
		if r := views.Views[0].Replies; r == nil || r.Replies != 2 || r.MaxID.V != c2 || len(r.RecentRepliers) != 2 {
			t.Errorf("two comments are counted as %+v", r)
		}
		replies := servertest.Messages(bob.Ask(&tl.MessagesGetReplies{Peer: bob.In(id), MsgID: post, Limit: 10}))
		if len(replies) != 2 || replies[0].(*tl.Message).ID != c2 {
			t.Errorf("the comments are %+v", replies)
		}
		if r := servertest.Messages(bob.Ask(&tl.MessagesGetReplies{Peer: bob.In(g), MsgID: top.ID, Limit: 1, OffsetID: c2})); len(r) != 1 || r[0].(*tl.Message).ID != c1 {
			t.Errorf("the older comment is %+v", r)
		}
		dm = bob.Ask(&tl.MessagesGetDiscussionMessage{Peer: bob.In(id), MsgID: post}).(*tl.MessagesDiscussionMessage)
		if dm.UnreadCount != 1 || dm.MaxID.V != c2 {
			t.Errorf("unread comments: %+v", dm)
		}
		phone := bob.NewDevice()
		phone.Load()
		bob.Call(&tl.MessagesReadDiscussion{Peer: bob.In(g), MsgID: top.ID, ReadMaxID: c2})
		phone.WantOther("that comments were read", func(u tl.UpdateClass) bool {
			r, ok := u.(*tl.UpdateReadChannelDiscussionInbox)
			return ok && r.ChannelID == g && r.TopMsgID == top.ID && r.ReadMaxID == c2 && r.BroadcastPost.V == post
		})
		if dm = bob.Ask(&tl.MessagesGetDiscussionMessage{Peer: bob.In(id), MsgID: post}).(*tl.MessagesDiscussionMessage); dm.UnreadCount != 0 || dm.ReadInboxMaxID.V != c2 {
			t.Errorf("after reading: %+v", dm)
		}
		// A stranger who reads the public channel may comment, too; where joining is asked for, nobody may who has not.
		carol.Resolve("the_gazette")
		carol.Ask(&tl.MessagesGetDiscussionMessage{Peer: carol.In(id), MsgID: post})
		carol.Say(g, "me too", servertest.ReplyTo(top.ID))
		alice.WantIn(g, "me too")
		alice.Call(&tl.ChannelsToggleJoinToSend{Channel: alice.Channel(g), Enabled: true})
		carol.WantError("CHAT_GUEST_SEND_FORBIDDEN", &tl.MessagesSendMessage{
			Peer: carol.In(g), Message: "and more", RandomID: rand.Int64(), ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: top.ID},
		})
		carol.Call(&tl.ChannelsJoinChannel{Channel: carol.Channel(g)})
		carol.Say(g, "now I may")
		// Edits and deletions.
		alice.Call(&tl.MessagesEditMessage{Peer: alice.In(id), ID: post, Message: tl.Some("what do you all think?")})
		carol.WantIn(g, "what do you all think?")
		alice.Call(&tl.ChannelsDeleteMessages{Channel: alice.Channel(g), ID: []int32{c1}})
		if r := servertest.Messages(bob.Ask(&tl.MessagesGetReplies{Peer: bob.In(id), MsgID: post, Limit: 10})); len(r) != 2 {
			t.Errorf("of three comments one was deleted; left are %d", len(r))
		}
		// Banned from the group, nobody comments.
		alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(g), Participant: alice.Peer(bob), BannedRights: banned(0, noView)})
		bob.WantError("CHANNEL_PRIVATE", &tl.MessagesGetReplies{Peer: bob.In(id), MsgID: post, Limit: 10})
		bob.WantError("CHANNEL_PRIVATE", &tl.MessagesSendMessage{
			Peer: bob.In(g), Message: "let me", RandomID: rand.Int64(), ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: top.ID},
		})
		// Parted: no comments any more.
		alice.Call(&tl.ChannelsSetDiscussionGroup{Broadcast: alice.Channel(id), Group: &tl.InputChannelEmpty{}})
		bob.WantError("MSG_ID_INVALID", &tl.MessagesGetReplies{Peer: bob.In(id), MsgID: post, Limit: 10})
		alice.Say(id, "no comments")
		if m := bob.WantIn(id, "no comments"); m.Replies != nil {
			t.Errorf("a post without a discussion has %+v", m.Replies)
		}
	})
}

// TestPhotosOfGroups gives each kind of group a photo, which its members and whoever is invited see.
func TestPhotosOfGroups(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		has := func(c tl.ChatClass) *tl.ChatPhoto {
			switch c := c.(type) {
			case *tl.Chat:
				p, _ := c.Photo.(*tl.ChatPhoto)
				return p
			case *tl.Channel:
				p, _ := c.Photo.(*tl.ChatPhoto)
				return p
			}
			return nil
		}
		upload := func() tl.InputChatPhotoClass {
			return &tl.InputChatUploadedPhoto{File: alice.Upload(picture(t, 400, 300), 32<<10)}
		}
		chat := alice.NewGroup("small", bob)
		alice.Call(&tl.MessagesEditChatPhoto{ChatID: chat, Photo: upload()})
		bob.WantChat(chat, "the photo", func(c tl.ChatClass) bool { return has(c) != nil && len(has(c).StrippedThumb) > 0 })
		at := &tl.InputPeerPhotoFileLocation{Peer: bob.In(chat), PhotoID: has(bob.Chat(chat)).PhotoID, Big: true}
		if len(bob.Download(at)) == 0 {
			t.Error("the photo is empty")
		}
		carol.WantError("PEER_ID_INVALID", &tl.UploadGetFile{Location: &tl.InputPeerPhotoFileLocation{Peer: carol.In(chat), PhotoID: at.PhotoID}, Limit: 1 << 20})
		full := bob.Ask(&tl.MessagesGetFullChat{ChatID: chat}).(*tl.MessagesChatFull).FullChat.(*tl.ChatFull)
		if p, ok := full.ChatPhoto.(*tl.Photo); !ok || p.ID != at.PhotoID {
			t.Errorf("the group's photo is %+v", full.ChatPhoto)
		}
		link := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: alice.In(chat)}))
		if p, ok := carol.Call(&tl.MessagesCheckChatInvite{Hash: hashOfLink(link.Link)}).(*tl.ChatInvite).Photo.(*tl.Photo); !ok || p.ID != at.PhotoID {
			t.Error("whoever is invited does not see the photo")
		}
		// A supergroup keeps it.
		var super int64
		for _, c := range alice.Call(&tl.MessagesMigrateChat{ChatID: chat}).(*tl.Updates).Chats {
			if c, ok := c.(*tl.Channel); ok {
				super = c.ID
			}
		}
		bob.WantChat(super, "the same photo", func(c tl.ChatClass) bool { return has(c) != nil && has(c).PhotoID == at.PhotoID })
		if len(bob.Download(&tl.InputPeerPhotoFileLocation{Peer: bob.In(super), PhotoID: at.PhotoID})) == 0 {
			t.Error("the supergroup's photo is empty")
		}
		alice.WantError("PHOTO_CROP_SIZE_SMALL", &tl.ChannelsEditPhoto{Channel: alice.Channel(super), Photo: &tl.InputChatUploadedPhoto{File: alice.Upload(picture(t, 20, 20), 32<<10)}})
		alice.Call(&tl.ChannelsEditPhoto{Channel: alice.Channel(super), Photo: upload()})
		bob.ServiceIn(super, "the new photo", func(a tl.MessageActionClass) bool {
			p, ok := a.(*tl.MessageActionChatEditPhoto)
			if !ok {
				return false
			}
			_, ok = p.Photo.(*tl.Photo)
			return ok
		})
		alice.Call(&tl.ChannelsEditPhoto{Channel: alice.Channel(super), Photo: &tl.InputChatPhotoEmpty{}})
		alice.WantError(notModified, &tl.ChannelsEditPhoto{Channel: alice.Channel(super), Photo: &tl.InputChatPhotoEmpty{}})
		bob.WantChat(super, "no photo", func(c tl.ChatClass) bool { return has(c) == nil })
		bob.ServiceIn(super, "that it is gone", func(a tl.MessageActionClass) bool { _, ok := a.(*tl.MessageActionChatDeletePhoto); return ok })
		log := alice.Ask(&tl.ChannelsGetAdminLog{Channel: alice.Channel(super), Limit: 10}).(*tl.ChannelsAdminLogResults)
		if !slices.ContainsFunc(log.Events, func(e tl.ChannelAdminLogEvent) bool {
			_, ok := e.Action.(*tl.ChannelAdminLogEventActionChangePhoto)
			return ok
		}) {
			t.Error("recent actions do not have the photos")
		}
	})
}
