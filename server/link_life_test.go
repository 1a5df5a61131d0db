package server_test

import (
	"strings"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// hashOfLink is what makes an invite link one of its own.
func hashOfLink(link string) string { return link[strings.LastIndex(link, "+")+1:] }

func theLink(v any) *tl.ChatInviteExported {
	switch v := v.(type) {
	case *tl.ChatInviteExported:
		return v
	case *tl.MessagesExportedChatInvite:
		return v.Invite.(*tl.ChatInviteExported)
	case *tl.MessagesExportedChatInviteReplaced:
		return v.Invite.(*tl.ChatInviteExported)
	}
	return nil
}

// TestLifeOfInviteLinks makes links of every sort for a private supergroup, and has people come by them.
func TestLifeOfInviteLinks(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		first, second, third := s.User("first"), s.User("second"), s.User("third")
		servertest.Meet(alice, bob)
		g := alice.NewChannel("the club", false)
		alice.Invite(g, bob)
		bob.WantChat(g, "the club", func(tl.ChatClass) bool { return true })
		in := alice.In(g)
		now := func() int32 { return int32(s.Clock.Now().Unix()) }

		for hash, err := range map[string]string{"": "INVITE_HASH_EMPTY", strings.Repeat("x", 100): "INVITE_HASH_INVALID", "nosuchlink": "INVITE_HASH_EXPIRED"} {
			first.WantError(err, &tl.MessagesCheckChatInvite{Hash: hash})
			first.WantError(err, &tl.MessagesImportChatInvite{Hash: hash})
		}
		for _, q := range []tl.Object{
			&tl.MessagesExportChatInvite{Peer: bob.In(g)}, &tl.MessagesGetExportedChatInvites{Peer: bob.In(g), AdminID: &tl.InputUserSelf{}, Limit: 10},
			&tl.MessagesGetAdminsWithInvites{Peer: bob.In(g)}, &tl.MessagesGetChatInviteImporters{Peer: bob.In(g), OffsetUser: &tl.InputUserEmpty{}, Limit: 10},
			&tl.MessagesHideAllChatJoinRequests{Peer: bob.In(g)}, &tl.MessagesHideChatJoinRequest{Peer: bob.In(g), UserID: bob.Input(alice)},
			&tl.MessagesDeleteRevokedExportedChatInvites{Peer: bob.In(g), AdminID: &tl.InputUserSelf{}},
		} {
			bob.WantError("CHAT_ADMIN_REQUIRED", q)
		}
		alice.WantError("EXPIRE_DATE_INVALID", &tl.MessagesExportChatInvite{Peer: in, ExpireDate: tl.Some(now() - 1)})
		alice.WantError("USAGE_LIMIT_INVALID", &tl.MessagesExportChatInvite{Peer: in, UsageLimit: tl.Some[int32](-1)})
		alice.WantError("USAGE_LIMIT_INVALID", &tl.MessagesExportChatInvite{Peer: in, UsageLimit: tl.Some[int32](5), RequestNeeded: true})

		// One use.
		once := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in, Title: tl.Some("for one"), UsageLimit: tl.Some[int32](1)}))
		seen := first.Call(&tl.MessagesCheckChatInvite{Hash: hashOfLink(once.Link)}).(*tl.ChatInvite)
		if seen.Title != "the club" || !seen.Megagroup || seen.ParticipantsCount != 2 || len(seen.Participants) > 0 || seen.RequestNeeded {
			t.Errorf("the link shows %+v", seen)
		}
		first.Ask(&tl.MessagesImportChatInvite{Hash: hashOfLink(once.Link)})
		alice.Say(g, "welcome, first")
		first.WantIn(g, "welcome, first")
		first.WantError("USER_ALREADY_PARTICIPANT", &tl.MessagesImportChatInvite{Hash: hashOfLink(theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in})).Link)})
		second.WantError("INVITE_HASH_EXPIRED", &tl.MessagesImportChatInvite{Hash: hashOfLink(once.Link)})

		// For an hour.
		hour := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in, ExpireDate: tl.Some(now() + 3600)}))
		s.Clock.Advance(3700 * 1e9)
		second.WantError("INVITE_HASH_EXPIRED", &tl.MessagesCheckChatInvite{Hash: hashOfLink(hour.Link)})
		longer := theLink(alice.Call(&tl.MessagesEditExportedChatInvite{
			Peer: in, Link: hour.Link, ExpireDate: tl.Some(now() + 3600), Title: tl.Some("an hour more"),
		}))
		if longer.Title.V != "an hour more" {
			t.Errorf("the link is now %+v", longer)
		}
		second.Ask(&tl.MessagesImportChatInvite{Hash: hashOfLink(hour.Link)})

		// Who came by which.
		came := alice.Ask(&tl.MessagesGetChatInviteImporters{Peer: in, Link: tl.Some(hour.Link), OffsetUser: &tl.InputUserEmpty{}, Limit: 10})
		if c := came.(*tl.MessagesChatInviteImporters); c.Count != 1 || c.Importers[0].UserID != second.ID {
			t.Errorf("by the link for an hour came %+v", c)
		}
		if got := theLink(alice.Call(&tl.MessagesGetExportedChatInvite{Peer: in, Link: once.Link})); got.Usage.V != 1 || got.Title.V != "for one" {
			t.Errorf("the link for one is %+v", got)
		}

		// Revoked, then forgotten.
		alice.WantError("INVITE_REVOKED_MISSING", &tl.MessagesDeleteExportedChatInvite{Peer: in, Link: hour.Link})
		if got := theLink(alice.Call(&tl.MessagesEditExportedChatInvite{Peer: in, Link: hour.Link, Revoked: true})); !got.Revoked {
			t.Error("the link is not revoked")
		}
		third.WantError("INVITE_HASH_EXPIRED", &tl.MessagesImportChatInvite{Hash: hashOfLink(hour.Link)})
		alice.WantError("INVITE_HASH_EXPIRED", &tl.MessagesEditExportedChatInvite{Peer: in, Link: hour.Link, Title: tl.Some("again")})
		off := alice.Call(&tl.MessagesGetExportedChatInvites{Peer: in, Revoked: true, AdminID: &tl.InputUserSelf{}, Limit: 10}).(*tl.MessagesExportedChatInvites)
		if off.Count != 1 || theLink(off.Invites[0]).Link != hour.Link {
			t.Errorf("revoked are %+v", off)
		}
		alice.Call(&tl.MessagesDeleteExportedChatInvite{Peer: in, Link: hour.Link})
		alice.WantError("INVITE_HASH_EXPIRED", &tl.MessagesGetExportedChatInvite{Peer: in, Link: hour.Link})

		// The permanent one is replaced when it is revoked.
		full := alice.Call(&tl.ChannelsGetFullChannel{Channel: alice.Channel(g)}).(*tl.MessagesChatFull).FullChat.(*tl.ChannelFull)
		main := theLink(full.ExportedInvite)
		swap := alice.Call(&tl.MessagesEditExportedChatInvite{Peer: in, Link: main.Link, Revoked: true}).(*tl.MessagesExportedChatInviteReplaced)
		if !theLink(swap.NewInvite).Permanent || theLink(swap.NewInvite).Link == main.Link {
			t.Errorf("the permanent link was replaced by %+v", swap.NewInvite)
		}

		// By request.
		ask := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in, RequestNeeded: true, Title: tl.Some("knock")}))
		if c := third.Call(&tl.MessagesCheckChatInvite{Hash: hashOfLink(ask.Link)}).(*tl.ChatInvite); !c.RequestNeeded {
			t.Error("the link does not say that one has to ask")
		}
		third.WantError("INVITE_REQUEST_SENT", &tl.MessagesImportChatInvite{Hash: hashOfLink(ask.Link)})
		alice.WantOther("that somebody asks to be let in", func(u tl.UpdateClass) bool {
			p, ok := u.(*tl.UpdatePendingJoinRequests)
			return ok && p.RequestsPending == 1 && p.RecentRequesters[0] == third.ID
		})
		waiting := alice.Ask(&tl.MessagesGetChatInviteImporters{Peer: in, Requested: true, OffsetUser: &tl.InputUserEmpty{}, Limit: 10}).(*tl.MessagesChatInviteImporters)
		if waiting.Count != 1 || !waiting.Importers[0].Requested || waiting.Importers[0].UserID != third.ID {
			t.Errorf("waiting are %+v", waiting)
		}
		third.WantError("PEER_ID_INVALID", &tl.MessagesGetHistory{Peer: third.In(g), Limit: 1})
		alice.WantError("HIDE_REQUESTER_MISSING", &tl.MessagesHideChatJoinRequest{Approved: true, Peer: in, UserID: alice.Input(bob)})
		alice.Call(&tl.MessagesHideChatJoinRequest{Peer: in, UserID: alice.Input(third)}) // not this time
		alice.WantError("HIDE_REQUESTER_MISSING", &tl.MessagesHideChatJoinRequest{Approved: true, Peer: in, UserID: alice.Input(third)})
		third.WantError("INVITE_REQUEST_SENT", &tl.MessagesImportChatInvite{Hash: hashOfLink(ask.Link)})
		alice.Call(&tl.MessagesHideAllChatJoinRequests{Approved: true, Peer: in, Link: tl.Some(ask.Link)})
		alice.Say(g, "third is in")
		third.WantIn(g, "third is in")
		by := alice.Call(&tl.MessagesGetChatInviteImporters{Peer: in, Link: tl.Some(ask.Link), OffsetUser: &tl.InputUserEmpty{}, Limit: 10}).(*tl.MessagesChatInviteImporters)
		if by.Count != 1 || by.Importers[0].ApprovedBy.V != alice.ID {
			t.Errorf("let in were %+v", by)
		}

		// Each admin has links of their own, and the creator sees all.
		alice.Call(&tl.ChannelsEditAdmin{Channel: alice.Channel(g), UserID: alice.Input(bob), AdminRights: tl.ChatAdminRights{InviteUsers: true}})
		his := theLink(bob.Call(&tl.MessagesExportChatInvite{Peer: bob.In(g)}))
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesEditExportedChatInvite{Peer: bob.In(g), Link: once.Link, Revoked: true})
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesGetExportedChatInvites{Peer: bob.In(g), AdminID: bob.Input(alice), Limit: 10})
		bob.WantError("CHAT_ADMIN_REQUIRED", &tl.MessagesGetAdminsWithInvites{Peer: bob.In(g)})
		admins := alice.Call(&tl.MessagesGetAdminsWithInvites{Peer: in}).(*tl.MessagesChatAdminsWithInvites)
		if len(admins.Admins) != 2 {
			t.Errorf("admins with links: %+v", admins.Admins)
		}
		alice.Call(&tl.MessagesEditExportedChatInvite{Peer: in, Link: his.Link, Revoked: true})

		// Whoever was banned does not come back by a link.
		open := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in}))
		alice.Call(&tl.ChannelsEditBanned{Channel: alice.Channel(g), Participant: alice.Peer(third), BannedRights: tl.ChatBannedRights{ViewMessages: true}})
		third.WantError("INVITE_HASH_EXPIRED", &tl.MessagesImportChatInvite{Hash: hashOfLink(open.Link)})
		third.WantError("INVITE_HASH_EXPIRED", &tl.MessagesCheckChatInvite{Hash: hashOfLink(open.Link)})
	})
}
