package server_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// notModified is what a change is answered with that changes nothing.
const notModified = "CHAT_NOT_MODIFIED"

// texting is a message to a chat.
func texting(d *servertest.Device, id int64, text string) *tl.MessagesSendMessage {
	return &tl.MessagesSendMessage{Peer: d.In(id), Message: text, RandomID: rand.Int64()}
}

// TestLifeOfABasicGroup is a group from its first day to its last, with everything tried that somebody may not do.
func TestLifeOfABasicGroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, dave := s.User("alice"), s.User("bob"), s.User("carol"), s.User("dave")
		stranger := s.User("stranger")
		for _, p := range []*servertest.Person{bob, carol, dave} {
			servertest.Meet(alice, p)
		}
		servertest.Meet(bob, dave)
		g := alice.NewGroup("friends", bob, carol)

		t.Run("who is not in it", func(t *testing.T) {
			for _, q := range []tl.Object{
				texting(stranger.Device, g, "hello?"), &tl.MessagesGetHistory{Peer: stranger.In(g), Limit: 10},
				&tl.MessagesExportChatInvite{Peer: stranger.In(g)}, &tl.MessagesSetTyping{Peer: stranger.In(g), Action: &tl.SendMessageTypingAction{}},
				&tl.MessagesEditChatAbout{Peer: stranger.In(g), About: "mine"}, &tl.MessagesGetOnlines{Peer: stranger.In(g)},
				&tl.MessagesToggleNoForwards{Peer: stranger.In(g), Enabled: true},
			} {
				stranger.WantError("PEER_ID_INVALID", q)
			}
			for _, q := range []tl.Object{
				&tl.MessagesGetFullChat{ChatID: g}, &tl.MessagesEditChatTitle{ChatID: g, Title: "mine"}, &tl.MessagesMigrateChat{ChatID: g},
				&tl.MessagesAddChatUser{ChatID: g, UserID: &tl.InputUserSelf{}}, &tl.MessagesDeleteChat{ChatID: g},
				&tl.MessagesDeleteChatUser{ChatID: g, UserID: &tl.InputUserSelf{}}, &tl.MessagesGetChats{ID: []int64{g}},
				&tl.MessagesEditChatAdmin{ChatID: g, UserID: &tl.InputUserSelf{}, IsAdmin: true},
				&tl.MessagesEditChatPhoto{ChatID: g, Photo: &tl.InputChatPhotoEmpty{}},
			} {
				stranger.WantError("CHAT_ID_INVALID", q)
			}
		})

		t.Run("what members may and may not", func(t *testing.T) {
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteChatUser{ChatID: g, UserID: bob.Input(carol)})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatAdmin{ChatID: g, UserID: bob.Input(carol), IsAdmin: true})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteChat{ChatID: g})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesMigrateChat{ChatID: g})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesExportChatInvite{Peer: bob.In(g)})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesToggleNoForwards{Peer: bob.In(g), Enabled: true})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesSetChatAvailableReactions{Peer: bob.In(g), AvailableReactions: &tl.ChatReactionsNone{}})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatDefaultBannedRights{Peer: bob.In(g), BannedRights: tl.ChatBannedRights{SendPlain: true}})
			// By default members rename, describe, invite and pin.
			bob.Call(&tl.MessagesEditChatTitle{ChatID: g, Title: "good friends"})
			bob.WantError(notModified, &tl.MessagesEditChatTitle{ChatID: g, Title: "good friends"})
			bob.WantError("CHAT_TITLE_EMPTY", &tl.MessagesEditChatTitle{ChatID: g, Title: "  "})
			bob.Call(&tl.MessagesEditChatAbout{Peer: bob.In(g), About: "we meet on Fridays"})
			bob.WantError("CHAT_ABOUT_NOT_MODIFIED", &tl.MessagesEditChatAbout{Peer: bob.In(g), About: "we meet on Fridays"})
			bob.WantError("CHAT_ABOUT_TOO_LONG", &tl.MessagesEditChatAbout{Peer: bob.In(g), About: strings.Repeat("x", 300)})
			alice.WantChat(g, "the new title", func(c tl.ChatClass) bool { x, ok := c.(*tl.Chat); return ok && x.Title == "good friends" })
			full := carol.Ask(&tl.MessagesGetFullChat{ChatID: g}).(*tl.MessagesChatFull)
			if f := full.FullChat.(*tl.ChatFull); f.About != "we meet on Fridays" || len(f.Participants.(*tl.ChatParticipants).Participants) != 3 {
				t.Errorf("the group is shown as %+v", f)
			}
			bob.Call(&tl.MessagesAddChatUser{ChatID: g, UserID: bob.Input(dave), FwdLimit: 10})
			bob.WantError("USER_ALREADY_PARTICIPANT", &tl.MessagesAddChatUser{ChatID: g, UserID: bob.Input(dave)})
			bob.Call(&tl.MessagesDeleteChatUser{ChatID: g, UserID: bob.Input(dave)}) // whom one has invited one may remove
			dave.WantError("CHAT_WRITE_FORBIDDEN", texting(dave.Device, g, "hello?"))
		})

		t.Run("taking rights from everybody", func(t *testing.T) {
			alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g), BannedRights: tl.ChatBannedRights{
				SendPlain: true, ChangeInfo: true, InviteUsers: true, PinMessages: true, SendReactions: true,
			}})
			bob.WantError("CHAT_SEND_PLAIN_FORBIDDEN", texting(bob.Device, g, "may I?"))
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatTitle{ChatID: g, Title: "mine"})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatAbout{Peer: bob.In(g), About: "mine"})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesAddChatUser{ChatID: g, UserID: bob.Input(dave)})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatPhoto{ChatID: g, Photo: &tl.InputChatPhotoEmpty{}})
			alice.Say(g, "quiet, please")
			m := bob.WantMessage("quiet, please")
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesUpdatePinnedMessage{Peer: bob.In(g), ID: m.ID})
			bob.WantError("CHAT_WRITE_FORBIDDEN", &tl.MessagesSendReaction{
				Peer: bob.In(g), MsgID: m.ID, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "👍"}},
			})
			alice.Call(&tl.MessagesEditChatAdmin{ChatID: g, UserID: alice.Input(bob), IsAdmin: true})
			bob.Say(g, "an admin speaks")
			carol.WantMessage("an admin speaks")
			bob.Call(&tl.MessagesUpdatePinnedMessage{Peer: bob.In(g), ID: m.ID})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteChat{ChatID: g})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesDeleteChatUser{ChatID: g, UserID: bob.Input(alice)})
			bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditChatAdmin{ChatID: g, UserID: bob.Input(carol), IsAdmin: true})
			alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g)})
			alice.WantError("BANNED_RIGHTS_INVALID", &tl.MessagesEditChatDefaultBannedRights{
				Peer: alice.In(g), BannedRights: tl.ChatBannedRights{ViewMessages: true},
			})
		})

		t.Run("what is not to be forwarded", func(t *testing.T) {
			alice.Say(g, "between us")
			m := carol.WantMessage("between us")
			alice.Call(&tl.MessagesToggleNoForwards{Peer: alice.In(g), Enabled: true})
			carol.WantError("CHAT_FORWARDS_RESTRICTED", &tl.MessagesForwardMessages{
				FromPeer: carol.In(g), ToPeer: &tl.InputPeerSelf{}, ID: []int32{m.ID}, RandomID: []int64{rand.Int64()},
			})
			alice.WantError(notModified, &tl.MessagesToggleNoForwards{Peer: alice.In(g), Enabled: true})
			alice.Call(&tl.MessagesToggleNoForwards{Peer: alice.In(g)})
		})

		t.Run("who has read", func(t *testing.T) {
			alice.Say(g, "@nobody read this")
			m := carol.WantMessage("@nobody read this")
			carol.Call(&tl.MessagesReadHistory{Peer: carol.In(g), MaxID: m.ID})
			mine := alice.WantMessage("@nobody read this")
			got := alice.Call(&tl.MessagesGetMessageReadParticipants{Peer: alice.In(g), MsgID: mine.ID}).([]tl.ReadParticipantDate)
			if len(got) != 1 || got[0].UserID != carol.ID {
				t.Errorf("read by %+v, want carol", got)
			}
		})

		t.Run("leaving and coming back", func(t *testing.T) {
			carol.Call(&tl.MessagesDeleteChatUser{ChatID: g, UserID: &tl.InputUserSelf{}})
			carol.WantError("USER_NOT_PARTICIPANT", &tl.MessagesDeleteChatUser{ChatID: g, UserID: &tl.InputUserSelf{}})
			carol.WantError("CHAT_WRITE_FORBIDDEN", texting(carol.Device, g, "one more thing"))
			alice.Say(g, "carol is not here")
			alice.Call(&tl.MessagesAddChatUser{ChatID: g, UserID: alice.Input(carol)})
			alice.Say(g, "welcome back")
			carol.WantMessage("welcome back")
			for _, x := range carol.Ask(&tl.MessagesGetHistory{Peer: carol.In(g), Limit: 100}).(*tl.MessagesMessages).Messages {
				if x, ok := x.(*tl.Message); ok && x.Message == "carol is not here" {
					t.Error("carol sees what was said while she was out")
				}
			}
		})

		t.Run("the end", func(t *testing.T) {
			alice.Call(&tl.MessagesDeleteChat{ChatID: g})
			bob.WantChat(g, "the end", func(c tl.ChatClass) bool { x, ok := c.(*tl.Chat); return ok && x.Deactivated })
			bob.WantError("CHAT_DEACTIVATED", texting(bob.Device, g, "is anybody there?"))
			alice.WantError("CHAT_DEACTIVATED", &tl.MessagesEditChatTitle{ChatID: g, Title: "again"})
		})
	})
}

// TestAFullGroupBecomesASupergroup fills a basic group to its 200 members; the next one is refused, and it becomes a supergroup whose
// members find what was said before.
func TestAFullGroupBecomesASupergroup(t *testing.T) {
	s := servertest.New(t)
	alice, bob, late := s.User("alice"), s.User("bob"), s.User("late")
	servertest.Meet(alice, bob)
	servertest.Meet(alice, late)
	g := alice.NewGroup("full house", bob)
	alice.Say(g, "the old days")
	old := bob.WantMessage("the old days")
	s.Fill(g, 200)
	alice.WantError("USERS_TOO_MUCH", &tl.MessagesAddChatUser{ChatID: g, UserID: alice.Input(late)})
	link := alice.Call(&tl.MessagesExportChatInvite{Peer: alice.In(g)}).(*tl.ChatInviteExported)
	late.WantError("USERS_TOO_MUCH", &tl.MessagesImportChatInvite{Hash: hashOfLink(link.Link)})

	v := alice.Call(&tl.MessagesMigrateChat{ChatID: g}).(*tl.Updates)
	var super int64
	for _, c := range v.Chats {
		if c, ok := c.(*tl.Channel); ok {
			super = c.ID
		}
	}
	alice.Invite(super, late)
	alice.Say(super, "a new era")
	bob.WantIn(super, "a new era")
	late.WantIn(super, "a new era")
	bob.WantChat(g, "where the group went", func(c tl.ChatClass) bool {
		x, ok := c.(*tl.Chat)
		to, is := x.MigratedTo.(*tl.InputChannel)
		return ok && is && to.ChannelID == super && x.Deactivated
	})
	full := bob.Ask(&tl.ChannelsGetFullChannel{Channel: bob.Channel(super)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
	if full.MigratedFromChatID.V != g || full.ParticipantsCount.V != 201 {
		t.Errorf("the supergroup is shown as %+v", full)
	}
	// What was said before is where it was, in everybody's own box, and can be answered no more.
	h := bob.Ask(&tl.MessagesGetHistory{Peer: bob.In(g), Limit: 100})
	found := false
	for _, x := range servertest.Messages(h) {
		if x, ok := x.(*tl.Message); ok && x.ID == old.ID && x.Message == "the old days" {
			found = true
		}
	}
	if !found {
		t.Error("bob does not find what was said before")
	}
	bob.WantError("CHAT_WRITE_FORBIDDEN", texting(bob.Device, g, "still here?"))
	late.WantError("PEER_ID_INVALID", &tl.MessagesGetHistory{Peer: late.In(g), Limit: 10})
	late.WantError("INVITE_HASH_EXPIRED", &tl.MessagesCheckChatInvite{Hash: hashOfLink(link.Link)})
	alice.WantError("CHAT_ID_INVALID", &tl.MessagesMigrateChat{ChatID: g})
}
