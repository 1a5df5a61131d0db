package messages_test

import (
	"slices"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// wantUpdate waits for an update without numbers of type U of which ok says yes.
func wantUpdate[U tl.UpdateClass](d *servertest.Device, what string, ok func(U) bool) {
	d.WantOther(what, func(u tl.UpdateClass) bool {
		x, is := u.(U)
		return is && ok(x)
	})
}

func TestDrafts(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		id := bob.Send(alice, "what do you think?")
		got := alice.WantMessage("what do you think?")
		save := &tl.MessagesSaveDraft{
			Peer: alice.Peer(bob), Message: "I think ", Entities: []tl.MessageEntityClass{&tl.MessageEntityItalic{Length: 1}},
			ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: got.ID},
		}
		alice.Call(save)
		ok := func(c tl.DraftMessageClass) bool {
			d, ok := c.(*tl.DraftMessage)
			if !ok {
				return false
			}
			r, _ := d.ReplyTo.(*tl.InputReplyToMessage)
			return d.Message == "I think " && len(d.Entities) == 1 && r != nil && r.ReplyToMsgID == got.ID
		}
		wantUpdate(phone, "draft", func(u *tl.UpdateDraftMessage) bool { return ok(u.Draft) && userID(u.Peer) == bob.ID })
		if ds := dialogs(phone); !ok(ds[0].Draft) {
			t.Errorf("the dialog has the draft %+v", ds[0].Draft)
		}
		all := phone.Call(&tl.MessagesGetAllDrafts{}).(*tl.Updates)
		if len(all.Updates) != 1 || !ok(all.Updates[0].(*tl.UpdateDraftMessage).Draft) {
			t.Errorf("all drafts are %+v", all.Updates)
		}
		empty := func(u *tl.UpdateDraftMessage) bool {
			_, gone := u.Draft.(*tl.DraftMessageEmpty)
			return gone
		}
		if _, err := alice.TrySend(&tl.MessagesSendMessage{Peer: alice.Peer(bob), Message: "yes", RandomID: 1, ClearDraft: true}); err != nil {
			t.Fatal(err)
		}
		wantUpdate(phone, "no draft", empty)
		if ds := dialogs(phone); ds[0].Draft != nil {
			t.Errorf("the dialog still has the draft %+v", ds[0].Draft)
		}
		bob.Call(&tl.MessagesSaveDraft{Peer: bob.Peer(alice), Message: "hm"})
		bob.Call(&tl.MessagesClearAllDrafts{})
		if all := bob.Call(&tl.MessagesGetAllDrafts{}).(*tl.Updates); len(all.Updates) != 0 {
			t.Errorf("bob has the drafts %+v", all.Updates)
		}
		alice.WantError("PEER_ID_INVALID", &tl.MessagesSaveDraft{Peer: &tl.InputPeerUser{UserID: bob.ID}, Message: "x"})
		_ = id
	})
}

func TestUnreadMark(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		alice.Send(bob, "hi")
		mark := &tl.MessagesMarkDialogUnread{Unread: true, Peer: &tl.InputDialogPeer{Peer: alice.Peer(bob)}}
		alice.Call(mark)
		wantUpdate(phone, "mark", func(u *tl.UpdateDialogUnreadMark) bool { return u.Unread })
		if ds := dialogs(phone); !ds[0].UnreadMark {
			t.Error("the dialog is not marked")
		}
		if m := phone.Call(&tl.MessagesGetDialogUnreadMarks{}).([]tl.DialogPeerClass); len(m) != 1 {
			t.Errorf("marked are %v", m)
		}
		mark.Unread = false
		alice.Call(mark)
		wantUpdate(phone, "no mark", func(u *tl.UpdateDialogUnreadMark) bool { return !u.Unread })
		if m := phone.Call(&tl.MessagesGetDialogUnreadMarks{}).([]tl.DialogPeerClass); len(m) != 0 {
			t.Errorf("marked are %v", m)
		}
	})
}

func TestFolders(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		folder := func(id int32, title string) *tl.MessagesUpdateDialogFilter {
			return &tl.MessagesUpdateDialogFilter{ID: id, Filter: &tl.DialogFilter{
				ID: id, Title: tl.TextWithEntities{Text: title, Entities: []tl.MessageEntityClass{}}, Groups: true,
				PinnedPeers: []tl.InputPeerClass{alice.Peer(bob)}, IncludePeers: []tl.InputPeerClass{&tl.InputPeerSelf{}},
				ExcludePeers: []tl.InputPeerClass{},
			}}
		}
		alice.Call(folder(2, "Two"))
		alice.Call(folder(3, "Three"))
		wantUpdate(phone, "folder", func(u *tl.UpdateDialogFilter) bool {
			f, ok := u.Filter.(*tl.DialogFilter)
			return ok && u.ID == 2 && f.Title.Text == "Two" && f.Groups && len(f.PinnedPeers) == 1 && len(f.IncludePeers) == 1
		})
		order := func() (out []int32) {
			for _, f := range phone.Call(&tl.MessagesGetDialogFilters{}).(*tl.MessagesDialogFilters).Filters {
				id := int32(0)
				if f, ok := f.(*tl.DialogFilter); ok {
					id = f.ID
				}
				out = append(out, id)
			}
			return out
		}
		if got := order(); !slices.Equal(got, []int32{0, 2, 3}) {
			t.Errorf("folders are %v", got)
		}
		alice.Call(&tl.MessagesUpdateDialogFiltersOrder{Order: []int32{3, 0, 2}})
		wantUpdate(phone, "order", func(u *tl.UpdateDialogFilterOrder) bool { return slices.Equal(u.Order, []int32{3, 0, 2}) })
		if got := order(); !slices.Equal(got, []int32{3, 0, 2}) {
			t.Errorf("folders are %v", got)
		}
		alice.Call(&tl.MessagesUpdateDialogFilter{ID: 3})
		wantUpdate(phone, "removal", func(u *tl.UpdateDialogFilter) bool { return u.ID == 3 && u.Filter == nil })
		alice.WantError("FILTER_ID_INVALID", folder(1, "x"))
		alice.WantError("FILTER_TITLE_EMPTY", folder(4, " "))
		none := folder(4, "None")
		f := none.Filter.(*tl.DialogFilter)
		f.Groups, f.PinnedPeers, f.IncludePeers = false, []tl.InputPeerClass{}, []tl.InputPeerClass{}
		alice.WantError("FILTER_INCLUDE_EMPTY", none)
		alice.Call(&tl.MessagesToggleDialogFilterTags{Enabled: true})
		if !phone.Call(&tl.MessagesGetDialogFilters{}).(*tl.MessagesDialogFilters).TagsEnabled {
			t.Error("tags are not on")
		}
		if n := len(phone.Call(&tl.MessagesGetSuggestedDialogFilters{}).([]tl.DialogFilterSuggested)); n != 2 {
			t.Errorf("%d folders are suggested", n)
		}
	})
}

func TestNotifySettings(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		phone := alice.NewDevice()
		alice.Send(bob, "hi")
		get := func(p tl.InputNotifyPeerClass) *tl.PeerNotifySettings {
			return phone.Call(&tl.AccountGetNotifySettings{Peer: p}).(*tl.PeerNotifySettings)
		}
		everybody, one := &tl.InputNotifyUsers{}, &tl.InputNotifyPeer{Peer: alice.Peer(bob)}
		if n := get(everybody); !n.ShowPreviews.V || !n.MuteUntil.OK || n.OtherSound == nil {
			t.Errorf("by default settings are %+v", n)
		}
		if n := get(one); n.MuteUntil.OK || n.ShowPreviews.OK || n.OtherSound != nil {
			t.Errorf("a conversation begins with the settings %+v", n)
		}
		q := &tl.AccountUpdateNotifySettings{Peer: one, Settings: tl.InputPeerNotifySettings{
			MuteUntil: tl.Some[int32](2147483647), Sound: &tl.NotificationSoundNone{},
		}}
		alice.Call(q)
		wantUpdate(phone, "settings", func(u *tl.UpdateNotifySettings) bool { return u.NotifySettings.MuteUntil.V == 2147483647 })
		if n := get(one); n.MuteUntil.V != 2147483647 || n.OtherSound == nil {
			t.Errorf("settings are %+v", n)
		}
		if d := dialogs(phone)[0]; d.NotifySettings.MuteUntil.V != 2147483647 {
			t.Errorf("the dialog has the settings %+v", d.NotifySettings)
		}
		if n := phone.Call(&tl.UsersGetFullUser{ID: phone.Input(bob)}).(*tl.UsersUserFull).FullUser.NotifySettings; n.MuteUntil.V != 2147483647 {
			t.Errorf("the profile has the settings %+v", n)
		}
		if u := phone.Call(&tl.AccountGetNotifyExceptions{}).(*tl.Updates); len(u.Updates) != 1 || len(u.Users) != 1 {
			t.Errorf("exceptions are %+v", u)
		}
		alice.Call(&tl.AccountResetNotifySettings{})
		if n := get(one); n.MuteUntil.OK {
			t.Errorf("after the reset the settings are %+v", n)
		}
	})
}
