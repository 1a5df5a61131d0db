package contacts

import (
	"context"
	"maps"
	"slices"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const maxNote = 128 // UTF-16 code units

// search finds people by the beginning of a name, a number or a public name: first in the caller's address book, then everywhere.
// https://core.telegram.org/method/contacts.search
func (f *Feature) search(ctx context.Context, c rpc.Caller, q *tl.ContactsSearch) (*tl.ContactsFound, error) {
	text := strings.ToLower(strings.TrimPrefix(content.Clean(q.Q), "@"))
	if text == "" {
		return nil, rpc.Bad("SEARCH_QUERY_EMPTY")
	}
	limit := int(min(max(q.Limit, 1), 50))
	out := &tl.ContactsFound{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		mine, err := findContacts(tx, c.User, text, limit)
		if err != nil {
			return err
		}
		var others []int64
		if len(text) >= 3 {
			if others, err = findNames(tx, text, limit); err != nil {
				return err
			}
		}
		known := map[int64]bool{c.User: true}
		for _, id := range mine {
			known[id] = true
			out.MyResults = append(out.MyResults, &tl.PeerUser{UserID: id})
		}
		for _, id := range others {
			if !known[id] {
				mine = append(mine, id)
				out.Results = append(out.Results, &tl.PeerUser{UserID: id})
			}
		}
		if out.Users, err = f.People(tx, c.User, mine); err != nil || f.FindChannels == nil {
			return err
		}
		in, public, err := f.FindChannels(tx, c.User, text, limit)
		if err != nil {
			return err
		}
		for _, id := range in {
			out.MyResults = append(out.MyResults, &tl.PeerChannel{ChannelID: id})
		}
		for _, id := range public {
			if !slices.Contains(in, id) {
				in = append(in, id)
				out.Results = append(out.Results, &tl.PeerChannel{ChannelID: id})
			}
		}
		out.Chats, err = f.Channels(tx, c.User, in)
		return err
	})
	return out, err
}

// acceptContact puts somebody who has the caller in their address book into the caller's, and shows them the caller's number.
// https://core.telegram.org/method/contacts.acceptContact
func (f *Feature) acceptContact(ctx context.Context, c rpc.Caller, q *tl.ContactsAcceptContact) (tl.UpdatesClass, error) {
	return f.change(ctx, c, q.ID, func(tx *db.Tx, u users.User) error {
		if u.ID == c.User {
			return rpc.Bad("CONTACT_ID_INVALID")
		}
		views, err := f.Views(tx, c.User, []users.User{u})
		if err != nil {
			return err
		}
		phone := ""
		if views[u.ID].Phone {
			phone = u.Phone
		}
		return f.add(tx, c, Contact{Owner: c.User, User: u.ID, Phone: phone, First: u.First, Last: u.Last})
	})
}

// deleteByPhones takes people out of the caller's address book by the numbers that it has of them.
// https://core.telegram.org/method/contacts.deleteByPhones
func (f *Feature) deleteByPhones(ctx context.Context, c rpc.Caller, q *tl.ContactsDeleteByPhones) (bool, error) {
	if len(q.Phones) > maxAwaited {
		return false, rpc.Bad("LIMIT_INVALID")
	}
	want := map[string]bool{}
	for _, p := range q.Phones {
		want[Digits(p)] = true
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		book, err := Book(tx, c.User)
		if err != nil {
			return err
		}
		var ids []int64
		for _, e := range book {
			if e.Phone != "" && want[e.Phone] {
				ids = append(ids, e.User)
			}
		}
		if err := remove(tx, c.User, ids); err != nil {
			return err
		}
		for _, id := range ids {
			if err := f.tellUser(tx, c.User, id, c.Key); err != nil {
				return err
			}
		}
		return removeAwaited(tx, c.User, slices.Collect(maps.Keys(want)))
	})
	return err == nil, err
}

// resetSaved forgets the caller's whole address book.
// https://core.telegram.org/method/contacts.resetSaved
func (f *Feature) resetSaved(ctx context.Context, c rpc.Caller, q *tl.ContactsResetSaved) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		if err := clearBook(tx, c.User); err != nil {
			return err
		}
		if err := forgetAwaited(tx, c.User); err != nil {
			return err
		}
		return f.box.Notice(tx, &box.Notice{Box: c.User, Except: c.Key, Name: noticeReset, Data: []byte("{}")})
	})
	return err == nil, err
}

func (f *Feature) renderReset(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateContactsReset{}}}, nil
}

// getSaved returns what an export of the address book shows.
// https://core.telegram.org/method/contacts.getSaved
func (f *Feature) getSaved(ctx context.Context, c rpc.Caller, q *tl.ContactsGetSaved) ([]tl.SavedPhoneContact, error) {
	out := []tl.SavedPhoneContact{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		book, err := Book(tx, c.User)
		if err != nil {
			return err
		}
		waiting, err := awaitedBy(tx, c.User)
		for _, e := range append(book, waiting...) {
			out = append(out, tl.SavedPhoneContact{Phone: e.Phone, FirstName: e.First, LastName: e.Last, Date: e.Added})
		}
		return err
	})
	return out, err
}

// editCloseFriends makes these contacts, and no others, the caller's close friends.
// https://core.telegram.org/method/contacts.editCloseFriends
func (f *Feature) editCloseFriends(ctx context.Context, c rpc.Caller, q *tl.ContactsEditCloseFriends) (bool, error) {
	if len(q.ID) > maxRules {
		return false, rpc.Bad("LIMIT_INVALID")
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error { return setClose(tx, c.User, q.ID) })
	return err == nil, err
}

// updateNote keeps what the caller notes of a contact, for the caller alone.
// https://core.telegram.org/method/contacts.updateContactNote
func (f *Feature) updateNote(ctx context.Context, c rpc.Caller, q *tl.ContactsUpdateContactNote) (bool, error) {
	note := content.Clean(q.Note.Text)
	if content.Units(note) > maxNote {
		return false, rpc.Bad("CONTACT_NOTE_TOO_LONG")
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		u, err := f.users.User(tx, c, q.ID)
		if err != nil {
			return err
		}
		ok, err := setNote(tx, c.User, u.ID, note)
		if err == nil && !ok {
			err = rpc.Bad("CONTACT_MISSING")
		}
		return err
	})
	return err == nil, err
}

// setBlockedList makes these people, and no others, those whom the caller has blocked.
// https://core.telegram.org/method/contacts.setBlocked
func (f *Feature) setBlockedList(ctx context.Context, c rpc.Caller, q *tl.ContactsSetBlocked) (bool, error) {
	if len(q.ID) > maxRules {
		return false, rpc.Bad("LIMIT_INVALID")
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		want := map[int64]bool{}
		for _, in := range q.ID {
			p, err := f.users.Peer(tx, c, in)
			if err != nil {
				return err
			}
			if p.IsUser() && p.ID() != c.User {
				want[int64(p)] = true
			}
		}
		have, err := blocks(tx, c.User, maxRules, 0)
		if err != nil {
			return err
		}
		for _, b := range have {
			if want[b.peer] {
				delete(want, b.peer)
				continue
			}
			if err := f.keepBlock(tx, c, b.peer, false); err != nil {
				return err
			}
		}
		for p := range want {
			if err := f.keepBlock(tx, c, p, true); err != nil {
				return err
			}
		}
		return nil
	})
	return err == nil, err
}
