package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Who was away learns of everything when they come back, once: more messages than fit into one slice of a difference, edits,
// deletes and read marks.
func TestCatchUp(t *testing.T) {
	const many = 700
	for _, lib := range []Library{Gotd, Mtcute} {
		t.Run(lib.Name, func(t *testing.T) {
			s := NewServer(t)
			alice, bob := s.Person("Alice", Gotd, Options{}), s.Person("Bob", lib, Options{})
			alice.Meets(bob)
			bob.Meets(alice)
			before := alice.Says(bob, "before")
			beforeAtBob := bob.WantMessage(alice, "before").ID
			mine := bob.Says(alice, "mine")
			mineAtAlice := alice.WantMessage(bob, "mine").ID
			bob.Offline()

			var last int
			for i := range many {
				last = alice.Says(bob, fmt.Sprintf("away %d", i))
			}
			alice.must("edit", alice.Client.Edit(bob.ID, last, "the last"))
			alice.must("delete", alice.Client.Delete(bob.ID, []int{before}, true))
			alice.must("read", alice.Client.Read(bob.ID, mineAtAlice))

			bob.Online()
			for i := range many - 1 {
				bob.WantMessage(alice, fmt.Sprintf("away %d", i))
			}
			bob.WantMessage(alice, "the last") // a difference tells of a message as it is now
			if lib.Name != Gotd.Name {
				// gotd holds what a difference tells besides messages against the numbers of messages that the same difference
				// brings, takes that for a gap and drops it: it can only be asked.
				bob.WantDelete(beforeAtBob)
				bob.WantRead(alice, mine)
			}
			bob.wantGone(alice, beforeAtBob)
			bob.wantReadOut(alice, mine)
			alice.Says(bob, "welcome back")
			bob.WantMessage(alice, "welcome back")
			for i := range many - 1 {
				if n := bob.Told(fmt.Sprintf("away %d", i)); n != 1 {
					t.Errorf("%s was told %d times of message %d", bob.name, n, i)
				}
			}
		})
	}
}

// wantGone checks that a message is not in a conversation any more.
func (p *Person) wantGone(with *Person, id int) {
	p.t.Helper()
	ms, err := p.Client.History(with.ID, 1000)
	p.must("history", err)
	for _, m := range ms {
		if m.ID == id {
			p.t.Errorf("%s still sees %+v", p.name, m)
		}
	}
}

// wantReadOut checks up to where the other person has read, as the list of conversations tells it.
func (p *Person) wantReadOut(by *Person, upTo int) {
	p.t.Helper()
	ds, err := p.Client.Dialogs()
	p.must("dialogs", err)
	i := slices.IndexFunc(ds, func(d Dialog) bool { return d.Peer == by.ID })
	if i < 0 || ds[i].ReadOut != upTo {
		p.t.Errorf("%s wants to see that %s has read up to %d, and sees %+v", p.name, by.name, upTo, ds)
	}
}

// When the server dies and comes back, clients that were connected go on by themselves, and what they were sent before they were
// back is not lost.
func TestServerDies(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	people := []*Person{
		s.Person("Bob", Mtcute, Options{}), s.Person("Carol", GramJS, Options{}), s.Person("Dave", Mtcute, Options{PFS: true}),
		s.Person("Erin", Gotd, Options{}), s.Person("Frank", Gotd, Options{PFS: true}),
	}
	for _, p := range people {
		alice.Meets(p)
		p.Meets(alice)
		alice.Says(p, "before")
		p.WantMessage(alice, "before")
	}
	s.Kill()
	s.Start()
	for _, p := range people {
		alice.Says(p, "meanwhile")
	}
	for _, p := range people {
		p.Says(alice, "still here")
		alice.WantMessage(p, "still here")
		alice.Says(p, "after")
		p.WantMessage(alice, "after")
		wantTexts(p, alice, "before", "meanwhile", "still here", "after")
	}
	s.Stop()
	s.Start()
	for _, p := range people {
		p.Says(alice, "and again")
		alice.WantMessage(p, "and again")
		if !strings.Contains(p.name, GramJS.Name) { // which never asks for what it missed
			p.WantMessage(alice, "meanwhile")
		}
		for _, text := range []string{"before", "meanwhile", "after"} {
			if n := p.Told(text); n > 1 {
				t.Errorf("%s was told %d times of %q", p.name, n, text)
			}
		}
	}
}
