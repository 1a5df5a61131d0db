package e2e

import (
	"slices"
	"testing"
)

// Two people on different libraries do everything that two people do, and a third session, of the first person's on a third
// library and layer, sees the same.
func TestTwoPeople(t *testing.T) {
	for _, o := range []struct {
		name   string
		mtcute Options
	}{{"PermanentKeys", Options{}}, {"mtcutePFS", Options{PFS: true}}} {
		t.Run(o.name, func(t *testing.T) {
			s := NewServer(t)
			alice := s.Person("Alice", Gotd, Options{})
			bob := s.Person("Bob", Mtcute, o.mtcute)
			wantLayer(alice, 228)
			wantLayer(bob, 227)
			converse(alice, bob)
			third := alice.Again(GramJS, Options{})
			wantLayer(third, 198)
			sameEverywhere(alice, third, bob)
		})
	}
}

func wantLayer(p *Person, want int) {
	p.t.Helper()
	got, err := p.Client.Layer()
	p.must("tell its layer", err)
	if got != want {
		p.t.Errorf("%s speaks layer %d; this test is for %d", p.name, got, want)
	}
}

// converse lets two people who have not met do everything, both ways.
func converse(a, b *Person) {
	a.t.Helper()
	a.Meets(b)
	b.Meets(a)

	// A message, and a reply that names it in the other's box.
	hi := a.Says(b, "Hi!")
	hiAtB := b.WantMessage(a, "Hi!")
	if hiAtB.Out || hiAtB.From != a.ID || hiAtB.Date == 0 {
		a.t.Errorf("%s sees the message of %s as %+v", b.name, a.name, hiAtB)
	}
	yo := b.Replies(a, hiAtB.ID, "Yo, café 👋 at 10?")
	yoAtA := a.WantMessage(b, "Yo, café 👋 at 10?")
	if yoAtA.ReplyTo != hi {
		a.t.Errorf("%s sees a reply to %d, which is to %d", a.name, yoAtA.ReplyTo, hi)
	}
	fine := a.Replies(b, yoAtA.ID, "Fine.")
	fineAtB := b.WantMessage(a, "Fine.")
	if fineAtB.ReplyTo != yo {
		a.t.Errorf("%s sees a reply to %d, which is to %d", b.name, fineAtB.ReplyTo, yo)
	}

	// Typing.
	a.must("type", a.Client.Typing(b.ID))
	b.WantTyping(a)
	b.must("type", b.Client.Typing(a.ID))
	a.WantTyping(b)

	// Edits.
	a.must("edit", a.Client.Edit(b.ID, fine, "Fine!"))
	b.WantEdit(a, fineAtB.ID, "Fine!")
	b.must("edit", b.Client.Edit(a.ID, yo, "Yo, café 👋 at 11?"))
	a.WantEdit(b, yoAtA.ID, "Yo, café 👋 at 11?")

	// Read marks.
	b.must("read", b.Client.Read(a.ID, fineAtB.ID))
	a.WantRead(b, fine)
	a.must("read", a.Client.Read(b.ID, yoAtA.ID))
	b.WantRead(a, yo)

	// Deletes: for everyone by the author, for everyone by the reader, for oneself.
	oops := a.Says(b, "oops")
	oopsAtB := b.WantMessage(a, "oops")
	a.must("delete", a.Client.Delete(b.ID, []int{oops}, true))
	b.WantDelete(oopsAtB.ID)
	a.Says(b, "gossip")
	gossipAtB := b.WantMessage(a, "gossip")
	b.must("delete", b.Client.Delete(a.ID, []int{gossipAtB.ID}, true))
	mine := b.Says(a, "only I forget this")
	a.WantMessage(b, "only I forget this")
	b.must("delete", b.Client.Delete(a.ID, []int{mine}, false))

	wantTexts(a, b, "Hi!", "Yo, café 👋 at 11?", "Fine!", "only I forget this")
	wantTexts(b, a, "Hi!", "Yo, café 👋 at 11?", "Fine!")
}

// wantTexts compares a conversation, oldest first, as p's client shows it.
func wantTexts(p, with *Person, want ...string) {
	p.t.Helper()
	var got []string
	for _, m := range p.Talk(with) {
		got = append(got, m.Text)
		if m.Out != (m.From == p.ID) || m.Peer != with.ID {
			p.t.Errorf("%s sees %+v: wrong side", p.name, m)
		}
	}
	if !slices.Equal(got, want) {
		p.t.Errorf("%s reads %q, want %q", p.name, got, want)
	}
}

// sameEverywhere checks that a second session of a person's shows what the first does, and that both follow what comes.
func sameEverywhere(first, second, other *Person) {
	first.t.Helper()
	if _, err := second.Client.Dialogs(); err != nil { // where a client learns of the people it may write to
		first.t.Fatalf("%s: dialogs: %v", second.name, err)
	}
	compare := func() {
		first.t.Helper()
		a, b := first.Talk(other), second.Talk(other)
		if !slices.Equal(a, b) {
			first.t.Errorf("%s reads\n%+v\n%s reads\n%+v", first.name, a, second.name, b)
		}
		da, err := first.Client.Dialogs()
		first.must("dialogs", err)
		db, err := second.Client.Dialogs()
		second.must("dialogs", err)
		if !slices.Equal(da, db) {
			first.t.Errorf("%s lists\n%+v\n%s lists\n%+v", first.name, da, second.name, db)
		}
	}
	compare()

	// What the other says reaches both.
	other.Says(first, "both of you?")
	a, b := first.WantMessage(other, "both of you?"), second.WantMessage(other, "both of you?")
	if a != b {
		first.t.Errorf("one device shows %+v, another %+v", a, b)
	}

	// What one device says reaches the other person and the other device, where it is outgoing.
	id := second.Replies(other, b.ID, "both")
	other.WantMessage(first, "both")
	if m := first.WantMessage(other, "both"); !m.Out || m.ID != id || m.ReplyTo != b.ID {
		first.t.Errorf("%s was told %+v of what another device sent as %d", first.name, m, id)
	}
	id = first.Says(other, "yes, both")
	atOther := other.WantMessage(first, "yes, both")
	if m := second.WantMessage(other, "yes, both"); !m.Out || m.ID != id {
		first.t.Errorf("%s was told %+v of what another device sent as %d", second.name, m, id)
	}

	// So do edits, read marks and deletes.
	second.must("edit", second.Client.Edit(other.ID, id, "yes, both of us"))
	first.WantEdit(other, id, "yes, both of us")
	other.WantEdit(first, atOther.ID, "yes, both of us")
	first.must("read", first.Client.Read(other.ID, b.ID))
	second.WantReadHere(other, b.ID)
	other.must("read", other.Client.Read(first.ID, atOther.ID))
	first.WantRead(other, id)
	second.WantRead(other, id)
	second.must("delete", second.Client.Delete(other.ID, []int{id}, true))
	first.WantDelete(id)
	other.WantDelete(atOther.ID)
	compare()
}
