package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
)

// Client is one session of a client library. Its methods answer as the library does; a *Refusal is the server's own answer.
// Calls may overlap. Start and Stop may not.
type Client interface {
	Start(resume bool) error // connects; resume: with the key and state that the last Stop kept
	Stop() error             // goes offline and keeps key and state

	SignUp(phone, first, last string) (id int64, err error)
	SignIn(phone string) (id int64, err error)
	SignOut() error
	Import(phone, first string) (ids []int64, err error)
	Send(to int64, text string, replyTo int) (id int, err error)
	Edit(peer int64, id int, text string) error
	Delete(peer int64, ids []int, revoke bool) error
	Read(peer int64, upTo int) error
	Typing(peer int64) error
	History(peer int64, limit int) ([]Message, error) // newest first
	Dialogs() ([]Dialog, error)
	SendFiles(to int64, kind string, paths []string) (ids []int, err error) // kind: photo, video, voice; several are an album of photos
	Fetch(peer int64, id int, path string) error                            // what a message carries, into a file
	Call(method string, args map[string]any) (json.RawMessage, error)       // any method, args and answer as the library writes them
	Layer() (int, error)
}

// Refusal is an error that the server answered.
type Refusal struct {
	Code int    `json:"code"`
	Text string `json:"text"`
}

func (r *Refusal) Error() string { return fmt.Sprintf("%d %s", r.Code, r.Text) }

// Library makes a client that tells what it hears to an Inbox.
type Library struct {
	Name string
	New  func(t testing.TB, s *Server, in *Inbox, o Options) Client
}

// Options are how a client connects.
type Options struct {
	Transport string // as each library calls it; "" is the library's own choice
	PFS       bool   // temporary keys bound to the permanent one
}

// devCode is every sign-in code of a server in dev mode.
const devCode = "12345"

var lastPhone atomic.Int64

// newPhone is a number that nobody has.
func newPhone() string { return fmt.Sprintf("+99966%07d", 1000000+lastPhone.Add(1)) }

// Person is somebody at a client. Its methods speak as users do and fail the test when what is said does not work.
type Person struct {
	Client
	t     testing.TB
	s     *Server
	name  string
	phone string
	ID    int64
	in    *Inbox
}

// Device connects a client that nobody is signed in on. The name is only for messages of the test.
func (s *Server) Device(name string, lib Library, o Options) *Person {
	s.t.Helper()
	p := &Person{t: s.t, s: s, name: name + " (" + lib.Name + ")", in: newInbox()}
	p.Client = lib.New(s.t, s, p.in, o)
	p.must("connect", p.Client.Start(false))
	return p
}

// Person signs somebody new up.
func (s *Server) Person(name string, lib Library, o Options) *Person {
	s.t.Helper()
	p := s.Device(name, lib, o)
	p.phone = newPhone()
	id, err := p.Client.SignUp(p.phone, name, "Test")
	p.must("sign up", err)
	p.ID = id
	return p
}

// Again signs the same person in on another device.
func (p *Person) Again(lib Library, o Options) *Person {
	p.t.Helper()
	q := p.s.Device(p.name, lib, o)
	q.phone = p.phone
	id, err := q.Client.SignIn(q.phone)
	q.must("sign in", err)
	if id != p.ID {
		p.t.Fatalf("%s signed in and is %d, not %d", q.name, id, p.ID)
	}
	q.ID = id
	return q
}

// On is the same person in a subtest.
func (p *Person) On(t testing.TB) *Person {
	sub := *p
	sub.t, sub.s = t, p.s.On(t)
	return &sub
}

func (p *Person) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %s: %v", p.name, what, err)
	}
}

// Refused fails the test unless err is the server's refusal with this code and text.
func (p *Person) Refused(err error, code int, text string) {
	p.t.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Code != code || r.Text != text {
		p.t.Errorf("%s wants to be refused with %d %s and got: %v", p.name, code, text, err)
	}
}

// Offline ends the connection and keeps key and state.
func (p *Person) Offline() {
	p.t.Helper()
	p.must("go offline", p.Client.Stop())
}

// Online connects again with what Offline kept.
func (p *Person) Online() {
	p.t.Helper()
	p.must("come back", p.Client.Start(true))
}

// Meets imports another person by phone number.
func (p *Person) Meets(q *Person) {
	p.t.Helper()
	ids, err := p.Client.Import(q.phone, "Friend")
	p.must("import", err)
	if !slices.Equal(ids, []int64{q.ID}) {
		p.t.Fatalf("%s imported %s and found %v, not %d", p.name, q.phone, ids, q.ID)
	}
}

// Says sends a text and returns its id in the sender's box.
func (p *Person) Says(to *Person, text string) int {
	p.t.Helper()
	return p.Replies(to, 0, text)
}

// Replies sends an answer to a message.
func (p *Person) Replies(to *Person, id int, text string) int {
	p.t.Helper()
	sent, err := p.Client.Send(to.ID, text, id)
	p.must("send "+text, err)
	return sent
}

// WantMessage waits for a message from somebody (or, for another device of the sender's, to somebody).
func (p *Person) WantMessage(other *Person, text string) Message {
	p.t.Helper()
	e := p.in.Want(p.t, p.name, "message", fmt.Sprintf("the message %q", text), func(e Event) bool {
		return e.Peer == other.ID && e.Message.Text == text
	})
	return *e.Message
}

// WantEdit waits until a message says something else.
func (p *Person) WantEdit(other *Person, id int, text string) {
	p.t.Helper()
	p.in.Want(p.t, p.name, "edit", fmt.Sprintf("message %d to become %q", id, text), func(e Event) bool {
		return e.Peer == other.ID && e.Message.ID == id && e.Message.Text == text && e.Message.Edited
	})
}

// WantDelete waits until a message is deleted.
func (p *Person) WantDelete(id int) {
	p.t.Helper()
	p.in.Want(p.t, p.name, "delete", fmt.Sprintf("message %d to go", id), func(e Event) bool { return slices.Contains(e.IDs, id) })
}

// WantRead waits until the other person has read up to a message of ours.
func (p *Person) WantRead(other *Person, upTo int) {
	p.t.Helper()
	p.in.Want(p.t, p.name, "readOut", fmt.Sprintf("%s to have read %d", other.name, upTo), func(e Event) bool {
		return e.Peer == other.ID && e.UpTo == upTo
	})
}

// WantReadHere waits until another device of the same person has read up to a message.
func (p *Person) WantReadHere(other *Person, upTo int) {
	p.t.Helper()
	p.in.Want(p.t, p.name, "readIn", fmt.Sprintf("to have read %d elsewhere", upTo), func(e Event) bool {
		return e.Peer == other.ID && e.UpTo == upTo
	})
}

// WantTyping waits until somebody types.
func (p *Person) WantTyping(other *Person) {
	p.t.Helper()
	p.in.Want(p.t, p.name, "typing", other.name+" to type", func(e Event) bool { return e.Peer == other.ID })
}

// Talk is a conversation, oldest first, as a client shows it.
func (p *Person) Talk(with *Person) []Message {
	p.t.Helper()
	ms, err := p.Client.History(with.ID, 100)
	p.must("history", err)
	slices.Reverse(ms)
	return ms
}

// Told is how often a text arrived as a new message.
func (p *Person) Told(text string) int {
	return p.in.Count(func(e Event) bool { return e.Kind == "message" && e.Message.Text == text })
}
