package server_test

import (
	"fmt"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// memberIDs are those of whom a list of participants tells, in its order.
func memberIDs(v any) (out []int64) {
	for _, p := range v.(*tl.ChannelsChannelParticipants).Participants {
		switch p := p.(type) {
		case *tl.ChannelParticipant:
			out = append(out, p.UserID)
		case *tl.ChannelParticipantSelf:
			out = append(out, p.UserID)
		case *tl.ChannelParticipantCreator:
			out = append(out, p.UserID)
		case *tl.ChannelParticipantAdmin:
			out = append(out, p.UserID)
		case *tl.ChannelParticipantBanned:
			out = append(out, servertest.PeerID(p.Peer))
		}
	}
	return out
}

// TestListsOfMembers asks for a supergroup's members by every filter, page by page, and shifts the pages by a member who comes.
func TestListsOfMembers(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		g := alice.NewChannel("everybody", false)
		people := []int64{alice.ID}
		var all []*servertest.Person
		for i := range 8 {
			s.Clock.Advance(time.Minute)
			p := s.User(fmt.Sprintf("member%d", i))
			servertest.Meet(alice, p)
			alice.Invite(g, p)
			people, all = append([]int64{p.ID}, people...), append(all, p)
		}
		ch := alice.Channel(g)
		ask := func(f tl.ChannelParticipantsFilterClass, offset, limit int32) []int64 {
			return memberIDs(alice.Ask(&tl.ChannelsGetParticipants{Channel: ch, Filter: f, Offset: offset, Limit: limit}))
		}
		recent := &tl.ChannelParticipantsRecent{}
		var pages []int64
		for o := int32(0); ; o += 4 {
			page := ask(recent, o, 4)
			if pages = append(pages, page...); len(page) < 4 {
				break
			}
		}
		if fmt.Sprint(pages) != fmt.Sprint(people) {
			t.Errorf("page by page the members are %v, want %v", pages, people)
		}
		// Talking, reading, a new name and a new rank move nobody.
		all[2].WantChat(g, "the group", func(tl.ChatClass) bool { return true })
		all[2].Say(g, "hello")
		all[3].Call(&tl.AccountUpdateProfile{FirstName: tl.Some("Aaron")})
		alice.Call(&tl.ChannelsEditAdmin{Channel: ch, UserID: alice.Input(all[4]), AdminRights: tl.ChatAdminRights{BanUsers: true}})
		if got := ask(recent, 2, 4); fmt.Sprint(got) != fmt.Sprint(people[2:6]) {
			t.Errorf("a page moved: %v, want %v", got, people[2:6])
		}
		s.Clock.Advance(time.Minute)
		alice.Invite(g, bob)
		if got := ask(recent, 3, 4); fmt.Sprint(got) != fmt.Sprint(people[2:6]) {
			t.Errorf("one came, and the page is %v, want %v", got, people[2:6])
		}
		bob.WantChat(g, "the group", func(tl.ChatClass) bool { return true })
		bob.Call(&tl.ChannelsLeaveChannel{Channel: bob.Channel(g)})
		if got := ask(recent, 2, 4); fmt.Sprint(got) != fmt.Sprint(people[2:6]) {
			t.Errorf("one left, and the page is %v, want %v", got, people[2:6])
		}
		if got := ask(&tl.ChannelParticipantsSearch{Q: "aar"}, 0, 10); len(got) != 1 || got[0] != all[3].ID {
			t.Errorf("aar finds %v", got)
		}
		if got := ask(&tl.ChannelParticipantsSearch{Q: "member"}, 0, 3); len(got) != 3 {
			t.Errorf("member finds %v", got)
		}
		if got := ask(&tl.ChannelParticipantsSearch{Q: "%"}, 0, 10); len(got) != 0 {
			t.Errorf("a sign that means anything finds %v", got)
		}
		if got := ask(&tl.ChannelParticipantsMentions{Q: tl.Some("member7")}, 0, 10); len(got) != 1 || got[0] != all[7].ID {
			t.Errorf("whom to mention: %v", got)
		}
		if got := ask(&tl.ChannelParticipantsAdmins{}, 0, 10); fmt.Sprint(got) != fmt.Sprint([]int64{alice.ID, all[4].ID}) {
			t.Errorf("admins are %v", got)
		}
		if got := ask(&tl.ChannelParticipantsContacts{}, 0, 10); len(got) != 8 {
			t.Errorf("contacts are %v", got)
		}
		if got := ask(&tl.ChannelParticipantsBots{}, 0, 10); len(got) != 0 {
			t.Errorf("bots are %v", got)
		}
		end := int32(s.Clock.Now().Unix()) + 600
		alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(all[0]), BannedRights: banned(end, noPlain)})
		alice.Call(&tl.ChannelsEditBanned{Channel: ch, Participant: alice.Peer(all[1]), BannedRights: banned(end, noView)})
		if got := ask(&tl.ChannelParticipantsBanned{}, 0, 10); fmt.Sprint(got) != fmt.Sprint([]int64{all[0].ID}) {
			t.Errorf("restricted are %v", got)
		}
		if got := ask(&tl.ChannelParticipantsKicked{Q: "member1"}, 0, 10); fmt.Sprint(got) != fmt.Sprint([]int64{all[1].ID}) {
			t.Errorf("removed are %v", got)
		}
		s.Clock.Advance(time.Hour)
		if got := ask(&tl.ChannelParticipantsBanned{}, 0, 10); len(got) != 0 {
			t.Errorf("after the end, restricted are %v", got)
		}
		// One is told about oneself and about others as one's seat allows.
		if _, ok := alice.Call(&tl.ChannelsGetParticipant{Channel: ch, Participant: alice.Peer(all[4])}).(*tl.ChannelsChannelParticipant).Participant.(*tl.ChannelParticipantAdmin); !ok {
			t.Error("an admin is not shown as one")
		}
		alice.WantError("USER_NOT_PARTICIPANT", &tl.ChannelsGetParticipant{Channel: ch, Participant: alice.Peer(bob)})
		alice.WantError("PARTICIPANT_ID_INVALID", &tl.ChannelsGetParticipant{Channel: ch, Participant: &tl.InputPeerUser{UserID: 5, AccessHash: 5}})
		// Hidden, nobody but admins sees who is in it.
		alice.Call(&tl.ChannelsToggleParticipantsHidden{Channel: ch, Enabled: true})
		for _, f := range []tl.ChannelParticipantsFilterClass{recent, &tl.ChannelParticipantsSearch{Q: "m"}, &tl.ChannelParticipantsContacts{}} {
			all[2].WantError("CHAT_ADMIN_REQUIRED", &tl.ChannelsGetParticipants{Channel: all[2].Channel(g), Filter: f, Limit: 10})
		}
		common := all[2].Ask(&tl.MessagesGetCommonChats{UserID: all[2].Input(alice), Limit: 10}).(*tl.MessagesChats)
		if len(common.Chats) != 0 {
			t.Errorf("a group with hidden members is said to be in common: %+v", common.Chats)
		}
		alice.Call(&tl.ChannelsToggleParticipantsHidden{Channel: ch})
		if common = all[2].Ask(&tl.MessagesGetCommonChats{UserID: all[2].Input(alice), Limit: 10}).(*tl.MessagesChats); len(common.Chats) != 1 {
			t.Errorf("in common are %+v", common.Chats)
		}
	})
}
