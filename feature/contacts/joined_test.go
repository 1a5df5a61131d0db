package contacts_test

import (
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// phone imports a number into somebody's address book and returns who has it, 0 for nobody.
func phone(p *servertest.Person, number, name string) int64 {
	got := p.Call(&tl.ContactsImportContacts{Contacts: []tl.InputPhoneContact{{ClientID: 1, Phone: "+" + number, FirstName: name}}})
	if all := got.(*tl.ContactsImportedContacts).Imported; len(all) == 1 {
		return all[0].UserID
	}
	return 0
}

// joined says whether a device has the message that somebody signed up, and whether it is silent.
func joined(m *servertest.Mirror, who int64) (there, silent bool) {
	m.Has(func(x tl.MessageClass) bool {
		sm, ok := x.(*tl.MessageService)
		if !ok || servertest.PeerID(sm.PeerID) != who {
			return false
		}
		if _, ok = sm.Action.(*tl.MessageActionContactSignUp); ok {
			there, silent = true, sm.Silent
		}
		return ok
	})
	return there, silent
}

// TestWhoSignsUpIsFound is about numbers in address books that nobody has yet.
func TestWhoSignsUpIsFound(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, quiet, past := s.User("alice"), s.User("quiet"), s.User("past")
		const number = "99966" + "0000004" // the fourth person has it
		for _, p := range []*servertest.Person{alice, quiet, past} {
			if id := phone(p, number, "My friend"); id != 0 {
				t.Fatalf("%d has the number already", id)
			}
		}
		if n := len(alice.Call(&tl.ContactsGetSaved{}).([]tl.SavedPhoneContact)); n != 1 {
			t.Errorf("%d numbers are saved", n)
		}
		past.Call(&tl.ContactsDeleteByPhones{Phones: []string{"+" + number}})
		quiet.Call(&tl.AccountSetContactSignUpNotification{Silent: true})
		if off := quiet.Call(&tl.AccountGetContactSignUpNotification{}).(bool); !off {
			t.Error("the setting was not kept")
		}
		friend := s.User("friend")
		if friend.Phone != number {
			t.Fatalf("the fourth person has %s", friend.Phone)
		}
		for _, p := range []*servertest.Person{alice, quiet} {
			p.Want("word of the friend", func(m *servertest.Mirror) bool {
				there, silent := joined(m, friend.ID)
				return there && silent == (p == quiet)
			})
			u := p.Call(&tl.UsersGetUsers{ID: []tl.InputUserClass{p.Input(friend)}}).([]tl.UserClass)[0].(*tl.User)
			if !u.Contact || u.FirstName.V != "My friend" {
				t.Errorf("%s sees %+v", p.Name, u)
			}
		}
		if n := len(past.Call(&tl.ContactsGetContacts{}).(*tl.ContactsContacts).Contacts); n != 0 {
			t.Errorf("who deleted the number has %d contacts", n)
		}
		alice.Send(friend, "there you are")
		friend.WantMessage("there you are")
	})
}

// TestNumbersCannotBeTriedOneAfterTheOther is about the allowance of look-ups: it ends, also when the server is restarted, and comes back.
func TestNumbersCannotBeTriedOneAfterTheOther(t *testing.T) {
	s := servertest.New(t)
	alice, bob := s.User("alice"), s.User("bob")
	alice.Import(bob)
	numbers := func(from, n int) (q tl.ContactsImportContacts) {
		for i := range n {
			q.Contacts = append(q.Contacts, tl.InputPhoneContact{ClientID: int64(from + i), Phone: numberOf(from + i)})
		}
		return q
	}
	for from := 0; from < 4500; from += 500 {
		q := numbers(from, 500)
		if r := alice.Call(&q).(*tl.ContactsImportedContacts).RetryContacts; len(r) != 0 {
			t.Fatalf("%d of an address book that is not large are put off", len(r))
		}
	}
	q := numbers(4500, 600)
	if r := alice.Call(&q).(*tl.ContactsImportedContacts).RetryContacts; len(r) != 101 || r[0] != 5000 {
		t.Errorf("%d are put off, from %v on", len(r), r[:min(1, len(r))])
	}
	s.Restart()
	alice.Reconnect()
	alice.WantError("FLOOD_WAIT_59", &tl.ContactsResolvePhone{Phone: bob.Phone})
	again := numbers(0, 500)
	if r := alice.Call(&again).(*tl.ContactsImportedContacts).RetryContacts; len(r) != 0 {
		t.Errorf("%d numbers that were looked up before are put off", len(r))
	}
	s.Clock.Advance(2 * time.Minute)
	alice.Call(&tl.ContactsResolvePhone{Phone: bob.Phone})
}

func numberOf(n int) string {
	digits := []byte("44799900000000")
	for i := len(digits) - 1; n > 0; i, n = i-1, n/10 {
		digits[i] = byte('0' + n%10)
	}
	return string(digits)
}

// TestBirthdays is about who is told of whose birthday.
func TestBirthdays(t *testing.T) {
	s := servertest.New(t) // on 23 November
	alice, bob, carol, stranger := s.User("alice"), s.User("bob"), s.User("carol"), s.User("stranger")
	servertest.Meet(alice, bob)
	servertest.Meet(alice, carol)
	alice.Import(stranger) // who does not know her: contacts only are told, by default
	bob.Call(&tl.AccountUpdateBirthday{Birthday: &tl.Birthday{Day: 24, Month: 11, Year: tl.Some(int32(1990))}})
	carol.Call(&tl.AccountUpdateBirthday{Birthday: &tl.Birthday{Day: 26, Month: 11}})
	stranger.Call(&tl.AccountUpdateBirthday{Birthday: &tl.Birthday{Day: 23, Month: 11}})
	got := alice.Call(&tl.ContactsGetBirthdays{}).(*tl.ContactsContactBirthdays)
	if len(got.Contacts) != 1 || got.Contacts[0].ContactID != bob.ID || got.Contacts[0].Birthday.Year.V != 1990 || len(got.Users) != 1 {
		t.Errorf("birthdays: %+v", got)
	}
}
