package e2e

import (
	"testing"

	"github.com/gotd/td/tg"
)

// dialog is a conversation as the list of the person shows it.
func (p *Person) dialog(with *Person) *tg.Dialog {
	p.t.Helper()
	res := ask(p, "", p.api().MessagesGetPeerDialogs, []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: p.peer(with)}})
	if len(res.Dialogs) != 1 {
		p.t.Fatalf("%s has the dialogs %v", p.name, res.Dialogs)
	}
	return res.Dialogs[0].(*tg.Dialog)
}

// Conversations are pinned, ordered, archived, marked as unread, drafted in, and sorted into folders.
func TestMethodsDialogs(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	carol := s.Person("Carol", Gotd, Options{})
	alice.Meets(carol)
	api := alice.api()
	bobs, carols := &tg.InputDialogPeer{Peer: alice.peer(bob)}, &tg.InputDialogPeer{Peer: alice.peer(carol)}
	alice.Says(bob, "to Bob")
	alice.Says(carol, "to Carol")

	for _, d := range []*tg.InputDialogPeer{bobs, carols} {
		ask(alice, "", api.MessagesToggleDialogPin, &tg.MessagesToggleDialogPinRequest{Pinned: true, Peer: d})
	}
	pinned := func() (out []int64) {
		for _, d := range ask(alice, "", api.MessagesGetPinnedDialogs, 0).Dialogs {
			out = append(out, peerID(d.(*tg.Dialog).Peer))
		}
		return out
	}
	if got := pinned(); len(got) != 2 || got[0] != carol.ID {
		t.Errorf("pinned are %v; Carol, %d, was last", got, carol.ID)
	}
	ask(alice, "", api.MessagesReorderPinnedDialogs, &tg.MessagesReorderPinnedDialogsRequest{Order: []tg.InputDialogPeerClass{bobs, carols}})
	if got := pinned(); len(got) != 2 || got[0] != bob.ID {
		t.Errorf("pinned are %v; Bob, %d, was put first", got, bob.ID)
	}
	ask(alice, "", api.MessagesToggleDialogPin, &tg.MessagesToggleDialogPinRequest{Peer: bobs})
	if alice.dialog(bob).Pinned || !alice.dialog(carol).Pinned {
		t.Error("Carol alone should be pinned")
	}

	ask(alice, "", api.MessagesMarkDialogUnread, &tg.MessagesMarkDialogUnreadRequest{Unread: true, Peer: bobs})
	marks := ask(alice, "", api.MessagesGetDialogUnreadMarks, &tg.MessagesGetDialogUnreadMarksRequest{})
	if len(marks) != 1 || !alice.dialog(bob).UnreadMark {
		t.Errorf("marked as unread are %v", marks)
	}
	ask(alice, "", api.MessagesMarkDialogUnread, &tg.MessagesMarkDialogUnreadRequest{Peer: bobs})
	if alice.dialog(bob).UnreadMark {
		t.Error("the mark stays")
	}

	archive := func(want string, folder int) {
		t.Helper()
		ask(alice, want, api.FoldersEditPeerFolders, []tg.InputFolderPeer{{Peer: alice.peer(bob), FolderID: folder}})
	}
	archive("400 FOLDER_ID_INVALID", 7)
	archive("", 1)
	if d := alice.dialog(bob); d.FolderID != 1 {
		t.Errorf("an archived dialog is %v", d)
	}
	archived := &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10}
	archived.SetFolderID(1)
	if page, _ := ask(alice, "", api.MessagesGetDialogs, archived).AsModified(); len(page.GetDialogs()) != 1 {
		t.Errorf("in the archive are %v", page.GetDialogs())
	}
	archive("", 0)

	ask(alice, "", api.MessagesSaveDraft, &tg.MessagesSaveDraftRequest{Peer: alice.peer(bob), Message: "to be continu"})
	if d, ok := alice.dialog(bob).Draft.(*tg.DraftMessage); !ok || d.Message != "to be continu" {
		t.Errorf("the draft is %v", alice.dialog(bob).Draft)
	}
	if got, ok := ask0(alice, "", api.MessagesGetAllDrafts).(*tg.Updates); !ok || len(got.Updates) != 1 {
		t.Errorf("all drafts are %v", got)
	}
	ask0(alice, "", api.MessagesClearAllDrafts)
	if d, ok := alice.dialog(bob).Draft.(*tg.DraftMessage); ok {
		t.Errorf("the draft is still %v", d)
	}
}

// Folders are made, checked, ordered and removed.
func TestMethodsFolders(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	folder := func(want string, id int, title string, who ...tg.InputPeerClass) {
		t.Helper()
		req := &tg.MessagesUpdateDialogFilterRequest{ID: id}
		req.SetFilter(&tg.DialogFilter{
			ID: id, Title: tg.TextWithEntities{Text: title}, IncludePeers: who, PinnedPeers: []tg.InputPeerClass{}, ExcludePeers: []tg.InputPeerClass{},
		})
		ask(alice, want, api.MessagesUpdateDialogFilter, req)
	}
	folder("400 FILTER_ID_INVALID", 1, "Low", alice.peer(bob))
	folder("400 FILTER_TITLE_EMPTY", 2, "", alice.peer(bob))
	folder("400 FILTER_INCLUDE_EMPTY", 2, "Empty")
	folder("", 2, "Lines", alice.peer(bob))
	folder("", 3, "Towers", alice.peer(bob))
	ask(alice, "", api.MessagesUpdateDialogFiltersOrder, []int{3, 2, 0})
	var got []string
	for _, f := range ask0(alice, "", api.MessagesGetDialogFilters).Filters {
		if f, ok := f.(*tg.DialogFilter); ok {
			got = append(got, f.Title.Text)
		}
	}
	if len(got) != 2 || got[0] != "Towers" {
		t.Errorf("the folders are %q", got)
	}
	ask(alice, "", api.MessagesUpdateDialogFilter, &tg.MessagesUpdateDialogFilterRequest{ID: 3})
	ask(alice, "", api.MessagesUpdateDialogFilter, &tg.MessagesUpdateDialogFilterRequest{ID: 2})
}

// Notifications are muted for one conversation and for a kind of them, and set back.
func TestMethodsNotify(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	mute := func(peer tg.InputNotifyPeerClass, until int) {
		set := tg.InputPeerNotifySettings{}
		set.SetMuteUntil(until)
		set.SetShowPreviews(false)
		ask(alice, "", api.AccountUpdateNotifySettings, &tg.AccountUpdateNotifySettingsRequest{Peer: peer, Settings: set})
	}
	const late = 2000000000
	for _, peer := range []tg.InputNotifyPeerClass{
		&tg.InputNotifyPeer{Peer: alice.peer(bob)}, &tg.InputNotifyUsers{}, &tg.InputNotifyChats{}, &tg.InputNotifyBroadcasts{},
	} {
		mute(peer, late)
		if got := ask(alice, "", api.AccountGetNotifySettings, peer); got.MuteUntil != late {
			t.Errorf("%v is muted until %d", peer, got.MuteUntil)
		}
	}
	alice.Says(bob, "mute")
	if d := alice.dialog(bob); d.NotifySettings.MuteUntil != late {
		t.Errorf("a muted dialog is %v", d)
	}
	if got, ok := ask(alice, "", api.AccountGetNotifyExceptions, &tg.AccountGetNotifyExceptionsRequest{}).(*tg.Updates); !ok || len(got.Updates) != 1 {
		t.Errorf("the exceptions are %v", got)
	}
	ask(alice, "400 PEER_ID_INVALID", api.AccountGetNotifySettings, tg.InputNotifyPeerClass(&tg.InputNotifyPeer{
		Peer: &tg.InputPeerUser{UserID: bob.ID + 100},
	}))
	ask0(alice, "", api.AccountResetNotifySettings)
	if d := alice.dialog(bob); d.NotifySettings.MuteUntil != 0 {
		t.Errorf("settings set back are %v", d.NotifySettings)
	}
}

// Messages are pinned for both or for one, and unpinned.
func TestMethodsPins(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	id := alice.Says(bob, "remember")
	pin := func(want string, req *tg.MessagesUpdatePinnedMessageRequest) {
		t.Helper()
		req.Peer = alice.peer(bob)
		ask(alice, want, api.MessagesUpdatePinnedMessage, req)
	}
	shown := func(p, q *Person) int { return ask(p, "", p.api().UsersGetFullUser, p.user(q)).FullUser.PinnedMsgID }
	pin("400 MESSAGE_ID_INVALID", &tg.MessagesUpdatePinnedMessageRequest{ID: 9999})
	pin("", &tg.MessagesUpdatePinnedMessageRequest{ID: id})
	pin("400 CHAT_NOT_MODIFIED", &tg.MessagesUpdatePinnedMessageRequest{ID: id})
	if a, b := shown(alice, bob), shown(bob, alice); a != id || b == 0 {
		t.Errorf("pinned is %d for Alice and %d for Bob, not %d", a, b, id)
	}
	pin("", &tg.MessagesUpdatePinnedMessageRequest{ID: id, Unpin: true})
	pin("", &tg.MessagesUpdatePinnedMessageRequest{ID: id, PmOneside: true})
	if a, b := shown(alice, bob), shown(bob, alice); a != id || b != 0 {
		t.Errorf("pinned for Alice alone is %d for her and %d for Bob", a, b)
	}
	ask(alice, "", api.MessagesUnpinAllMessages, &tg.MessagesUnpinAllMessagesRequest{Peer: alice.peer(bob)})
	if a := shown(alice, bob); a != 0 {
		t.Errorf("pinned is %d after everything was unpinned", a)
	}
}

// Scheduled messages are listed, changed, sent now or when due, and deleted.
func TestMethodsScheduled(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	at := ask0(alice, "", api.HelpGetConfig).Date
	schedule := func(want, text string, date int, random int64) int {
		t.Helper()
		req := &tg.MessagesSendMessageRequest{Peer: alice.peer(bob), Message: text, RandomID: random}
		req.SetScheduleDate(date)
		res := ask(alice, want, api.MessagesSendMessage, req)
		if want != "" {
			return 0
		}
		return messageIn(alice, res).ID
	}
	schedule("400 SCHEDULE_DATE_TOO_LATE", "late", at+3*366*24*3600, 1)
	first, second := schedule("", "first", at+3600, 2), schedule("", "second", at+7200, 3)
	soon := schedule("", "soon", at+15, 4)
	list := func() []string {
		t.Helper()
		return texts(ask(alice, "", api.MessagesGetScheduledHistory, &tg.MessagesGetScheduledHistoryRequest{Peer: alice.peer(bob)}))
	}
	if got := list(); len(got) != 3 {
		t.Errorf("scheduled are %q", got)
	}
	ids := func(id int) []int { return []int{id} }
	if got := texts(ask(alice, "", api.MessagesGetScheduledMessages, &tg.MessagesGetScheduledMessagesRequest{
		Peer: alice.peer(bob), ID: ids(second),
	})); len(got) != 1 || got[0] != "second" {
		t.Errorf("the second scheduled message is %q", got)
	}
	edit := &tg.MessagesEditMessageRequest{Peer: alice.peer(bob), ID: first}
	edit.SetMessage("first, better")
	edit.SetScheduleDate(at + 3600)
	ask(alice, "", api.MessagesEditMessage, edit)
	ask(alice, "400 MESSAGE_ID_INVALID", api.MessagesSendScheduledMessages, &tg.MessagesSendScheduledMessagesRequest{
		Peer: alice.peer(bob), ID: ids(9999),
	})
	ask(alice, "", api.MessagesSendScheduledMessages, &tg.MessagesSendScheduledMessagesRequest{Peer: alice.peer(bob), ID: ids(first)})
	bob.WantMessage(alice, "first, better")
	ask(alice, "", api.MessagesDeleteScheduledMessages, &tg.MessagesDeleteScheduledMessagesRequest{Peer: alice.peer(bob), ID: ids(second)})
	bob.WantMessage(alice, "soon")
	if got := list(); len(got) != 0 || soon == 0 {
		t.Errorf("scheduled are still %q", got)
	}
}

// Saved messages are listed by where they came from, pinned, read and cleared.
func TestMethodsSaved(t *testing.T) {
	s := NewServer(t)
	alice, bob := pair(s)
	api := alice.api()
	bob.Says(alice, "worth keeping")
	alice.WantMessage(bob, "worth keeping")
	alice.Says(alice, "a note")
	ask(alice, "", api.MessagesForwardMessages, &tg.MessagesForwardMessagesRequest{
		FromPeer: alice.peer(bob), ToPeer: &tg.InputPeerSelf{}, ID: []int{bob2alice(alice, bob)}, RandomID: []int64{5},
	})
	all, ok := ask(alice, "", api.MessagesGetSavedDialogs, &tg.MessagesGetSavedDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10}).(*tg.MessagesSavedDialogs)
	if !ok || len(all.Dialogs) != 2 {
		t.Errorf("the saved dialogs are %v", all)
	}
	history := func() []string {
		t.Helper()
		return texts(ask(alice, "", api.MessagesGetSavedHistory, &tg.MessagesGetSavedHistoryRequest{Peer: alice.peer(bob), Limit: 10}))
	}
	if got := history(); len(got) != 1 || got[0] != "worth keeping" {
		t.Errorf("saved from Bob is %q", got)
	}
	ask(alice, "", api.MessagesToggleSavedDialogPin, &tg.MessagesToggleSavedDialogPinRequest{
		Pinned: true, Peer: &tg.InputDialogPeer{Peer: alice.peer(bob)},
	})
	if got, ok := ask0(alice, "", api.MessagesGetPinnedSavedDialogs).(*tg.MessagesSavedDialogs); !ok || len(got.Dialogs) != 1 {
		t.Errorf("the pinned saved dialogs are %v", got)
	}
	ask(alice, "", api.MessagesDeleteSavedHistory, &tg.MessagesDeleteSavedHistoryRequest{Peer: alice.peer(bob)})
	if got := history(); len(got) != 0 {
		t.Errorf("saved from Bob is still %q", got)
	}
	wantTexts(alice, alice, "a note")
}
