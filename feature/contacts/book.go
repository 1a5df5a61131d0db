package contacts

import (
	"context"
	"encoding/json"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxImport = 500 // people in one importContacts; the rest are to be tried again
	maxName   = 64  // UTF-16 code units
)

// importContacts puts those people of a phone's address book who are here into the caller's.
// https://core.telegram.org/method/contacts.importContacts
func (f *Feature) importContacts(ctx context.Context, c rpc.Caller, q *tl.ContactsImportContacts) (*tl.ContactsImportedContacts, error) {
	out := &tl.ContactsImportedContacts{}
	in := q.Contacts
	for len(in) > maxImport {
		out.RetryContacts = append(out.RetryContacts, in[len(in)-1].ClientID)
		in = in[:len(in)-1]
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		out.Imported, out.Users = nil, nil
		var ids []int64
		for _, p := range in {
			u, ok, err := users.ByPhone(tx, Digits(p.Phone))
			if err != nil {
				return err
			}
			if !ok || u.ID == c.User {
				continue
			}
			if found, err := f.Lets(tx, u.ID, c.User, FindByPhone); err != nil || !found {
				if err != nil {
					return err
				}
				continue
			}
			first, last := name(p.FirstName), name(p.LastName)
			if first == "" {
				first, last = u.First, u.Last
			}
			if err := f.add(tx, c, Contact{Owner: c.User, User: u.ID, Phone: u.Phone, First: first, Last: last}); err != nil {
				return err
			}
			out.Imported = append(out.Imported, tl.ImportedContact{UserID: u.ID, ClientID: p.ClientID})
			ids = append(ids, u.ID)
		}
		us, err := f.People(tx, c.User, ids)
		out.Users = us
		return err
	})
	return out, err
}

// add puts an entry into the caller's address book; one that is there already keeps its note and its closeness.
func (f *Feature) add(tx *db.Tx, c rpc.Caller, e Contact) error {
	e.Added = f.box.Now()
	if err := put(tx, e); err != nil {
		return err
	}
	return f.tellUser(tx, c.User, e.User, c.Key)
}

// addContact puts a person into the caller's address book under a name.
// https://core.telegram.org/method/contacts.addContact
func (f *Feature) addContact(ctx context.Context, c rpc.Caller, q *tl.ContactsAddContact) (tl.UpdatesClass, error) {
	first, last := name(q.FirstName), name(q.LastName)
	if first == "" {
		return nil, rpc.Bad("CONTACT_NAME_EMPTY")
	}
	return f.change(ctx, c, q.ID, func(tx *db.Tx, u users.User) error {
		if u.ID == c.User {
			return rpc.Bad("CONTACT_ID_INVALID")
		}
		return f.add(tx, c, Contact{Owner: c.User, User: u.ID, Phone: Digits(q.Phone), First: first, Last: last})
	})
}

// change runs fn for a person and answers with how the caller sees them now.
func (f *Feature) change(ctx context.Context, c rpc.Caller, in tl.InputUserClass, fn func(*db.Tx, users.User) error) (tl.UpdatesClass, error) {
	out := &tl.Updates{Date: f.box.Now()}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		u, err := f.users.User(tx, c, in)
		if err != nil {
			return err
		}
		if err := fn(tx, u); err != nil {
			return err
		}
		out.Updates = []tl.UpdateClass{&tl.UpdatePeerSettings{Peer: &tl.PeerUser{UserID: u.ID}}}
		out.Users, err = f.People(tx, c.User, []int64{u.ID})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// deleteContacts takes people out of the caller's address book.
// https://core.telegram.org/method/contacts.deleteContacts
func (f *Feature) deleteContacts(ctx context.Context, c rpc.Caller, q *tl.ContactsDeleteContacts) (tl.UpdatesClass, error) {
	out := &tl.Updates{Date: f.box.Now()}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		out.Updates = nil
		var ids []int64
		for _, in := range q.ID {
			u, err := f.users.User(tx, c, in)
			if err != nil {
				return err
			}
			ids = append(ids, u.ID)
			out.Updates = append(out.Updates, &tl.UpdatePeerSettings{Peer: &tl.PeerUser{UserID: u.ID}})
		}
		if err := remove(tx, c.User, ids); err != nil {
			return err
		}
		for _, id := range ids {
			if err := f.tellUser(tx, c.User, id, c.Key); err != nil {
				return err
			}
		}
		var err error
		out.Users, err = f.People(tx, c.User, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// getContacts returns the caller's address book, or that it is still what the client has.
// https://core.telegram.org/method/contacts.getContacts
func (f *Feature) getContacts(ctx context.Context, c rpc.Caller, q *tl.ContactsGetContacts) (tl.ContactsContactsClass, error) {
	out := &tl.ContactsContacts{}
	var h uint64
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		book, err := Book(tx, c.User)
		if err != nil {
			return err
		}
		ids := make([]int64, len(book))
		for i, e := range book {
			ids[i] = e.User
			h = Hash(h, e.User)
		}
		h = Hash(h, int64(len(book)))
		mutual, err := inBooksOf(tx, c.User, ids)
		if err != nil {
			return err
		}
		for _, e := range book {
			_, both := mutual[e.User]
			out.Contacts = append(out.Contacts, tl.Contact{UserID: e.User, Mutual: both})
		}
		out.SavedCount = int32(len(book))
		out.Users, err = f.People(tx, c.User, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	if q.Hash != 0 && q.Hash == int64(h) {
		return &tl.ContactsContactsNotModified{}, nil
	}
	return out, nil
}

// Hash folds one more id into the hash by which clients ask whether a list is still what they have.
// https://core.telegram.org/api/offsets#hash-generation
func Hash(h uint64, id int64) uint64 {
	h ^= h >> 21
	h ^= h << 35
	h ^= h >> 4
	return h + uint64(id)
}

// getContactIDs returns the ids of the caller's contacts.
// https://core.telegram.org/method/contacts.getContactIDs
func (f *Feature) getContactIDs(ctx context.Context, c rpc.Caller, q *tl.ContactsGetContactIDs) ([]int32, error) {
	out := []int32{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		book, err := Book(tx, c.User)
		for _, e := range book {
			out = append(out, int32(e.User))
		}
		return err
	})
	return out, err
}

// getStatuses returns the presence of the caller's contacts.
// https://core.telegram.org/method/contacts.getStatuses
func (f *Feature) getStatuses(ctx context.Context, c rpc.Caller, q *tl.ContactsGetStatuses) ([]tl.ContactStatus, error) {
	out := []tl.ContactStatus{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		book, err := Book(tx, c.User)
		if err != nil {
			return err
		}
		ids := make([]int64, len(book))
		for i, e := range book {
			ids[i] = e.User
		}
		us, err := users.ByIDs(tx, ids)
		if err != nil {
			return err
		}
		views, err := f.Views(tx, c.User, us)
		for i := range us {
			if st := f.users.Status(&us[i], views[us[i].ID].Status); st != nil {
				out = append(out, tl.ContactStatus{UserID: us[i].ID, Status: st})
			}
		}
		return err
	})
	return out, err
}

// name makes a name fit to keep: clean and at most maxName units long.
func name(s string) string {
	s = strings.Join(strings.Fields(content.Clean(s)), " ")
	for content.Units(s) > maxName {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return s
}

// Digits is a phone number as it is kept: digits only.
func Digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}

const noticeUser = "contacts.user"

// tellUser tells a person's other devices that they see somebody differently now.
func (f *Feature) tellUser(tx *db.Tx, owner, about, except int64) error {
	data, err := json.Marshal(about)
	if err != nil {
		return err
	}
	return f.box.Notice(tx, &box.Notice{Box: owner, Except: except, Name: noticeUser, Data: data})
}
