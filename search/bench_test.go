package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"chappe/box"
	"chappe/db"
	"chappe/db/dbtest"
	"chappe/search"
)

// vocabulary has words as common as in a language: the first much more than the last.
func vocabulary(rnd *rand.Rand, n int) []string {
	z := rand.NewZipf(rnd, 1.1, 1, 20_000)
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("word%d", z.Uint64())
	}
	return out
}

// full is a box of n messages in two conversations, indexed.
func full(b *testing.B, d *db.DB, n int) *world {
	b.Helper()
	w := newWorld(b, d)
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < n; i += 500 {
		var ms []*box.Message
		for j := range 500 {
			peer := box.UserPeer(bob)
			if j%10 == 0 {
				peer = 7_000_000
			}
			text := ""
			for _, v := range vocabulary(rnd, 10) {
				text += v + " "
			}
			ms = append(ms, message(alice, peer, alice, text))
		}
		w.write(func(tx *db.Tx) error { return w.box.Post(tx, ms...) })
	}
	return w
}

func (w *world) index(b *testing.B) {
	for {
		if err := w.x.CatchUp(context.Background(), alice); err != nil {
			b.Fatal(err)
		}
		var behind int
		err := w.db.Read(context.Background(), func(tx *db.Tx) (err error) {
			behind, _, err = db.One(tx, `SELECT b.pts - s.pts FROM boxes b JOIN search_boxes s ON s.box = b.box WHERE b.box = $1`,
				func(r *db.Row) int { return r.Int() }, alice)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		if behind == 0 {
			return
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	for name, url := range dbtest.URLs(b) {
		b.Run(name, func(b *testing.B) {
			w := full(b, dbtest.Open(b, url), 100_000)
			w.index(b)
			for _, c := range []struct{ name, text string }{
				{"everywhere", "word0"}, {"common", "word30"}, {"rare", "word15000"}, {"none", "nothing"}, {"two", "word1 word40"}, {"prefix", "wo"},
			} {
				for _, peer := range []box.Peer{0, 7_000_000} {
					b.Run(fmt.Sprintf("%s/peer=%d", c.name, peer), func(b *testing.B) {
						q := search.Query{Box: alice, Peer: peer, Terms: search.TermsOf(c.text)}
						for b.Loop() {
							err := w.db.Read(context.Background(), func(tx *db.Tx) error {
								_, err := q.Find(tx, search.Page{Limit: 50, Scope: 100_000})
								return err
							})
							if err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			}
		})
	}
}

func BenchmarkFeed(b *testing.B) {
	for name := range dbtest.URLs(b) {
		b.Run(name, func(b *testing.B) {
			const n = 20_000
			for b.Loop() {
				b.StopTimer()
				w := full(b, dbtest.Open(b, dbtest.URLs(b)[name]), n)
				b.StartTimer()
				w.index(b)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/message")
		})
	}
}
