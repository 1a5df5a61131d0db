package e2e

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// groups are the verbs that a person's client has for groups.
func (p *Person) groups() Groups { return p.Client.(Groups) }

// WantText waits for a message of this text, wherever it comes.
func (p *Person) WantText(text string) Message {
	p.t.Helper()
	return *p.in.Want(p.t, p.name, "message", fmt.Sprintf("the message %q", text), func(e Event) bool { return e.Message.Text == text }).Message
}

func (p *Person) wantEdited(text string) {
	p.t.Helper()
	p.in.Want(p.t, p.name, "edit", fmt.Sprintf("an edit to %q", text), func(e Event) bool { return e.Message.Text == text })
}

// texts are what a client shows of a chat, the oldest first.
func (p *Person) texts(chat int64) (out []string) {
	p.t.Helper()
	ms, err := p.groups().HistoryIn(chat, 100)
	p.must("read the history", err)
	for _, m := range ms {
		if m.Text != "" {
			out = append(out, m.Text)
		}
	}
	slices.Reverse(out)
	return out
}

func (p *Person) wantTexts(chat int64, want ...string) {
	p.t.Helper()
	if got := p.texts(chat); !slices.Equal(got, want) {
		p.t.Errorf("%s reads %q, want %q", p.name, got, want)
	}
}

// refusedWith fails the test unless err is the server's refusal with this text.
func (p *Person) refusedWith(err error, text string) {
	p.t.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Text != text {
		p.t.Errorf("%s wants to be refused with %s and got: %v", p.name, text, err)
	}
}

// eachOwner has three people who know each other, each with another library: each library is once alice's.
func eachOwner(t *testing.T, live func(t *testing.T, i int, alice, bob, carol *Person)) {
	s := NewServer(t)
	libs := []Library{Gotd, Mtcute, GramJS}
	for i, lib := range libs {
		t.Run(lib.Name, func(t *testing.T) {
			s := s.On(t)
			alice := s.Person("Alice", lib, Options{})
			bob, carol := s.Person("Bob", libs[(i+1)%3], Options{}), s.Person("Carol", libs[(i+2)%3], Options{})
			for _, p := range []*Person{bob, carol} {
				alice.Meets(p)
				p.Meets(alice)
			}
			live(t, i, alice, bob, carol)
		})
	}
}

// TestLifeOfGroups lives through a basic group, a supergroup and a channel, each library owning them once and being a member of the others'.
func TestLifeOfGroups(t *testing.T) {
	eachOwner(t, func(t *testing.T, _ int, alice, bob, carol *Person) {
		t.Run("group", func(t *testing.T) { lifeOfAGroup(alice.On(t), bob.On(t), carol.On(t)) })
		t.Run("supergroup", func(t *testing.T) { lifeOfASupergroup(alice.On(t), bob.On(t), carol.On(t)) })
		t.Run("channel", func(t *testing.T) { lifeOfAChannel(alice.On(t), bob.On(t), carol.On(t)) })
	})
}

func lifeOfAGroup(alice, bob, carol *Person) {
	g, err := alice.groups().NewGroup("friends", bob.ID, carol.ID)
	alice.must("make a group", err)
	_, err = alice.groups().SendIn(g, "hello friends", 0)
	alice.must("write", err)
	at := bob.WantText("hello friends")
	carol.WantText("hello friends")
	_, err = bob.groups().SendIn(g, "hello Alice", at.ID)
	bob.must("answer", err)
	alice.WantText("hello Alice")
	carol.WantText("hello Alice")
	mine, err := bob.groups().SendIn(g, "a tpyo", 0)
	bob.must("write", err)
	carol.WantText("a tpyo")
	bob.must("edit", bob.groups().EditIn(g, mine, "a typo"))
	carol.wantEdited("a typo")
	alice.must("rename", alice.groups().Rename(g, "good friends"))
	bob.wantTexts(g, "hello friends", "hello Alice", "a typo")
	alice.must("remove", alice.groups().Remove(g, carol.ID))
	_, err = carol.groups().SendIn(g, "let me in", 0)
	carol.refusedWith(err, "CHAT_WRITE_FORBIDDEN")
	_, err = alice.groups().SendIn(g, "without Carol", 0)
	alice.must("write", err)
	bob.WantText("without Carol")
	link, err := alice.groups().Link(g)
	alice.must("make a link", err)
	_, err = carol.groups().Join(link)
	carol.must("join", err)
	_, err = carol.groups().SendIn(g, "back again", 0)
	carol.must("write", err)
	alice.WantText("back again")
	bob.must("leave", bob.groups().Leave(g))
}

func lifeOfASupergroup(alice, bob, carol *Person) {
	g, err := alice.groups().NewChannel("the town", false)
	alice.must("make a supergroup", err)
	alice.must("invite", alice.groups().Invite(g, bob.ID))
	link, err := alice.groups().Link(g)
	alice.must("make a link", err)
	joined, err := carol.groups().Join(link)
	carol.must("join", err)
	if joined != g {
		carol.t.Errorf("joined %d, not %d", joined, g)
	}
	first, err := alice.groups().SendIn(g, "town meeting", 0)
	alice.must("write", err)
	bob.WantText("town meeting")
	carol.WantText("town meeting")
	_, err = carol.groups().SendIn(g, "I come", first)
	carol.must("answer", err)
	alice.WantText("I come")
	wrong, err := bob.groups().SendIn(g, "me tooo", 0)
	bob.must("write", err)
	alice.WantText("me tooo")
	bob.must("edit", bob.groups().EditIn(g, wrong, "me too"))
	alice.wantEdited("me too")
	spam, err := bob.groups().SendIn(g, "buy now", 0)
	bob.must("write", err)
	carol.WantText("buy now")
	alice.must("delete", alice.groups().DeleteIn(g, []int{spam}))
	carol.refusedWith(carol.groups().DeleteIn(g, []int{first}), "MESSAGE_DELETE_FORBIDDEN")
	alice.must("remove", alice.groups().Remove(g, bob.ID))
	_, err = bob.groups().SendIn(g, "why?", 0)
	bob.refusedWith(err, "CHANNEL_PRIVATE")
	carol.wantTexts(g, "town meeting", "I come", "me too")
	carol.must("leave", carol.groups().Leave(g))
	_, err = carol.groups().HistoryIn(g, 10)
	carol.refusedWith(err, "CHANNEL_PRIVATE")
}

func lifeOfAChannel(alice, bob, carol *Person) {
	c, err := alice.groups().NewChannel("the gazette", true)
	alice.must("make a channel", err)
	link, err := alice.groups().Link(c)
	alice.must("make a link", err)
	for _, p := range []*Person{bob, carol} {
		_, err := p.groups().Join(link)
		p.must("join", err)
	}
	first, err := alice.groups().SendIn(c, "first isue", 0)
	alice.must("post", err)
	bob.WantText("first isue")
	carol.WantText("first isue")
	_, err = bob.groups().SendIn(c, "may I?", 0)
	bob.refusedWith(err, "CHAT_ADMIN_REQUIRED")
	alice.must("edit", alice.groups().EditIn(c, first, "first issue"))
	bob.wantEdited("first issue")
	second, err := alice.groups().SendIn(c, "a mistake", 0)
	alice.must("post", err)
	bob.WantText("a mistake")
	alice.must("delete", alice.groups().DeleteIn(c, []int{second}))
	_, err = alice.groups().SendIn(c, "second issue", 0)
	alice.must("post", err)
	carol.WantText("second issue")
	bob.wantTexts(c, "first issue", "second issue")
	alice.must("remove", alice.groups().Remove(c, bob.ID))
	_, err = bob.groups().Join(link)
	bob.refusedWith(err, "INVITE_HASH_EXPIRED")
	carol.must("leave", carol.groups().Leave(c))
	_, err = carol.groups().HistoryIn(c, 10)
	carol.refusedWith(err, "CHANNEL_PRIVATE")
}
