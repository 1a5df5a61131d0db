package search_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/content"
	"chappe/db"
	"chappe/db/dbtest"
	"chappe/search"
)

const (
	alice = int64(1_000_001)
	bob   = int64(1_000_002)
)

// world is a few boxes and their index.
type world struct {
	t   testing.TB
	db  *db.DB
	box *box.Engine
	x   *search.Index
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	b := bus.NewLocal()
	w := &world{t: t, db: d, box: box.New(b, clock.NewFake(time.Unix(1_800_000_000, 0)))}
	w.x = search.New(d, w.box, b, slog.New(slog.DiscardHandler))
	if err := d.Migrate(context.Background(), box.Migrations, search.Migrations); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *db.Tx) error {
		for _, id := range []int64{alice, bob} {
			if err := w.box.Create(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func message(owner int64, peer box.Peer, from int64, text string) *box.Message {
	say := content.Content{Text: text}
	body, err := say.Encode()
	if err != nil {
		panic(err) // a test's own text
	}
	return &box.Message{Box: owner, Peer: peer, From: box.UserPeer(from), Out: owner == from, Date: 1, Content: body}
}

// say posts a text to a box and returns its id.
func (w *world) say(owner int64, peer, from int64, text string, change ...func(*box.Message)) int32 {
	w.t.Helper()
	m := message(owner, box.UserPeer(peer), from, text)
	for _, c := range change {
		c(m)
	}
	w.write(func(tx *db.Tx) error { return w.box.Post(tx, m) })
	return m.ID
}

// find returns what a query finds, newest first, after the box was read.
func (w *world) find(q search.Query, text string) (ids []int32) {
	w.t.Helper()
	if err := w.x.CatchUp(context.Background(), q.Box); err != nil {
		w.t.Fatal(err)
	}
	q.Terms = search.TermsOf(text)
	err := w.db.Read(context.Background(), func(tx *db.Tx) error {
		f, err := q.Find(tx, search.Page{Limit: 100, Scope: 1000})
		if f.Count != len(f.IDs) || !f.Exact {
			w.t.Errorf("%q: %d counted (exactly: %v), %d found", text, f.Count, f.Exact, len(f.IDs))
		}
		ids = f.IDs
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return ids
}

func (w *world) want(q search.Query, text string, ids ...int32) {
	w.t.Helper()
	if got := w.find(q, text); !slices.Equal(got, ids) {
		w.t.Errorf("%q finds %v, want %v", text, got, ids)
	}
}

func each(t *testing.T, fn func(w *world)) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) { fn(newWorld(t, open())) })
}

func TestEveryScriptIsFound(t *testing.T) {
	each(t, func(w *world) {
		q := search.Query{Box: alice}
		one := w.say(alice, bob, bob, "Déjà vu à Genève, 30 élèves")
		two := w.say(alice, bob, alice, "明天去北京吗")
		three := w.say(alice, bob, bob, "مَرْحَبًا بالعالم، كيف الحال؟")
		four := w.say(alice, 7_000_000, 7_000_000, "hello World hello 😀")
		w.say(bob, alice, alice, "hello from another box")
		w.want(q, "deja", one)
		w.want(q, "GENEVE ele", one)
		w.want(q, "gen ele")
		w.want(q, "北京", two)
		w.want(q, "京", two)
		w.want(q, "去北京", two)
		w.want(q, "京北")
		w.want(q, "مرحبا", three)
		w.want(q, "hel", four)
		w.want(q, "hello missing")
		w.want(q, "😀", four)
		w.want(q, "?!")
		w.want(search.Query{Box: alice, Peer: box.UserPeer(bob)}, "hello")
		w.want(search.Query{Box: 3}, "hello")
	})
}

func TestEditsAndDeletionsFollow(t *testing.T) {
	each(t, func(w *world) {
		q := search.Query{Box: alice}
		m := message(alice, box.UserPeer(bob), bob, "the secret plan")
		w.write(func(tx *db.Tx) error { return w.box.Post(tx, m) })
		w.want(q, "secret", m.ID)
		say := content.Content{Text: "the open plan"}
		m.Content, _ = say.Encode()
		w.write(func(tx *db.Tx) error {
			_, err := w.box.Edit(tx, m)
			return err
		})
		w.want(q, "secret")
		w.want(q, "open", m.ID)
		gone := w.say(alice, bob, bob, "another plan")
		w.write(func(tx *db.Tx) error {
			_, _, _, err := w.box.Delete(tx, alice, []int32{m.ID})
			return err
		})
		w.want(q, "plan", gone)
		w.say(alice, bob, bob, "posted and deleted before it was read")
		w.write(func(tx *db.Tx) error {
			_, _, _, err := w.box.Delete(tx, alice, []int32{gone, gone + 1})
			return err
		})
		w.want(q, "plan")
		w.want(q, "posted")
		w.say(alice, bob, bob, "last plan")
		w.want(q, "plan", gone+2)
		w.write(func(tx *db.Tx) error { return w.box.Clear(tx, alice) })
		w.want(q, "plan")
		again := w.say(alice, bob, bob, "a new plan")
		w.want(q, "plan", again)
	})
}

func TestFilters(t *testing.T) {
	each(t, func(w *world) {
		kind := func(k box.Kind) func(*box.Message) { return func(m *box.Message) { m.Kind = k } }
		a := w.say(alice, bob, bob, "red photo", kind(box.KindPhoto))
		b := w.say(alice, bob, alice, "red video", kind(box.KindVideo))
		c := w.say(alice, 7_000_000, 7_000_000, "red link", func(m *box.Message) { m.Flags |= box.Linked })
		d := w.say(alice, alice, alice, "red note", func(m *box.Message) { m.Saved = box.UserPeer(bob) })
		w.want(search.Query{Box: alice}, "red", d, c, b, a)
		w.want(search.Query{Box: alice, Peer: box.UserPeer(bob)}, "red", b, a)
		w.want(search.Query{Box: alice, From: box.UserPeer(alice)}, "red", d, b)
		w.want(search.Query{Box: alice, Kinds: []box.Kind{box.KindPhoto}}, "red", a)
		w.want(search.Query{Box: alice, Kinds: []box.Kind{box.KindPhoto, box.KindVideo}}, "red", b, a)
		w.want(search.Query{Box: alice, Linked: true}, "red", c)
		w.want(search.Query{Box: alice, Saved: box.UserPeer(bob)}, "red", d)
		w.want(search.Query{Box: alice, Above: a, Below: d}, "red", c, b)
	})
}

// TestRunFeedsWhatWasWrittenBefore: nobody has to search for the index to follow.
func TestRunFeedsWhatWasWrittenBefore(t *testing.T) {
	each(t, func(w *world) {
		for i := range 700 {
			w.say(alice, bob, bob, fmt.Sprint("old message ", i))
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- w.x.Run(ctx) }()
		w.say(bob, alice, alice, "new message")
		reached := func() (n int) {
			err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
				n, _, err = db.One(tx, `SELECT COUNT(*) FROM boxes b JOIN search_boxes s ON s.box = b.box WHERE s.pts = b.pts`,
					func(r *db.Row) int { return r.Int() })
				return err
			})
			if err != nil {
				w.t.Fatal(err)
			}
			return n
		}
		for deadline := time.Now().Add(20 * time.Second); reached() < 2; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				w.t.Fatal("the index was never fed")
			}
		}
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
}

// TestManyMessages compares queries over more messages than are walked through with what a walk over all texts gives.
func TestManyMessages(t *testing.T) {
	each(t, func(w *world) {
		const n = 5000
		var texts []string
		for i := 0; i < n; i += 500 {
			var ms []*box.Message
			for j := range 500 {
				k := i + j
				text := fmt.Sprintf("number%d every%d", k%1000, k%7)
				if k < 100 {
					text += " early"
				}
				peer := box.UserPeer(bob)
				if k%50 == 0 {
					peer = 7_000_000
				}
				texts = append(texts, text)
				ms = append(ms, message(alice, peer, bob, text))
			}
			w.write(func(tx *db.Tx) error { return w.box.Post(tx, ms...) })
		}
		for range n / 300 {
			if err := w.x.CatchUp(context.Background(), alice); err != nil {
				t.Fatal(err)
			}
		}
		for _, text := range []string{"early", "ear", "every3", "eve", "number99", "number5 every3", "every3 numb", "early every1", "nothing"} {
			for _, peer := range []box.Peer{0, 7_000_000} {
				var want []int32
				for i := n - 1; i >= 0; i-- {
					terms := search.TermsOf(text)
					words := search.Words(texts[i])
					ok := peer == 0 || i%50 == 0
					for _, t := range terms.Whole {
						ok = ok && slices.Contains(words, t)
					}
					ok = ok && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, terms.Begin) })
					if ok {
						want = append(want, int32(i+1))
					}
				}
				q := search.Query{Box: alice, Peer: peer, Terms: search.TermsOf(text)}
				scope := n
				if peer != 0 {
					scope = n / 50
				}
				w.read(func(tx *db.Tx) error { return w.compare(tx, q, scope, want) })
			}
		}
	})
}

func (w *world) read(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Read(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// compare looks at pages of a query at many places.
func (w *world) compare(tx *db.Tx, q search.Query, scope int, want []int32) error {
	for _, p := range []search.Page{
		{Limit: 30}, {Limit: 30, Add: 5}, {Limit: 10, Offset: 2500}, {Limit: 10, Offset: 2500, Add: -4}, {Limit: 5, Offset: 60, Add: -5},
		{Limit: 10, Offset: 4990, Add: -5}, {Limit: 7, Offset: 1}, {},
	} {
		p.Scope = scope
		f, err := q.Find(tx, p)
		if err != nil {
			return err
		}
		at := 0
		for at < len(want) && p.Offset > 0 && want[at] >= p.Offset {
			at++
		}
		from := min(max(at+p.Add, 0), len(want))
		part := want[from:min(max(at+p.Add+p.Limit, from), len(want))]
		if !slices.Equal(f.IDs, part) {
			w.t.Errorf("%+v, %+v: %v, want %v", q, p, f.IDs, part)
		}
		// An estimate is made from the newest messages, which is fair only to what is everywhere.
		if f.Exact && f.Count != len(want) || !f.Exact && len(want) > scope/20 && (f.Count < len(want)/2 || f.Count > len(want)*2) {
			w.t.Errorf("%+v: counted %d (exactly: %v), want %d", q, f.Count, f.Exact, len(want))
		}
	}
	return nil
}
