package servertest

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"chappe/feature/users"
	"chappe/tl"
)

// Person is a user of the server under test, with a first device. Its methods go through that device.
type Person struct {
	*Device
	Name  string
	Phone string
	ID    int64
	all   []*Device

	names sync.Map // whom the devices were told of, by id
}

// User signs up a person.
func (s *Server) User(name string, opts ...DeviceOption) *Person {
	s.t.Helper()
	p := &Person{Name: name, Phone: s.nextPhone(), Device: s.Dial(opts...)}
	hash := p.code(p.Device)
	v := p.Call(&tl.AuthSignUp{PhoneNumber: p.Phone, PhoneCodeHash: hash, FirstName: name})
	p.signedIn(p.Device, v)
	s.mu.Lock()
	s.users[p.ID] = p
	s.mu.Unlock()
	return p
}

// code asks for a code and tries it, which a new person has to do before signing up.
func (p *Person) code(d *Device) string {
	d.s.t.Helper()
	sent, ok := d.Call(&tl.AuthSendCode{PhoneNumber: p.Phone, APIID: 1, APIHash: "h"}).(*tl.AuthSentCode)
	if !ok {
		d.s.t.Fatalf("sendCode answered something else than a sent code")
	}
	d.Call(&tl.AuthSignIn{PhoneNumber: p.Phone, PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: tl.Some(d.s.code(p.Phone))})
	return sent.PhoneCodeHash
}

func (p *Person) signedIn(d *Device, v any) {
	d.s.t.Helper()
	a, ok := v.(*tl.AuthAuthorization)
	if !ok {
		d.s.t.Fatalf("signing in answered %T", v)
	}
	p.ID, d.p = a.User.(*tl.User).ID, p
	d.mu.Lock()
	d.self = p.ID
	d.people([]tl.UserClass{a.User})
	d.mu.Unlock()
	p.all = append(p.all, d)
	d.CatchUp()
}

// NewDevice signs the person in with one more device.
func (p *Person) NewDevice(opts ...DeviceOption) *Device {
	p.s.t.Helper()
	d := p.s.Dial(opts...)
	sent := d.Call(&tl.AuthSendCode{PhoneNumber: p.Phone, APIID: 1, APIHash: "h"}).(*tl.AuthSentCode)
	v := d.Call(&tl.AuthSignIn{PhoneNumber: p.Phone, PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: tl.Some(p.s.code(p.Phone))})
	p.signedIn(d, v)
	return d
}

// Devices are all of the person's devices, the first one first.
func (p *Person) Devices() []*Device { return p.all }

func (p *Person) close() {
	for _, d := range p.all {
		d.close()
	}
}

// Meet puts two people into each other's address books, so that each can name the other.
func Meet(a, b *Person) {
	a.s.t.Helper()
	a.Import(b)
	b.Import(a)
}

// Import puts somebody into the person's address book by their phone number.
func (p *Person) Import(other *Person) {
	p.s.t.Helper()
	v := p.Call(&tl.ContactsImportContacts{Contacts: []tl.InputPhoneContact{{ClientID: 1, Phone: other.Phone, FirstName: other.Name}}})
	got := v.(*tl.ContactsImportedContacts)
	if len(got.Imported) != 1 || got.Imported[0].UserID != other.ID {
		p.s.t.Fatalf("importing %s gave %+v", other.Name, got.Imported)
	}
	p.mu.Lock()
	p.people(got.Users)
	p.mu.Unlock()
}

// Peer names another person as this device may; it imports them when it does not know them yet.
func (d *Device) Peer(other *Person) tl.InputPeerClass {
	d.s.t.Helper()
	if other == d.p {
		return &tl.InputPeerSelf{}
	}
	u := d.known(other)
	return &tl.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash.V}
}

// Input is the same for methods that take a user.
func (d *Device) Input(other *Person) tl.InputUserClass {
	d.s.t.Helper()
	if other == d.p {
		return &tl.InputUserSelf{}
	}
	u := d.known(other)
	return &tl.InputUser{UserID: u.ID, AccessHash: u.AccessHash.V}
}

// known is another person as the device was told of them. A new device has it from an old one: they may not be found any more.
func (d *Device) known(other *Person) *tl.User {
	d.s.t.Helper()
	d.mu.Lock()
	u := d.users[other.ID]
	if u == nil && d.p != nil {
		if known, ok := d.p.names.Load(other.ID); ok {
			u = known.(*tl.User)
			d.users[other.ID] = u
		}
	}
	d.mu.Unlock()
	if u == nil {
		v := d.Call(&tl.ContactsResolvePhone{Phone: other.Phone}).(*tl.ContactsResolvedPeer)
		d.mu.Lock()
		d.people(v.Users)
		u = d.users[other.ID]
		d.mu.Unlock()
	}
	if u == nil {
		d.s.t.Fatalf("%s cannot be found", other.Name)
	}
	if d.p != nil {
		d.p.names.Store(other.ID, u)
	}
	return u
}

// SendOption changes a message before it is sent.
type SendOption func(*tl.MessagesSendMessage)

// ReplyTo makes the message an answer to another.
func ReplyTo(id int32) SendOption {
	return func(q *tl.MessagesSendMessage) { q.ReplyTo = &tl.InputReplyToMessage{ReplyToMsgID: id} }
}

// Send sends a text and returns the message's id in the sender's box.
func (d *Device) Send(to *Person, text string, opts ...SendOption) int32 {
	d.s.t.Helper()
	id, err := d.TrySend(&tl.MessagesSendMessage{Peer: d.Peer(to), Message: text, RandomID: rand.Int64()}, opts...)
	if err != nil {
		d.s.t.Fatalf("send %q: %v", text, err)
	}
	return id
}

// TrySend sends q and returns the message's id, or the error.
func (d *Device) TrySend(q *tl.MessagesSendMessage, opts ...SendOption) (int32, error) {
	for _, o := range opts {
		o(q)
	}
	v, err := d.Try(q)
	if err != nil {
		return 0, err
	}
	switch v := v.(type) {
	case *tl.UpdateShortSentMessage:
		return v.ID, nil
	case *tl.Updates:
		for _, u := range v.Updates {
			if id, ok := u.(*tl.UpdateMessageID); ok && id.RandomID == q.RandomID {
				return id.ID, nil
			}
		}
	}
	return 0, fmt.Errorf("sending answered %T", v)
}

// WantMessage waits for a message with this text and returns it.
func (d *Device) WantMessage(text string) *tl.Message {
	d.s.t.Helper()
	var found *tl.Message
	d.Want(fmt.Sprintf("message %q", text), func(m *Mirror) bool {
		for _, x := range m.messages {
			if x, ok := x.(*tl.Message); ok && x.Message == text {
				found = x
				return true
			}
		}
		return false
	})
	return found
}

// WantGone waits until no message has this id.
func (d *Device) WantGone(id int32) {
	d.s.t.Helper()
	d.Want(fmt.Sprintf("deletion of %d", id), func(m *Mirror) bool { return m.messages[id] == nil })
}

// WantOther waits for an update without numbers of which ok says yes.
func (d *Device) WantOther(what string, ok func(tl.UpdateClass) bool) {
	d.s.t.Helper()
	d.Want(what, func(m *Mirror) bool {
		for _, u := range m.others {
			if ok(u) {
				return true
			}
		}
		return false
	})
}

// History returns what the server says of a conversation, newest first.
func (d *Device) History(with *Person, limit int32) []*tl.Message {
	d.s.t.Helper()
	var out []*tl.Message
	for _, m := range Messages(d.Call(&tl.MessagesGetHistory{Peer: d.Peer(with), Limit: limit})) {
		if m, ok := m.(*tl.Message); ok {
			out = append(out, m)
		}
	}
	return out
}

// Messages are those in an answer.
func Messages(v any) []tl.MessageClass {
	switch v := v.(type) {
	case *tl.MessagesMessages:
		return v.Messages
	case *tl.MessagesMessagesSlice:
		return v.Messages
	case *tl.MessagesChannelMessages:
		return v.Messages
	}
	return nil
}

// WantHistory fails the test unless the newest messages of a conversation are these, newest first.
func (d *Device) WantHistory(with *Person, texts ...string) {
	d.s.t.Helper()
	got := d.History(with, int32(len(texts)))
	for i, want := range texts {
		if i >= len(got) || got[i].Message != want {
			d.s.t.Fatalf("history is %v, want %q", brief(got), texts)
		}
	}
}

func brief(ms []*tl.Message) []string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = m.Message
	}
	return out
}

// WantReadUpto waits until the device knows that somebody has read the person's messages up to id.
func (d *Device) WantReadUpto(by *Person, id int32) {
	d.s.t.Helper()
	d.Want("read mark", func(m *Mirror) bool { return m.readOut[by.ID] >= id })
}

// WantOwnReadUpto waits until the device knows that its person has read somebody's messages up to id, on another device.
func (d *Device) WantOwnReadUpto(from *Person, id int32) {
	d.s.t.Helper()
	d.Want("own read mark", func(m *Mirror) bool { return m.readIn[from.ID] >= id })
}

// WantConverged waits until the mirror stands where the server does, and fails the test unless it holds n messages, beside those from the service account, and the server has them too.
func (d *Device) WantConverged(n int) {
	d.s.t.Helper()
	st := d.Call(&tl.UpdatesGetState{}).(*tl.UpdatesState)
	d.Want(fmt.Sprintf("pts %d", st.Pts), func(m *Mirror) bool { return m.pts >= st.Pts })
	if f := d.fault(); f != "" {
		d.s.t.Error(f)
	}
	d.mu.Lock()
	ids := make([]tl.InputMessageClass, 0, len(d.messages))
	said := 0
	for id, x := range d.messages {
		ids = append(ids, &tl.InputMessageID{ID: id})
		if x, ok := x.(*tl.Message); ok && PeerID(x.PeerID) != users.Service {
			said++
		}
	}
	d.mu.Unlock()
	if said != n {
		d.s.t.Errorf("the device knows %d messages, want %d", said, n)
	}
	for len(ids) > 0 {
		part := ids[:min(100, len(ids))]
		ids = ids[len(part):]
		for _, m := range Messages(d.Call(&tl.MessagesGetMessages{ID: part})) {
			if e, gone := m.(*tl.MessageEmpty); gone {
				d.s.t.Errorf("the device knows message %d, the server does not", e.ID)
			}
		}
	}
}

// WantPushed waits for a message with this text on a device that has no state yet, and so keeps nothing of what it is told.
func (d *Device) WantPushed(text string) {
	d.s.t.Helper()
	d.Want(fmt.Sprintf("push of %q", text), func(m *Mirror) bool { return m.pushed[text] })
}

// WantNoOther fails the test if an update without numbers came of which ok says yes.
func (d *Device) WantNoOther(what string, ok func(tl.UpdateClass) bool) {
	d.s.t.Helper()
	d.Want("what was told before", func(m *Mirror) bool {
		for _, u := range m.others {
			if ok(u) {
				d.s.t.Errorf("%s: %+v", what, u)
			}
		}
		return true
	})
}
