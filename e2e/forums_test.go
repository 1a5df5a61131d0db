package e2e

import (
	"slices"
	"testing"
)

func (p *Person) forums() Forums { return p.Client.(Forums) }

// topic is what a client shows of one topic of a forum; its ID is 0 where there is none.
func (p *Person) topic(chat int64, id int) Topic {
	p.t.Helper()
	ts, err := p.forums().Topics(chat)
	p.must("list the topics", err)
	for _, t := range ts {
		if t.ID == id {
			return t
		}
	}
	return Topic{}
}

func (p *Person) wantTopic(chat int64, topic int, want ...string) {
	p.t.Helper()
	ms, err := p.forums().Topic(chat, topic)
	p.must("read a topic", err)
	var got []string
	for _, m := range ms {
		got = append(got, m.Text)
	}
	if slices.Reverse(got); !slices.Equal(got, want) {
		p.t.Errorf("%s reads %q in the topic, want %q", p.name, got, want)
	}
}

// TestAForumByForeignClients: a supergroup becomes a forum, topics are begun, written in, read, closed, pinned and deleted, each library in
// its turn being the one of who made it.
func TestAForumByForeignClients(t *testing.T) {
	eachOwner(t, func(t *testing.T, i int, alice, bob, carol *Person) {
		chat, err := alice.groups().NewChannel("forum of "+alice.name, false)
		alice.must("make a supergroup", err)
		link, err := alice.groups().Link(chat)
		alice.must("get a link", err)
		alice.must("make it a forum", alice.forums().Forum(chat, true))
		for _, p := range []*Person{bob, carol} {
			got, err := p.groups().Join(link)
			p.must("join", err)
			if got != chat {
				t.Fatalf("%s joined %d, not %d", p.name, got, chat)
			}
		}
		plans, err := alice.forums().NewTopic(chat, "plans")
		alice.must("begin a topic", err)
		other, err := bob.forums().NewTopic(chat, "bob's own")
		bob.must("begin a topic", err)
		for _, p := range []*Person{alice, bob, carol} {
			_, err := p.forums().SendTo(chat, plans, "a plan of "+p.name)
			p.must("write in a topic", err)
		}
		_, err = alice.groups().SendIn(chat, "in no topic", 0)
		alice.must("write in the general topic", err)
		bob.WantText("in no topic")
		carol.WantText("in no topic")
		for _, p := range []*Person{alice, bob, carol} {
			p.wantTopic(chat, plans, "a plan of "+alice.name, "a plan of "+bob.name, "a plan of "+carol.name)
			p.wantTopic(chat, 1, "in no topic")
			p.wantTopic(chat, other)
			if got := p.topic(chat, plans).Title; got != "plans" {
				t.Errorf("%s calls the topic %q", p.name, got)
			}
		}

		ms, err := bob.forums().Topic(chat, plans)
		bob.must("read the topic", err)
		if n := bob.topic(chat, plans).Unread; n == 0 {
			t.Errorf("%s has read what nobody showed them", bob.name)
		}
		bob.must("say that it was read", bob.forums().ReadTopic(chat, plans, ms[0].ID))
		if n := bob.topic(chat, plans).Unread; n != 0 {
			t.Errorf("%s has %d unread", bob.name, n)
		}

		alice.must("pin a topic", alice.forums().PinTopic(chat, plans))
		bob.refusedWith(bob.forums().PinTopic(chat, other), "CHAT_ADMIN_REQUIRED")
		bob.refusedWith(bob.forums().CloseTopic(chat, plans), "CHAT_ADMIN_REQUIRED")
		alice.must("close a topic", alice.forums().CloseTopic(chat, plans))
		_, err = carol.forums().SendTo(chat, plans, "too late")
		carol.refusedWith(err, "TOPIC_CLOSED")
		if got := carol.topic(chat, plans); !got.Closed || !got.Pinned {
			t.Errorf("%s sees %+v", carol.name, got)
		}
		carol.refusedWith(carol.forums().DropTopic(chat, plans), "CHAT_ADMIN_REQUIRED")
		alice.must("delete a topic", alice.forums().DropTopic(chat, plans))
		if got := carol.topic(chat, plans); got.ID != 0 {
			t.Errorf("%s still sees %+v", carol.name, got)
		}
		_, err = carol.forums().SendTo(chat, plans, "too late")
		carol.refusedWith(err, "TOPIC_DELETED")
		alice.must("make it a group again", alice.forums().Forum(chat, false))
		_, err = bob.forums().Topics(chat)
		bob.refusedWith(err, "CHANNEL_FORUM_MISSING")
	})
}
