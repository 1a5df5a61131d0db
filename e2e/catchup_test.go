package e2e

import (
	"fmt"
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
			bob.WantDelete(beforeAtBob)
			bob.WantRead(alice, mine)
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

// When the server dies and comes back, clients that were connected go on by themselves, and what happened meanwhile is not lost.
func TestServerDies(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	people := []*Person{s.Person("Bob", Mtcute, Options{}), s.Person("Carol", GramJS, Options{}), s.Person("Dave", Mtcute, Options{PFS: true})}
	for _, p := range people {
		alice.Meets(p)
		p.Meets(alice)
		alice.Says(p, "before")
		p.WantMessage(alice, "before")
	}
	s.Kill()
	s.Start()
	for _, p := range people {
		alice.Says(p, "after")
		p.WantMessage(alice, "after")
		p.Says(alice, "still here")
		alice.WantMessage(p, "still here")
		wantTexts(p, alice, "before", "after", "still here")
	}
	s.Stop()
	s.Start()
	for _, p := range people {
		p.Says(alice, "and again")
		alice.WantMessage(p, "and again")
	}
}
