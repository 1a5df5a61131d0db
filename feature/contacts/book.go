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
	minPhone  = 5   // digits of a number that may come to be somebody's
	maxPhone  = 15
)

// importContacts puts those people of a phone's address book who are here into the caller's. Numbers that nobody has are kept: whoever
// signs up with one becomes a contact. What is beyond the caller's allowance is to be tried again later.
// https://core.telegram.org/method/contacts.importContacts
func (f *Feature) importContacts(ctx context.Context, c rpc.Caller, q *tl.ContactsImportContacts) (*tl.ContactsImportedContacts, error) {
	var out *tl.ContactsImportedContacts
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		out = &tl.ContactsImportedContacts{}
		known, awaited, err := f.knownNumbers(tx, c.User)
		if err != nil {
			return err
		}
		in, err := f.allowed(tx, c, q.Contacts, known, out)
		if err != nil {
			return err
		}
		var ids []int64
		for _, p := range in {
			e := Contact{Owner: c.User, Phone: Digits(p.Phone), First: name(p.FirstName), Last: name(p.LastName)}
			id, err := f.importOne(tx, c, e, &awaited)
			if err != nil {
				return err
			}
			if id != 0 {
				out.Imported = append(out.Imported, tl.ImportedContact{UserID: id, ClientID: p.ClientID})
				ids = append(ids, id)
			}
		}
		out.Users, err = f.People(tx, c.User, ids)
		return err
	})
	return out, err
}

// knownNumbers are those in a person's address book, and how many of them nobody has yet.
func (f *Feature) knownNumbers(tx *db.Tx, owner int64) (known map[string]bool, awaited int, err error) {
	book, err := Book(tx, owner)
	if err != nil {
		return nil, 0, err
	}
	waiting, err := awaitedBy(tx, owner)
	known = make(map[string]bool, len(book)+len(waiting))
	for _, e := range append(book, waiting...) {
		known[e.Phone] = true
	}
	return known, len(waiting), err
}

// allowed is what the caller may import now. Numbers that were looked up before cost nothing.
func (f *Feature) allowed(tx *db.Tx, c rpc.Caller, all []tl.InputPhoneContact, known map[string]bool, out *tl.ContactsImportedContacts) ([]tl.InputPhoneContact, error) {
	in := all[:min(len(all), maxImport)]
	later := all[len(in):]
	fresh := 0
	for _, p := range in {
		if !known[Digits(p.Phone)] {
			fresh++
		}
	}
	got, _, err := f.lookUp(tx, c.User, fresh)
	if err != nil {
		return nil, err
	}
	var now []tl.InputPhoneContact
	for _, p := range in {
		if !known[Digits(p.Phone)] {
			if got == 0 {
				later = append(later[:len(later):len(later)], p)
				continue
			}
			got--
		}
		now = append(now, p)
	}
	for _, p := range later {
		out.RetryContacts = append(out.RetryContacts, p.ClientID)
	}
	return now, nil
}

// importOne adds whoever has a number and lets the caller find them by it, and returns their id. A number that nobody has is awaited, and
// so is one whose owner does not want to be found: the two do not differ.
func (f *Feature) importOne(tx *db.Tx, c rpc.Caller, e Contact, awaited *int) (int64, error) {
	u, ok, err := users.ByPhone(tx, e.Phone)
	if err != nil || ok && u.ID == c.User {
		return 0, err
	}
	if ok {
		if ok, err = f.Lets(tx, u.ID, c.User, FindByPhone); err != nil {
			return 0, err
		}
	}
	if !ok {
		if *awaited >= maxAwaited || len(e.Phone) < minPhone || len(e.Phone) > maxPhone {
			return 0, nil
		}
		*awaited++
		e.Added = f.box.Now()
		return 0, putAwaited(tx, e)
	}
	if e.First == "" {
		e.First, e.Last = u.First, u.Last
	}
	e.User = u.ID
	if err := removeAwaited(tx, c.User, []string{e.Phone}); err != nil {
		return 0, err
	}
	return u.ID, f.add(tx, c, e)
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
		waiting, err := awaitedBy(tx, c.User)
		if err != nil {
			return err
		}
		out.SavedCount = int32(len(book) + len(waiting))
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
	return content.Cut(strings.Join(strings.Fields(content.Clean(s)), " "), maxName)
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
