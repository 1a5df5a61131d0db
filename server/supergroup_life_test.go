package server_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

func banned(until int32, what ...func(*tl.ChatBannedRights)) tl.ChatBannedRights {
	r := tl.ChatBannedRights{UntilDate: until}
	for _, w := range what {
		w(&r)
	}
	return r
}

func noView(r *tl.ChatBannedRights)  { r.ViewMessages = true }
func noText(r *tl.ChatBannedRights)  { r.SendMessages = true }
func noPlain(r *tl.ChatBannedRights) { r.SendPlain = true }

// TestLifeOfASupergroup is a supergroup from its first day to its last, with everything tried that somebody may not do.
func TestLifeOfASupergroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, stranger := s.User("alice"), s.User("bob"), s.User("carol"), s.User("stranger")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		servertest.Meet(bob, carol)
		g := alice.NewChannel("the town", false)
		alice.Invite(g, bob, carol)
		for _, p := range []*servertest.Person{bob, carol} {
			p.WantChat(g, "the group", func(tl.ChatClass) bool { return true })
		}
		ch := alice.Channel(g)

		t.Run("who is not in it", func(t *testing.T) {
			c := stranger.Channel(g)
			for _, q := range []tl.Object{
				&tl.ChannelsGetFullChannel{Channel: c}, &tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsRecent{}, Limit: 10},
				&tl.ChannelsJoinChannel{Channel: c}, &tl.ChannelsLeaveChannel{Channel: c}, &tl.ChannelsEditTitle{Channel: c, Title: "mine"},
				&tl.ChannelsDeleteChannel{Channel: c}, &tl.ChannelsGetAdminLog{Channel: c, Limit: 10}, &tl.ChannelsReadHistory{Channel: c, MaxID: 1},
				&tl.UpdatesGetChannelDifference{Channel: c, Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: 1, Limit: 10},
				&tl.ChannelsExportMessageLink{Channel: c, ID: 1}, &tl.ChannelsDeleteMessages{Channel: c, ID: []int32{1}},
				&tl.ChannelsEditPhoto{Channel: c, Photo: &tl.InputChatPhotoEmpty{}}, &tl.ChannelsToggleSlowMode{Channel: c, Seconds: 10},
			} {
				stranger.WantError("CHANNEL_INVALID", q)
			}
		})

		t.Run("what members may not", func(t *testing.T) {
			c := bob.Channel(g)
			m := alice.Say(g, "rules of the house")
			bob.WantIn(g, "rules of the house")
			for _, q := range []tl.Object{
				&tl.ChannelsEditAdmin{Channel: c, UserID: bob.Input(carol), AdminRights: tl.ChatAdminRights{BanUsers: true}},
				&tl.ChannelsEditBanned{Channel: c, Participant: bob.Peer(carol), BannedRights: banned(0, noView)},
				&tl.ChannelsDeleteChannel{Channel: c}, &tl.ChannelsToggleSlowMode{Channel: c, Seconds: 10},
				&tl.ChannelsTogglePreHistoryHidden{Channel: c, Enabled: true}, &tl.ChannelsToggleParticipantsHidden{Channel: c, Enabled: true},
				&tl.ChannelsToggleJoinToSend{Channel: c, Enabled: true}, &tl.ChannelsToggleJoinRequest{Channel: c, Enabled: true},
				&tl.MessagesToggleNoForwards{Peer: bob.In(g), Enabled: true}, &tl.ChannelsUpdateUsername{Channel: c, Username: "bobs_town"},
				&tl.ChannelsCheckUsername{Channel: c, Username: "bobs_town"}, &tl.ChannelsGetAdminLog{Channel: c, Limit: 10},
				&tl.MessagesEditChatDefaultBannedRights{Peer: bob.In(g), BannedRights: banned(0, noPlain)},
				&tl.MessagesSetChatAvailableReactions{Peer: bob.In(g), AvailableReactions: &tl.ChatReactionsNone{}},
				&tl.ChannelsDeleteParticipantHistory{Channel: c, Participant: bob.Peer(carol)},
				&tl.ChannelsDeleteHistory{Channel: c, ForEveryone: true}, &tl.MessagesExportChatInvite{Peer: bob.In(g)},
				&tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsKicked{}, Limit: 10},
				&tl.ChannelsGetParticipants{Channel: c, Filter: &tl.ChannelParticipantsBanned{}, Limit: 10},
				&tl.MessagesEditChatCreator{Peer: bob.In(g), UserID: bob.Input(carol), Password: &tl.InputCheckPasswordEmpty{}},
			} {
				bob.WantError("CHAT_ADMIN_REQUIRED", q)
			}
			bob.WantError("MESSAGE_DELETE_FORBIDDEN", &tl.ChannelsDeleteMessages{Channel: c, ID: []int32{m}})
			bob.WantError("MESSAGE_AUTHOR_REQUIRED", &tl.MessagesEditMessage{Peer: bob.In(g), ID: m, Message: tl.Some("no rules")})
			bob.WantError("CHANNEL_INVALID", &tl.ChannelsToggleSignatures{Channel: c, SignaturesEnabled: true})
			bob.WantError("SECONDS_INVALID", &tl.ChannelsToggleSlowMode{Channel: c, Seconds: 7})
			bob.WantError("SEND_AS_PEER_INVALID", &tl.MessagesSendMessage{Peer: bob.In(g), Message: "who?", RandomID: 1, SendAs: bob.In(g)})
			bob.WantError("USER_ALREADY_PARTICIPANT", &tl.ChannelsInviteToChannel{Channel: c, Users: []tl.InputUserClass{bob.Input(carol)}})
		})

		t.Run("default rights", func(t *testing.T) {
			alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g), BannedRights: tl.ChatBannedRights{
				SendPlain: true, InviteUsers: true, ChangeInfo: true, PinMessages: true, SendReactions: true,
			}})
			bob.WantError("CHAT_SEND_PLAIN_FORBIDDEN", texting(bob.Device, g, "hello"))
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsInviteToChannel{Channel: bob.Channel(g), Users: []tl.InputUserClass{bob.Input(carol)}})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsEditTitle{Channel: bob.Channel(g), Title: "mine"})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatAbout{Peer: bob.In(g), About: "mine"})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsEditPhoto{Channel: bob.Channel(g), Photo: &tl.InputChatPhotoEmpty{}})
			m := alice.Say(g, "nobody pins this")
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesUpdatePinnedMessage{Peer: bob.In(g), ID: m})
			bob.WantError("CHAT_WRITE_FORBIDDEN", &tl.MessagesSendReaction{Peer: bob.In(g), MsgID: m, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "👍"}}})
			carol.WantChat(g, "the new rights", func(c tl.ChatClass) bool {
				x, ok := c.(*tl.Channel)
				return ok && x.DefaultBannedRights != nil && x.DefaultBannedRights.SendPlain
			})
			alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g)})
			bob.Say(g, "hello again")
			bob.Call(&tl.MessagesUpdatePinnedMessage{Peer: bob.In(g), ID: m})
		})

		t.Run("bans with an end", func(t *testing.T) {
			end := int32(s.Clock.Now().Unix()) + 3600
			alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob), BannedRights: banned(end, noText)})
			bob.WantError("USER_BANNED_IN_CHANNEL", texting(bob.Device, g, "let me speak"))
			bob.WantChat(g, "what is forbidden", func(c tl.ChatClass) bool {
				x, ok := c.(*tl.Channel)
				return ok && x.BannedRights != nil && x.BannedRights.SendMessages
			})
			list := alice.Ask(&tl.ChannelsGetParticipants{Channel: ch, Filter: &tl.ChannelParticipantsBanned{}, Limit: 10}).(*tl.ChannelsChannelParticipants)
			if p, ok := list.Participants[0].(*tl.ChannelParticipantBanned); !ok || p.BannedRights.UntilDate != end || p.KickedBy != alice.ID {
				t.Errorf("banned are %+v", list.Participants)
			}
			s.Clock.Advance(2 * time.Hour)
			bob.Say(g, "I am back")

			end = int32(s.Clock.Now().Unix()) + 3600
			alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(bob), BannedRights: banned(end, noView)})
			bob.WantChat(g, "a door that is shut", func(c tl.ChatClass) bool { x, ok := c.(*tl.ChannelForbidden); return ok && x.UntilDate.V == end })
			for _, q := range []tl.Object{
				texting(bob.Device, g, "hello?"), &tl.MessagesGetHistory{Peer: bob.In(g), Limit: 10}, &tl.ChannelsGetFullChannel{Channel: bob.Channel(g)},
				&tl.ChannelsJoinChannel{Channel: bob.Channel(g)}, &tl.UpdatesGetChannelDifference{Channel: bob.Channel(g), Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: 1, Limit: 10},
			} {
				bob.WantError("CHANNEL_PRIVATE", q)
			}
			carol.WantError("USER_KICKED", &tl.ChannelsInviteToChannel{Channel: carol.Channel(g), Users: []tl.InputUserClass{carol.Input(bob)}})
			kicked := alice.Ask(&tl.ChannelsGetParticipants{Channel: ch, Filter: &tl.ChannelParticipantsKicked{}, Limit: 10}).(*tl.ChannelsChannelParticipants)
			if len(kicked.Participants) != 1 {
				t.Errorf("kicked are %+v", kicked.Participants)
			}
			alice.Say(g, "bob does not see this")
			carol.WantIn(g, "bob does not see this")
			s.Clock.Advance(2 * time.Hour)
			carol.Invite(g, bob)
			bob.WantIn(g, "bob does not see this") // the ban is over, and history is not hidden
		})

		t.Run("slow mode", func(t *testing.T) {
			alice.Call(&tl.ChannelsToggleSlowMode{Channel: ch, Seconds: 30})
			alice.WantError(notModified, &tl.ChannelsToggleSlowMode{Channel: ch, Seconds: 30})
			alice.Say(g, "slowly now")
			alice.Say(g, "admins do not wait")
			bob.Say(g, "one")
			bob.WantError("SLOWMODE_WAIT_30", texting(bob.Device, g, "two"))
			s.Clock.Advance(10 * time.Second)
			bob.WantError("SLOWMODE_WAIT_20", texting(bob.Device, g, "two"))
			full := bob.Ask(&tl.ChannelsGetFullChannel{Channel: bob.Channel(g)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
			if full.SlowmodeSeconds.V != 30 || full.SlowmodeNextSendDate.V != int32(s.Clock.Now().Unix())+20 {
				t.Errorf("slow mode is shown as %+v, %+v", full.SlowmodeSeconds, full.SlowmodeNextSendDate)
			}
			s.Clock.Advance(20 * time.Second)
			bob.Say(g, "two")
			bob.WantError("SLOWMODE_MULTI_MSGS_DISABLED", &tl.MessagesForwardMessages{
				FromPeer: bob.In(g), ToPeer: bob.In(g), ID: []int32{bob.WantIn(g, "one").ID, bob.WantIn(g, "two").ID}, RandomID: []int64{rand.Int64(), rand.Int64()},
			})
			alice.Call(&tl.ChannelsToggleSlowMode{Channel: ch})
			bob.Say(g, "three")
			bob.Say(g, "four")
		})

		t.Run("admins", func(t *testing.T) {
			alice.WantError("ADMIN_RANK_INVALID", &tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob), Rank: tl.Some("much too long for a rank"), AdminRights: tl.ChatAdminRights{BanUsers: true}})
			alice.WantError("ADMIN_RANK_EMOJI_NOT_ALLOWED", &tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob), Rank: tl.Some("👍"), AdminRights: tl.ChatAdminRights{BanUsers: true}})
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob), Rank: tl.Some("sheriff"), AdminRights: tl.ChatAdminRights{BanUsers: true, DeleteMessages: true, AddAdmins: true, InviteUsers: true}})
			bob.WantChat(g, "the new admin's rights", func(c tl.ChatClass) bool {
				x, ok := c.(*tl.Channel)
				return ok && x.AdminRights != nil && x.AdminRights.BanUsers
			})
			c := bob.Channel(g)
			bob.WantError("RIGHT_FORBIDDEN", &tl.ChannelsEditAdmin{Channel: c, UserID: bob.Input(carol), AdminRights: tl.ChatAdminRights{ChangeInfo: true}})
			bob.WantError("USER_CREATOR", &tl.ChannelsEditBanned{Channel: c, Participant: bob.Peer(alice), BannedRights: banned(0, noView)})
			bob.WantError("USER_CREATOR", &tl.ChannelsEditAdmin{Channel: c, UserID: bob.Input(alice)})
			bob.WantError("USER_ID_INVALID", &tl.ChannelsEditBanned{Channel: c, Participant: &tl.InputPeerSelf{}, BannedRights: banned(0, noView)})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsDeleteChannel{Channel: c})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesToggleNoForwards{Peer: bob.In(g), Enabled: true})
			bob.Call(&tl.ChannelsEditAdmin{Channel: c, UserID: bob.Input(carol), AdminRights: tl.ChatAdminRights{DeleteMessages: true, BanUsers: true}})
			m := bob.Say(g, "carol deletes this")
			carol.WantIn(g, "carol deletes this")
			carol.Call(&tl.ChannelsDeleteMessages{Channel: carol.Channel(g), ID: []int32{m}})
			bob.WantGoneIn(g, m)
			carol.WantError("USER_ADMIN_INVALID", &tl.ChannelsEditBanned{Channel: carol.Channel(g), Participant: carol.Peer(bob), BannedRights: banned(0, noView)})
			all := carol.Ask(&tl.ChannelsGetParticipants{Channel: carol.Channel(g), Filter: &tl.ChannelParticipantsAdmins{}, Limit: 10}).(*tl.ChannelsChannelParticipants)
			ranks := map[string]bool{}
			for _, p := range all.Participants {
				if p, ok := p.(*tl.ChannelParticipantAdmin); ok {
					ranks[p.Rank.V] = true
				}
			}
			if len(all.Participants) != 3 || !ranks["sheriff"] {
				t.Errorf("admins are %+v", all.Participants)
			}
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob)})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsGetAdminLog{Channel: c, Limit: 10})
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(carol)})
		})

		t.Run("anonymous admins and send_as", func(t *testing.T) {
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{BanUsers: true, Anonymous: true}})
			bob.WantChat(g, "anonymity", func(c tl.ChatClass) bool {
				x, ok := c.(*tl.Channel)
				return ok && x.AdminRights != nil && x.AdminRights.Anonymous
			})
			bob.Say(g, "the voice of the group")
			m := carol.WantIn(g, "the voice of the group")
			if p, ok := m.FromID.(*tl.PeerChannel); !ok || p.ChannelID != g {
				t.Errorf("an anonymous admin's message comes from %+v", m.FromID)
			}
			if m := bob.WantIn(g, "the voice of the group"); !m.Out {
				t.Error("an anonymous admin's own message is not theirs")
			}
			for _, p := range carol.Ask(&tl.ChannelsGetParticipants{Channel: carol.Channel(g), Filter: &tl.ChannelParticipantsAdmins{}, Limit: 10}).(*tl.ChannelsChannelParticipants).Participants {
				if p, ok := p.(*tl.ChannelParticipantAdmin); ok && p.UserID == bob.ID {
					t.Error("the list of admins names an anonymous one")
				}
			}
			alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(bob)})

			own := carol.NewChannel("carol's news", true)
			carol.WantError("SEND_AS_PEER_INVALID", &tl.MessagesSendMessage{Peer: carol.In(g), Message: "as", RandomID: 2, SendAs: carol.In(own)})
			carol.Call(&tl.ChannelsUpdateUsername{Channel: carol.Channel(own), Username: "carols_news"})
			as := carol.Ask(&tl.ChannelsGetSendAs{Peer: carol.In(g)}).(*tl.ChannelsSendAsPeers)
			if len(as.Peers) != 2 {
				t.Errorf("carol may post as %+v", as.Peers)
			}
			carol.Call(&tl.MessagesSaveDefaultSendAs{Peer: carol.In(g), SendAs: carol.In(own)})
			carol.Say(g, "from the newsroom")
			m = bob.WantIn(g, "from the newsroom")
			if p, ok := m.FromID.(*tl.PeerChannel); !ok || p.ChannelID != own {
				t.Errorf("posted as a channel, it comes from %+v", m.FromID)
			}
			carol.Call(&tl.MessagesSaveDefaultSendAs{Peer: carol.In(g), SendAs: &tl.InputPeerSelf{}})
			later := tl.Some(int32(s.Clock.Now().Unix()) + 60)
			carol.Call(&tl.MessagesSendMessage{Peer: carol.In(g), Message: "later, from the newsroom", RandomID: rand.Int64(), SendAs: carol.In(own), ScheduleDate: later})
			bob.WantError("SEND_AS_PEER_INVALID", &tl.MessagesSendMessage{Peer: bob.In(g), Message: "x", RandomID: rand.Int64(), SendAs: bob.In(g), ScheduleDate: later})
			s.Clock.Advance(2 * time.Minute)
			m = bob.WantIn(g, "later, from the newsroom")
			if p, ok := m.FromID.(*tl.PeerChannel); !ok || p.ChannelID != own {
				t.Errorf("scheduled as a channel, it comes from %+v", m.FromID)
			}
		})

		t.Run("hidden pre-history", func(t *testing.T) {
			old := alice.Say(g, "before dave")
			alice.Call(&tl.ChannelsTogglePreHistoryHidden{Channel: ch, Enabled: true})
			alice.WantError(notModified, &tl.ChannelsTogglePreHistoryHidden{Channel: ch, Enabled: true})
			dave := s.User("dave")
			servertest.Meet(alice, dave)
			alice.Invite(g, dave)
			alice.Say(g, "after dave")
			dave.WantIn(g, "after dave")
			if got := dave.Texts(g); len(got) == 0 || got[0] == "before dave" {
				t.Errorf("dave sees %q", got)
			}
			got := dave.Call(&tl.ChannelsGetMessages{Channel: dave.Channel(g), ID: []tl.InputMessageClass{&tl.InputMessageID{ID: old}}}).(*tl.MessagesChannelMessages)
			if _, ok := got.Messages[0].(*tl.MessageEmpty); !ok {
				t.Errorf("dave gets %+v", got.Messages[0])
			}
			// Of an edit dave is told that numbers were used, and no more.
			alice.Call(&tl.MessagesEditMessage{Peer: alice.In(g), ID: old, Message: tl.Some("a secret of before")})
			bob.WantIn(g, "a secret of before")
			alice.Say(g, "after the edit")
			dave.WantIn(g, "after the edit")
			for _, text := range dave.Texts(g) {
				if text == "a secret of before" {
					t.Error("an edit tells dave what was said before he came")
				}
			}
			dave.WantError("MESSAGE_ID_INVALID", &tl.ChannelsExportMessageLink{Channel: dave.Channel(g), ID: old})
			dave.Call(&tl.ChannelsLeaveChannel{Channel: dave.Channel(g)})
			alice.Call(&tl.ChannelsTogglePreHistoryHidden{Channel: ch})
		})

		t.Run("mentions, reading, typing, online", func(t *testing.T) {
			bob.Call(&tl.AccountUpdateUsername{Username: "bob_of_town"})
			m := alice.Say(g, "ask @bob_of_town about it")
			if x := bob.WantIn(g, "ask @bob_of_town about it"); !x.Mentioned || !x.MediaUnread {
				t.Errorf("a mention comes as %+v", x)
			}
			unread := bob.Ask(&tl.MessagesGetUnreadMentions{Peer: bob.In(g), Limit: 10})
			if n := len(servertest.Messages(unread)); n != 1 {
				t.Errorf("%d unread mentions, want 1", n)
			}
			bob.Call(&tl.MessagesReadMentions{Peer: bob.In(g)})
			if n := len(servertest.Messages(bob.Call(&tl.MessagesGetUnreadMentions{Peer: bob.In(g), Limit: 10}))); n != 0 {
				t.Errorf("%d unread mentions after reading", n)
			}
			bob.Call(&tl.ChannelsReadHistory{Channel: bob.Channel(g), MaxID: m})
			alice.WantOther("that it was read", func(u tl.UpdateClass) bool {
				r, ok := u.(*tl.UpdateReadChannelOutbox)
				return ok && r.ChannelID == g && r.MaxID >= m
			})
			who := alice.Call(&tl.MessagesGetMessageReadParticipants{Peer: alice.In(g), MsgID: m}).([]tl.ReadParticipantDate)
			if len(who) != 1 || who[0].UserID != bob.ID {
				t.Errorf("read by %+v, want bob", who)
			}
			bob.Call(&tl.MessagesSetTyping{Peer: bob.In(g), Action: &tl.SendMessageTypingAction{}})
			alice.WantOther("that bob types", func(u tl.UpdateClass) bool {
				x, ok := u.(*tl.UpdateChannelUserTyping)
				return ok && x.ChannelID == g && servertest.PeerID(x.FromID) == bob.ID
			})
			if n := alice.Call(&tl.MessagesGetOnlines{Peer: alice.In(g)}).(*tl.ChatOnlines).Onlines; n != 3 {
				t.Errorf("%d are online, want 3", n)
			}
		})

		t.Run("recent actions", func(t *testing.T) {
			log := alice.Ask(&tl.ChannelsGetAdminLog{Channel: ch, Limit: 100}).(*tl.ChannelsAdminLogResults)
			kinds := map[string]bool{}
			for _, e := range log.Events {
				kinds[e.Action.TLName()] = true
			}
			for _, k := range []string{
				"channelAdminLogEventActionParticipantInvite", "channelAdminLogEventActionParticipantToggleBan",
				"channelAdminLogEventActionParticipantToggleAdmin", "channelAdminLogEventActionToggleSlowMode",
				"channelAdminLogEventActionDefaultBannedRights", "channelAdminLogEventActionTogglePreHistoryHidden",
				"channelAdminLogEventActionEditMessage", "channelAdminLogEventActionDeleteMessage", "channelAdminLogEventActionUpdatePinned",
				"channelAdminLogEventActionParticipantLeave",
			} {
				if !kinds[k] {
					t.Errorf("recent actions have no %s; there are %v", k, kinds)
				}
			}
			only := alice.Call(&tl.ChannelsGetAdminLog{Channel: ch, Limit: 100, EventsFilter: &tl.ChannelAdminLogEventsFilter{Delete: true}}).(*tl.ChannelsAdminLogResults)
			for _, e := range only.Events {
				if _, ok := e.Action.(*tl.ChannelAdminLogEventActionDeleteMessage); !ok {
					t.Errorf("a filter for deletions chose %T", e.Action)
				}
			}
			s.Clock.Advance(49 * time.Hour)
			if log := alice.Call(&tl.ChannelsGetAdminLog{Channel: ch, Limit: 100}).(*tl.ChannelsAdminLogResults); len(log.Events) != 0 {
				t.Errorf("%d actions are kept for longer than 48 hours", len(log.Events))
			}
		})

		t.Run("everything of one member", func(t *testing.T) {
			bob.Say(g, "spam 1")
			m := bob.Say(g, "spam 2")
			carol.WantIn(g, "spam 2")
			alice.Call(&tl.ChannelsDeleteParticipantHistory{Channel: ch, Participant: alice.Peer(bob)})
			carol.WantGoneIn(g, m)
			for _, text := range carol.Texts(g) {
				if text == "spam 1" {
					t.Error("what bob wrote is still there")
				}
			}
		})

		t.Run("the end", func(t *testing.T) {
			carol.Call(&tl.ChannelsLeaveChannel{Channel: carol.Channel(g)})
			carol.WantError("USER_NOT_PARTICIPANT", &tl.ChannelsLeaveChannel{Channel: carol.Channel(g)})
			carol.WantError("CHANNEL_PRIVATE", texting(carol.Device, g, "one more thing"))
			alice.Call(&tl.ChannelsDeleteChannel{Channel: ch})
			bob.WantChat(g, "the end", func(c tl.ChatClass) bool { _, ok := c.(*tl.ChannelForbidden); return ok })
			bob.WantError("CHANNEL_PRIVATE", texting(bob.Device, g, "is anybody there?"))
			alice.WantError("CHANNEL_PRIVATE", &tl.ChannelsGetFullChannel{Channel: ch})
		})
	})
}
