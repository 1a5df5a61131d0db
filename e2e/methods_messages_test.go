package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gotd/td/tg"
)

// What cannot be sent, edited or deleted is refused in the words that clients know.
func TestMethodsMessageErrors(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	to := alice.peer(bob)
	id := alice.Says(bob, "first")
	bob.Says(alice, "from Bob")
	alice.WantMessage(bob, "from Bob")
	nobody := &tg.InputPeerUser{UserID: bob.ID + 100}
	for _, c := range []struct {
		peer tg.InputPeerClass
		text string
		rand int64
		want string
	}{
		{to, "", 1, "400 MESSAGE_EMPTY"},
		{to, " \n\t ", 2, "400 MESSAGE_EMPTY"},
		{to, strings.Repeat("x", 4097), 3, "400 MESSAGE_TOO_LONG"},
		{to, strings.Repeat("🗼", 2049), 4, "400 MESSAGE_TOO_LONG"},
		{nobody, "x", 5, "400 PEER_ID_INVALID"},
		{&tg.InputPeerEmpty{}, "x", 6, "400 PEER_ID_INVALID"},
		{to, "x", 0, "400 RANDOM_ID_EMPTY"},
		{to, strings.Repeat("x", 4096), 7, ""},
	} {
		ask(alice, c.want, api.MessagesSendMessage, &tg.MessagesSendMessageRequest{Peer: c.peer, Message: c.text, RandomID: c.rand})
	}
	for _, c := range []struct {
		id         int
		text, want string
	}{
		{id, "first", "400 MESSAGE_NOT_MODIFIED"},
		{id, " ", "400 MESSAGE_EMPTY"},
		{id, strings.Repeat("x", 4097), "400 MESSAGE_TOO_LONG"},
		{9999, "x", "400 MESSAGE_ID_INVALID"},
		{bob2alice(alice, bob), "x", "403 MESSAGE_AUTHOR_REQUIRED"},
		{id, "second", ""},
	} {
		req := &tg.MessagesEditMessageRequest{Peer: to, ID: c.id}
		req.SetMessage(c.text)
		ask(alice, c.want, api.MessagesEditMessage, req)
	}
	bob.WantEdit(alice, id, "second")
	ask(alice, "400 PEER_ID_INVALID", api.MessagesGetHistory, &tg.MessagesGetHistoryRequest{Peer: nobody, Limit: 1})
	ask(alice, "400 PEER_ID_INVALID", api.MessagesReadHistory, &tg.MessagesReadHistoryRequest{Peer: nobody})
	ask(alice, "400 PEER_ID_INVALID", api.MessagesSetTyping, &tg.MessagesSetTypingRequest{Peer: nobody, Action: &tg.SendMessageTypingAction{}})

	got := ask(alice, "", api.MessagesGetMessages, []tg.InputMessageClass{&tg.InputMessageID{ID: id}, &tg.InputMessageID{ID: 9999}})
	page, _ := got.AsModified()
	if ms := page.GetMessages(); len(ms) != 2 || ms[0].(*tg.Message).Message != "second" || ms[1].TypeName() != "messageEmpty" {
		t.Errorf("messages.getMessages answers %v", ms)
	}
}

// bob2alice is Bob's last message as Alice numbers it.
func bob2alice(alice, bob *Person) int {
	for _, m := range alice.Talk(bob) {
		if !m.Out {
			return m.ID
		}
	}
	return 0
}

// Forwarded messages say who said them first, unless the author is left out, hides, or is forwarded from where that is forbidden.
func TestMethodsForward(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	carol := s.Person("Carol", Gotd, Options{})
	alice.Meets(carol)
	bob.Says(alice, "news")
	alice.WantMessage(bob, "news")
	id := bob2alice(alice, bob)
	n := int64(0)
	forward := func(want string, set func(*tg.MessagesForwardMessagesRequest)) *tg.Message {
		t.Helper()
		n++
		req := &tg.MessagesForwardMessagesRequest{FromPeer: alice.peer(bob), ToPeer: alice.peer(carol), ID: []int{id}, RandomID: []int64{n}}
		if set != nil {
			set(req)
		}
		res := ask(alice, want, alice.api().MessagesForwardMessages, req)
		if want != "" {
			return nil
		}
		return messageIn(alice, res)
	}
	forward("400 MESSAGE_IDS_EMPTY", func(q *tg.MessagesForwardMessagesRequest) { q.ID, q.RandomID = nil, nil })
	forward("400 RANDOM_ID_INVALID", func(q *tg.MessagesForwardMessagesRequest) { q.RandomID = nil })
	forward("400 MESSAGE_ID_INVALID", func(q *tg.MessagesForwardMessagesRequest) { q.ID = []int{9999} })
	forward("400 PEER_ID_INVALID", func(q *tg.MessagesForwardMessagesRequest) { q.ToPeer = &tg.InputPeerUser{UserID: 1} })
	if m := forward("", nil); m.Message != "news" || m.FwdFrom.FromID == nil || peerID(m.FwdFrom.FromID) != bob.ID {
		t.Errorf("a forwarded message is %v", m)
	}
	carol.WantMessage(alice, "news")
	m := forward("", func(q *tg.MessagesForwardMessagesRequest) { q.SetDropAuthor(true); q.SetDropMediaCaptions(true) })
	if _, ok := m.GetFwdFrom(); ok || m.Message != "news" {
		t.Errorf("a message forwarded without its author is %v", m)
	}
	ask(bob, "", bob.api().AccountSetPrivacy, &tg.AccountSetPrivacyRequest{
		Key: &tg.InputPrivacyKeyForwards{}, Rules: []tg.InputPrivacyRuleClass{&tg.InputPrivacyValueDisallowAll{}},
	})
	if m := forward("", nil); m.FwdFrom.FromID != nil || m.FwdFrom.FromName == "" {
		t.Errorf("a forwarded message of somebody who hides is %v", m)
	}
	secret := &tg.MessagesSendMessageRequest{Peer: bob.peer(alice), Message: "keep it", RandomID: 77}
	secret.SetNoforwards(true)
	ask(bob, "", bob.api().MessagesSendMessage, secret)
	id = alice.WantMessage(bob, "keep it").ID
	forward("400 CHAT_FORWARDS_RESTRICTED", nil)
}

// Answers may quote a part of what they answer.
func TestMethodsQuote(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	id := alice.Says(bob, "🗼 one, two, three")
	answer := func(want, quote string, random int64) {
		t.Helper()
		to := &tg.InputReplyToMessage{ReplyToMsgID: id}
		to.SetQuoteText(quote)
		to.SetQuoteOffset(8)
		req := &tg.MessagesSendMessageRequest{Peer: alice.peer(bob), Message: "I said " + quote, RandomID: random}
		req.SetReplyTo(to)
		ask(alice, want, alice.api().MessagesSendMessage, req)
	}
	answer("400 QUOTE_TEXT_INVALID", "four", 1)
	answer("", "two", 2)
	bob.WantMessage(alice, "I said two")
	page, _ := ask(bob, "", bob.api().MessagesGetHistory, &tg.MessagesGetHistoryRequest{Peer: bob.peer(alice), Limit: 1}).AsModified()
	h, _ := page.GetMessages()[0].(*tg.Message).ReplyTo.(*tg.MessageReplyHeader)
	if h == nil || !h.Quote || h.QuoteText != "two" || h.QuoteOffset != 8 {
		t.Errorf("the answer's header is %v", h)
	}
}

// Entities of the client's come back; links, mentions, hashtags, addresses and numbers are found; offsets are in UTF-16 units.
func TestMethodsEntities(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	for i, c := range []struct {
		text string
		mine []tg.MessageEntityClass
		want string
	}{
		{"🗼 https://example.com/é?q=1 x", nil, "messageEntityUrl 3+25"},
		{"é @alice_x", nil, "messageEntityMention 2+8"},
		{"🗼🗼 #télégraphe", nil, "messageEntityHashtag 5+11"},
		{"to a.b@example.com", nil, "messageEntityEmail 3+15"},
		{"/start now", nil, "messageEntityBotCommand 0+6"},
		{"🗼 bold", []tg.MessageEntityClass{&tg.MessageEntityBold{Offset: 3, Length: 4}}, "messageEntityBold 3+4"},
		{"👨‍👩‍👧 hidden", []tg.MessageEntityClass{&tg.MessageEntitySpoiler{Offset: 9, Length: 6}}, "messageEntitySpoiler 9+6"},
		{"  spaces before", []tg.MessageEntityClass{&tg.MessageEntityItalic{Offset: 2, Length: 6}}, "messageEntityItalic 0+6"},
		{"short", []tg.MessageEntityClass{&tg.MessageEntityCode{Offset: 90, Length: 6}}, ""},
		{"שלום https://example.org", nil, "messageEntityUrl 5+19"},
	} {
		req := &tg.MessagesSendMessageRequest{Peer: alice.peer(bob), Message: c.text, RandomID: int64(i + 1)}
		if c.mine != nil {
			req.SetEntities(c.mine)
		}
		ask(alice, "", alice.api().MessagesSendMessage, req)
		bob.WantMessage(alice, strings.TrimSpace(c.text))
		page, _ := ask(bob, "", bob.api().MessagesGetHistory, &tg.MessagesGetHistoryRequest{Peer: bob.peer(alice), Limit: 1}).AsModified()
		var got []string
		for _, e := range page.GetMessages()[0].(*tg.Message).Entities {
			got = append(got, fmt.Sprintf("%s %d+%d", e.TypeName(), e.GetOffset(), e.GetLength()))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%q has the entities %q, not %q", c.text, got, c.want)
		}
	}
}

// Messages are sent without a sound, cleared for one and for both, and who read them when is told.
func TestMethodsHistory(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	req := &tg.MessagesSendMessageRequest{Peer: alice.peer(bob), Message: "hush", RandomID: 1}
	req.SetSilent(true)
	ask(alice, "", alice.api().MessagesSendMessage, req)
	bob.WantMessage(alice, "hush")
	page, _ := ask(bob, "", bob.api().MessagesGetHistory, &tg.MessagesGetHistoryRequest{Peer: bob.peer(alice), Limit: 1}).AsModified()
	m := page.GetMessages()[0].(*tg.Message)
	if !m.Silent {
		t.Errorf("a silent message is %v", m)
	}
	mine := alice.Talk(bob)[0].ID
	date := &tg.MessagesGetOutboxReadDateRequest{Peer: alice.peer(bob), MsgID: mine}
	ask(alice, "400 MESSAGE_NOT_READ_YET", alice.api().MessagesGetOutboxReadDate, date)
	bob.must("read", bob.Client.Read(alice.ID, m.ID))
	alice.WantRead(bob, mine)
	if got := ask(alice, "", alice.api().MessagesGetOutboxReadDate, date); got.Date < m.Date {
		t.Errorf("a message of %d was read at %d", m.Date, got.Date)
	}
	settings := tg.GlobalPrivacySettings{}
	settings.SetHideReadMarks(true)
	ask(bob, "", bob.api().AccountSetGlobalPrivacySettings, settings)
	ask(bob, "", bob.api().AccountSetPrivacy, &tg.AccountSetPrivacyRequest{
		Key: &tg.InputPrivacyKeyStatusTimestamp{}, Rules: []tg.InputPrivacyRuleClass{&tg.InputPrivacyValueDisallowAll{}},
	})
	ask(alice, "403 USER_PRIVACY_RESTRICTED", alice.api().MessagesGetOutboxReadDate, date)

	clear := func(p, q *Person, revoke bool) {
		req := &tg.MessagesDeleteHistoryRequest{Peer: p.peer(q), JustClear: !revoke, Revoke: revoke}
		ask(p, "", p.api().MessagesDeleteHistory, req)
	}
	clear(bob, alice, false)
	wantTexts(bob, alice)
	wantTexts(alice, bob, "hush")
	bob.Says(alice, "again")
	alice.WantMessage(bob, "again")
	clear(alice, bob, true)
	bob.WantDelete(bob.Says(alice, "x") - 1)
	wantTexts(bob, alice, "x")
}
