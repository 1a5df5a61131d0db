package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// adding is a request that adds people to a supergroup or channel.
func adding(d *servertest.Device, id int64, people ...*servertest.Person) *tl.ChannelsInviteToChannel {
	q := &tl.ChannelsInviteToChannel{Channel: d.Channel(id), Users: []tl.InputUserClass{}}
	for _, p := range people {
		q.Users = append(q.Users, d.Input(p))
	}
	return q
}

// missing are those whom a request did not add.
func missing(d *servertest.Device, q tl.Object) (out []int64) {
	for _, m := range d.Ask(q).(*tl.MessagesInvitedUsers).MissingInvitees {
		out = append(out, m.UserID)
	}
	return out
}

// TestWhoLeftAChannelIsNotDraggedBack has somebody leave a supergroup and a channel by themselves: only those who know them, and whom they
// know, add them again. Who was removed and is forgiven did not leave.
func TestWhoLeftAChannelIsNotDraggedBack(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		alice.Import(bob)
		carol.Import(bob)
		servertest.Meet(alice, carol)
		for _, broadcast := range []bool{false, true} {
			id := alice.NewChannel(fmt.Sprintf("broadcast: %v", broadcast), broadcast)
			alice.Invite(id, bob)
			bob.WantChat(id, "the channel", func(tl.ChatClass) bool { return true })
			bob.Call(&tl.ChannelsLeaveChannel{Channel: bob.Channel(id)})
			alice.WantError("USER_NOT_MUTUAL_CONTACT", adding(alice.Device, id, bob))
			alice.WantError("USER_NOT_MUTUAL_CONTACT", &tl.ChannelsEditAdmin{
				Channel: alice.Channel(id), UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{PinMessages: true},
			})
			if m := missing(alice.Device, adding(alice.Device, id, bob, carol)); !slices.Equal(m, []int64{bob.ID}) {
				t.Errorf("of two, %v were not added", m)
			}
			carol.WantChat(id, "the channel", func(tl.ChatClass) bool { return true })
			bob.Import(alice)
			alice.Invite(id, bob)
			alice.WantError("USER_ALREADY_PARTICIPANT", adding(alice.Device, id, bob))
			bob.Call(&tl.ContactsDeleteContacts{ID: []tl.InputUserClass{bob.Input(alice)}})
			alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(id), Participant: alice.Peer(bob), BannedRights: banned(0, noView)})
			if broadcast {
				continue
			}
			carol.WantError("USER_KICKED", adding(carol.Device, id, bob))
			alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(id), Participant: alice.Peer(bob)})
			carol.Invite(id, bob)
		}
	})
}

// TestWhoIsNotAddedToAChannel tries to add people in every way that is refused.
func TestWhoIsNotAddedToAChannel(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, gone, shy, cross, foe := s.User("alice"), s.User("bob"), s.User("carol"), s.User("gone"), s.User("shy"), s.User("cross"), s.User("foe")
		for _, p := range []*servertest.Person{bob, carol, gone, shy, cross, foe} {
			servertest.Meet(alice, p)
		}
		servertest.Meet(bob, carol)
		g, ch := alice.NewChannel("the club", false), alice.NewChannel("the news", true)
		alice.Invite(g, bob)
		alice.Invite(ch, bob)
		bob.WantChat(ch, "the channel", func(tl.ChatClass) bool { return true })
		bob.WantChat(g, "the group", func(tl.ChatClass) bool { return true })
		gone.Call(&tl.AccountDeleteAccount{Reason: "enough"})
		shy.Call(&tl.AccountSetPrivacy{Key: &tl.InputPrivacyKeyChatInvite{}, Rules: []tl.InputPrivacyRuleClass{&tl.InputPrivacyValueDisallowAll{}}})
		cross.Call(&tl.ContactsBlock{ID: cross.Peer(alice)})
		alice.Call(&tl.ContactsBlock{ID: alice.Peer(foe)})
		wrong := *alice.Channel(g)
		wrong.AccessHash++
		stranger := *alice.Input(carol).(*tl.InputUser)
		stranger.AccessHash++
		many := &tl.ChannelsInviteToChannel{Channel: alice.Channel(g)}
		for range 201 {
			many.Users = append(many.Users, alice.Input(carol))
		}
		to := func(id int64, u tl.InputUserClass) tl.Object {
			return &tl.ChannelsInviteToChannel{Channel: alice.Channel(id), Users: []tl.InputUserClass{u}}
		}
		for _, id := range []int64{g, ch} {
			alice.WantError("USER_ID_INVALID", to(id, &stranger))
			alice.WantError("USER_ID_INVALID", to(id, &tl.InputUserEmpty{}))
			alice.WantError("USER_ID_INVALID", to(id, &tl.InputUserFromMessage{Peer: alice.In(g), MsgID: 99, UserID: carol.ID}))
			alice.WantError("INPUT_USER_DEACTIVATED", adding(alice.Device, id, gone))
			alice.WantError("USER_BLOCKED", adding(alice.Device, id, foe))
			if m := missing(alice.Device, adding(alice.Device, id, shy, cross)); !slices.Equal(m, []int64{shy.ID, cross.ID}) {
				t.Errorf("%v were not added", m)
			}
			if m := missing(alice.Device, adding(alice.Device, id, shy)); !slices.Equal(m, []int64{shy.ID}) {
				t.Errorf("%v were not added", m)
			}
		}
		alice.WantError("CHANNEL_INVALID", &tl.ChannelsInviteToChannel{Channel: &wrong, Users: []tl.InputUserClass{alice.Input(carol)}})
		alice.WantError("USERS_TOO_MUCH", many)
		bob.WantError("CHAT_ADMIN_REQUIRED", adding(bob.Device, ch, carol))
		alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(g), Participant: alice.Peer(bob), BannedRights: tl.ChatBannedRights{InviteUsers: true}})
		bob.WantError("CHAT_ADMIN_REQUIRED", adding(bob.Device, g, carol))
		alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(g), Participant: alice.Peer(bob), BannedRights: banned(0, noView)})
		bob.WantError("CHANNEL_PRIVATE", adding(bob.Device, g, carol))
		closeChat(t, s, false, g)
		alice.WantError("CHAT_WRITE_FORBIDDEN", adding(alice.Device, g, carol))
	})
}

// closeChat has the operator close a chat.
func closeChat(t *testing.T, s *servertest.Server, basic bool, id int64) {
	t.Helper()
	op, ctx := server.Dial(s.Data()), context.Background()
	s.Await("the operator's socket", func() bool { _, err := op.Groups(ctx, 0); return err == nil })
	if err := op.Close(ctx, basic, strconv.FormatInt(id, 10), "a judge said so", 0); err != nil {
		t.Fatal(err)
	}
}

// TestWhoIsNotAddedToAGroup does the same with a basic group.
func TestWhoIsNotAddedToAGroup(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol, gone, shy, cross, foe := s.User("alice"), s.User("bob"), s.User("carol"), s.User("gone"), s.User("shy"), s.User("cross"), s.User("foe")
		for _, p := range []*servertest.Person{bob, carol, gone, shy, cross, foe} {
			servertest.Meet(alice, p)
		}
		servertest.Meet(bob, carol)
		g, other, old := alice.NewGroup("the table", bob), alice.NewGroup("the bench", bob), alice.NewGroup("the chair", bob)
		gone.Call(&tl.AccountDeleteAccount{Reason: "enough"})
		shy.Call(&tl.AccountSetPrivacy{Key: &tl.InputPrivacyKeyChatInvite{}, Rules: []tl.InputPrivacyRuleClass{&tl.InputPrivacyValueDisallowAll{}}})
		cross.Call(&tl.ContactsBlock{ID: cross.Peer(alice)})
		alice.Call(&tl.ContactsBlock{ID: alice.Peer(foe)})
		add := func(d *servertest.Person, id int64, p *servertest.Person) tl.Object {
			return &tl.MessagesAddChatUser{ChatID: id, UserID: d.Input(p)}
		}
		stranger := *alice.Input(carol).(*tl.InputUser)
		stranger.AccessHash++
		alice.WantError("USER_ID_INVALID", &tl.MessagesAddChatUser{ChatID: g, UserID: &stranger})
		alice.WantError("INPUT_USER_DEACTIVATED", add(alice, g, gone))
		alice.WantError("YOU_BLOCKED_USER", add(alice, g, foe))
		alice.WantError("USER_ALREADY_PARTICIPANT", add(alice, g, bob))
		for _, p := range []*servertest.Person{shy, cross} {
			if m := missing(alice.Device, add(alice, g, p)); !slices.Equal(m, []int64{p.ID}) {
				t.Errorf("%s: %v were not added", p.Name, m)
			}
		}
		carol.WantError("CHAT_ID_INVALID", add(carol, g, bob))
		alice.WantError("CHAT_ID_INVALID", add(alice, 1<<40, bob))
		alice.Call(&tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(g), BannedRights: tl.ChatBannedRights{InviteUsers: true}})
		bob.WantError("CHAT_ADMIN_REQUIRED", add(bob, g, carol))
		alice.Call(&tl.MessagesDeleteChatUser{ChatID: g, UserID: alice.Input(bob)})
		bob.WantError("CHAT_WRITE_FORBIDDEN", add(bob, g, carol))
		alice.Call(&tl.MessagesMigrateChat{ChatID: other})
		alice.WantError("PEER_ID_INVALID", add(alice, other, carol))
		alice.Call(&tl.MessagesDeleteChat{ChatID: old})
		alice.WantError("CHAT_DEACTIVATED", add(alice, old, carol))
		closeChat(t, s, true, g)
		alice.WantError("CHAT_WRITE_FORBIDDEN", add(alice, g, carol))
	})
}

// TestNobodyIsInTooManyChannels lets everybody be in two channels and tries each way into a third.
func TestNobodyIsInTooManyChannels(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { c.Joined = 2 }))
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, bob)
		servertest.Meet(alice, carol)
		g, ch := alice.NewChannel("the club", false), alice.NewChannel("the news", true)
		alice.WantError("CHANNELS_TOO_MUCH", &tl.ChannelsCreateChannel{Title: "one more", Megagroup: true})
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(ch), Username: "the_news"})
		first, second := bob.NewChannel("the first", false), bob.NewChannel("the second", true)
		link := alice.Call(&tl.MessagesExportChatInvite{Peer: alice.In(g)}).(*tl.ChatInviteExported)
		asking := alice.Call(&tl.MessagesExportChatInvite{Peer: alice.In(g), RequestNeeded: true}).(*tl.ChatInviteExported)
		alice.WantError("USER_CHANNELS_TOO_MUCH", adding(alice.Device, g, bob))
		alice.WantError("USER_CHANNELS_TOO_MUCH", adding(alice.Device, g, bob, carol))
		alice.WantError("USER_CHANNELS_TOO_MUCH", &tl.ChannelsEditAdmin{
			Channel: alice.Channel(g), UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{PinMessages: true},
		})
		bob.Resolve("the_news")
		bob.WantError("CHANNELS_TOO_MUCH", &tl.ChannelsJoinChannel{Channel: bob.Channel(ch)})
		bob.WantError("CHANNELS_TOO_MUCH", &tl.MessagesImportChatInvite{Hash: hashOfLink(link.Link)})
		for _, p := range []*servertest.Person{bob, carol} {
			p.WantError("INVITE_REQUEST_SENT", &tl.MessagesImportChatInvite{Hash: hashOfLink(asking.Link)})
		}
		alice.WantError("USER_CHANNELS_TOO_MUCH", &tl.MessagesHideChatJoinRequest{Peer: alice.In(g), UserID: alice.Input(bob), Approved: true})
		// Of those who ask, who has room is let in, and the other goes on waiting.
		alice.Call(&tl.MessagesHideAllChatJoinRequests{Peer: alice.In(g), Approved: true})
		carol.WantChat(g, "the club", func(tl.ChatClass) bool { return true })
		bob.Call(&tl.ChannelsLeaveChannel{Channel: bob.Channel(first)})
		alice.Call(&tl.MessagesHideChatJoinRequest{Peer: alice.In(g), UserID: alice.Input(bob), Approved: true})
		bob.WantChat(g, "the club", func(tl.ChatClass) bool { return true })
		bob.WantError("CHANNELS_TOO_MUCH", &tl.ChannelsJoinChannel{Channel: bob.Channel(ch)})
		bob.Call(&tl.ChannelsDeleteChannel{Channel: bob.Channel(second)})
		bob.Call(&tl.ChannelsJoinChannel{Channel: bob.Channel(ch)})
		told := false
		for _, v := range alice.Ask(&tl.HelpGetAppConfig{}).(*tl.HelpAppConfig).Config.(*tl.JSONObject).Value {
			n, ok := v.Value.(*tl.JSONNumber)
			told = told || v.Key == "channels_limit_default" && ok && n.Value == 2
		}
		if !told {
			t.Error("clients are not told how many channels somebody may be in")
		}
	})
}

// TestAnOwnerOfManyPublicChannelsGetsNoMore hands public channels over to somebody who has as many as there may be.
func TestAnOwnerOfManyPublicChannelsGetsNoMore(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	servertest.Meet(alice, bob)
	g := alice.NewChannel("the club", false)
	alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(g), Username: "the_club"})
	alice.Invite(g, bob)
	for i := range 10 {
		id := bob.NewChannel(fmt.Sprintf("number %d", i), rand.IntN(2) == 0)
		bob.Call(&tl.ChannelsUpdateUsername{Channel: bob.Channel(id), Username: fmt.Sprintf("channel_number_%d", i)})
	}
	hand := &tl.MessagesEditChatCreator{Peer: alice.In(g), UserID: alice.Input(bob), Password: &tl.InputCheckPasswordEmpty{}}
	alice.WantError("CHANNELS_ADMIN_PUBLIC_TOO_MUCH", hand)
	alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(g)})
	alice.WantError("PASSWORD_MISSING", hand)
}
