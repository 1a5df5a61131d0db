//go:build unix

package db_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"chappe/db"
	"chappe/db/dbtest"
)

// What a send of a private message does, roughly: two boxes counted on, two messages, two events, two dialogs.
const (
	benchTables = `
CREATE TABLE boxes (box BIGINT PRIMARY KEY, pts BIGINT NOT NULL, next_id BIGINT NOT NULL);
CREATE TABLE msgs (box BIGINT NOT NULL, id BIGINT NOT NULL, origin BIGINT NOT NULL, peer BIGINT NOT NULL, sender BIGINT NOT NULL,
	date BIGINT NOT NULL, random_id BIGINT, content TEXT NOT NULL, PRIMARY KEY (box, id));
CREATE UNIQUE INDEX msgs_by_random ON msgs (box, random_id) WHERE random_id IS NOT NULL;
CREATE TABLE events (box BIGINT NOT NULL, pts BIGINT NOT NULL, kind BIGINT NOT NULL, msg BIGINT NOT NULL, PRIMARY KEY (box, pts));
CREATE TABLE dialogs (box BIGINT NOT NULL, peer BIGINT NOT NULL, top BIGINT NOT NULL, unread BIGINT NOT NULL, PRIMARY KEY (box, peer));`

	benchCount = `INSERT INTO boxes (box, pts, next_id) VALUES ($1, 1, 1)
		ON CONFLICT (box) DO UPDATE SET pts = boxes.pts + 1, next_id = boxes.next_id + 1 RETURNING pts, next_id`
	benchPost   = `INSERT INTO msgs (box, id, origin, peer, sender, date, random_id, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	benchEvent  = `INSERT INTO events (box, pts, kind, msg) VALUES ($1, $2, $3, $4)`
	benchDialog = `INSERT INTO dialogs (box, peer, top, unread) VALUES ($1, $2, $3, $4)
		ON CONFLICT (box, peer) DO UPDATE SET top = $3, unread = dialogs.unread + $4`
	benchContent = `{"v":1,"text":"The quick brown fox jumps over the lazy dog, and then some more text of a chat."}`
)

// benchSend writes the eight rows of one send.
func benchSend(tx *db.Tx, from, to, random int64) error {
	for i, box := range []int64{min(from, to), max(from, to)} {
		type counters struct{ pts, id int64 }
		c, _, err := db.One(tx, benchCount, func(r *db.Row) counters { return counters{r.Int64(), r.Int64()} }, box)
		if err != nil {
			return err
		}
		peer, rand, unread := from+to-box, any(nil), i
		if box == from {
			rand, unread = random, 0
		}
		if _, err := tx.Exec(benchPost, box, c.id, random, peer, from, 1700000000, rand, benchContent); err != nil {
			return err
		}
		if _, err := tx.Exec(benchEvent, box, c.pts, 1, c.id); err != nil {
			return err
		}
		if _, err := tx.Exec(benchDialog, box, peer, c.id, unread); err != nil {
			return err
		}
	}
	return nil
}

// cpuTime returns what this process has used of the processors.
func cpuTime() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkSends measures durable sends per second, eight rows each, with 1, 16 and 100 senders at once.
func BenchmarkSends(b *testing.B) {
	for name, url := range dbtest.URLs(b) {
		ctx := context.Background()
		d := dbtest.Open(b, url)
		if err := d.Migrate(ctx, db.Migrations{Name: "bench", FS: fstest.MapFS{"0001_all.sql": {Data: []byte(benchTables)}}}); err != nil {
			b.Fatal(err)
		}
		var random atomic.Int64
		for _, senders := range []int{1, 16, 100} {
			b.Run(fmt.Sprintf("%s/%d", name, senders), func(b *testing.B) {
				before, cpu := d.Stats(), cpuTime()
				b.ReportAllocs()
				var left atomic.Int64
				left.Store(int64(b.N))
				var all sync.WaitGroup
				var slowest atomic.Int64
				for range senders {
					all.Go(func() {
						for left.Add(-1) >= 0 {
							n := random.Add(1)
							from, to := 1+n%1000, 1001+n*7%1000
							start := time.Now()
							if err := d.Write(ctx, func(tx *db.Tx) error { return benchSend(tx, from, to, n) }); err != nil {
								b.Error(err)
								return
							}
							slowest.Store(max(slowest.Load(), int64(time.Since(start)))) // a lost race does not matter
						}
					})
				}
				all.Wait()
				after := d.Stats()
				b.ReportMetric(float64(slowest.Load())/1e6, "ms-slowest")
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
				if batches := after.Batches - before.Batches; batches > 0 {
					b.ReportMetric(float64(b.N)/float64(batches), "sends/commit")
					b.ReportMetric((after.CommitSeconds-before.CommitSeconds)*1000/float64(batches), "ms/commit")
				}
				b.ReportMetric(float64((cpuTime()-cpu).Microseconds())/float64(b.N), "cpu-µs/send")
				b.ReportMetric(float64(after.Reruns-before.Reruns)/float64(b.N), "reruns/send")
			})
		}
	}
}
