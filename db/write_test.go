package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

const (
	counterTables = `CREATE TABLE counters (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
		CREATE TABLE log (counter BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (counter, n));`
	readCounter = `SELECT n FROM counters WHERE id = $1`
	setCounter  = `INSERT INTO counters (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = $2`
	addLog      = `INSERT INTO log (counter, n) VALUES ($1, $2)`
)

// increment reads a counter and writes it plus one, which loses updates unless transactions are serializable.
func increment(tx *db.Tx, id int64) (int64, error) {
	n, _, err := db.One(tx, readCounter, (*db.Row).Int64, id)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(setCounter, id, n+1); err != nil {
		return 0, err
	}
	_, err = tx.Exec(addLog, id, n+1)
	return n + 1, err
}

// Transactions that read and write the same rows at once come out as if one after the other; each is there exactly once.
func TestSerializable(t *testing.T) {
	const writers, each = 16, 25
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		var all sync.WaitGroup
		var seen sync.Map // what Write made of the counter, each value once
		for range writers {
			all.Go(func() {
				for range each {
					var n int64
					err := d.Write(background, func(tx *db.Tx) (err error) {
						n, err = increment(tx, 1)
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					if _, twice := seen.LoadOrStore(n, true); twice {
						t.Errorf("two transactions counted to %d", n)
					}
				}
			})
		}
		all.Wait()
		if n := number(t, d, readCounter, 1); n != writers*each {
			t.Errorf("counted to %d, want %d", n, writers*each)
		}
		if n := number(t, d, `SELECT COUNT(*) FROM log`); n != writers*each {
			t.Errorf("%d rows, want %d", n, writers*each)
		}
		if s := d.Stats(); s.Transactions < writers*each || s.CommitSeconds <= 0 {
			t.Errorf("stats: %+v", s)
		}
	})
}

var errClient = errors.New("NAME_TAKEN")

// Transactions that fail, in every way, leave nothing and do not touch those beside them.
func TestFailuresBeside(t *testing.T) {
	const rounds = 200
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		var all sync.WaitGroup
		var good, after atomic.Int64
		for w := range 10 {
			all.Go(func() {
				for i := range rounds / 10 {
					id := int64(w*1000 + i)
					err := d.Write(background, func(tx *db.Tx) error { return someFailure(tx, w, id, &after) })
					if !expected(w, err) {
						t.Errorf("kind %d: %v", w, err)
					}
					if err == nil {
						good.Add(1)
					}
				}
			})
		}
		all.Wait()
		if good.Load() != rounds/2 || after.Load() != good.Load() {
			t.Errorf("%d succeeded and %d After functions ran, want %d", good.Load(), after.Load(), rounds/2)
		}
		if n := number(t, d, `SELECT COUNT(*) FROM counters WHERE id <> 1`); n != good.Load() {
			t.Errorf("%d rows of %d transactions", n, good.Load())
		}
		if s := d.Stats(); s.Failed != rounds/2 {
			t.Errorf("%d counted as failed of %d", s.Failed, rounds/2)
		}
	})
}

// someFailure is a transaction that fails in one of five ways, or, from kind 5 on, writes one row.
func someFailure(tx *db.Tx, kind int, id int64, after *atomic.Int64) error {
	tx.After(func(context.Context) { after.Add(1) })
	if kind == 0 {
		return errClient // before the first write
	}
	if _, err := tx.Exec(setCounter, id, 1); err != nil {
		return err
	}
	switch kind {
	case 1:
		return errClient
	case 2:
		_, err := tx.Exec(`INSERT INTO counters (id, n) VALUES ($1, 1)`, id)
		return err
	case 3:
		panic("oops")
	case 4:
		return db.Each(tx, readCounter, func(*db.Row) error { panic("while reading") }, id)
	}
	return nil
}

// expected tells whether err is what someFailure's kind should make Write return.
func expected(kind int, err error) bool {
	var panicked *db.PanicError
	switch kind {
	case 0, 1:
		return err == errClient
	case 2:
		return db.IsUnique(err)
	case 3:
		return errors.As(err, &panicked) && panicked.Value == "oops"
	case 4:
		return errors.As(err, &panicked) && panicked.Value == "while reading"
	}
	return err == nil
}

// After functions run once, in order, after the commit, in the goroutine of Write and before it returns.
func TestAfter(t *testing.T) {
	type key struct{}
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		ctx, cancel := context.WithCancel(context.WithValue(background, key{}, "mine"))
		defer cancel()
		var got []string // without a lock: the race detector sees whether another goroutine appends
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := range 3 {
				tx.After(func(ctx context.Context) {
					if n := number(t, d, `SELECT COUNT(*) FROM counters`); n != 1 {
						t.Error("After ran before the commit")
					}
					cancel()
					got = append(got, fmt.Sprint(i, ctx.Value(key{}), ctx.Err()))
					if i == 1 {
						panic("a panic is logged, and the others run")
					}
				})
			}
			_, err := tx.Exec(setCounter, 1, 1)
			return err
		})
		if want := "[0mine<nil> 1mine<nil> 2mine<nil>]"; err != nil || fmt.Sprint(got) != want {
			t.Errorf("got %q and %v", got, err)
		}
	})
}

// OnQueued's function is called once: on SQLite when the turn is taken, while the transaction has yet to run, and such
// transactions run in the order of their turns; on PostgreSQL when Write returns.
func TestOnQueued(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		if d.Dialect() == db.SQLite {
			checkQueueOrder(t, d)
		}
		calls := 0
		ctx := db.OnQueued(background, func() { calls++ })
		for range 2 {
			err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := increment(tx, 1)
				return err
			})
			if err != nil || calls != 1 {
				t.Errorf("%d calls, %v", calls, err)
			}
		}
		calls = 0
		ctx = db.OnQueued(background, func() { calls++ })
		if err := d.Write(ctx, func(tx *db.Tx) error { return errClient }); err != errClient || calls != 1 {
			t.Errorf("failing transaction: %d calls, %v", calls, err)
		}
	})
}

// checkQueueOrder holds up the writer and queues transactions one after the other, each from the goroutine that the one
// before has let go on.
func checkQueueOrder(t *testing.T, d *db.DB) {
	t.Helper()
	const n = 100
	var all sync.WaitGroup
	release := holdWriter(d, &all)
	for i := range n {
		queued := make(chan struct{})
		all.Go(func() {
			err := d.Write(db.OnQueued(background, func() { close(queued) }), func(tx *db.Tx) error {
				if i%10 == 9 { // some of them spoil the batch
					tx.Exec(addLog, 77, -i)
					return errClient
				}
				n, err := increment(tx, 77)
				if want := int64(i - i/10 + 1); n != want {
					t.Errorf("transaction %d counted to %d, want %d", i, n, want)
				}
				return err
			})
			if i%10 != 9 && err != nil || i%10 == 9 && err != errClient {
				t.Error(err)
			}
		})
		<-queued
	}
	if s := d.Stats(); s.Queue != n {
		t.Errorf("%d in the queue, want %d", s.Queue, n)
	}
	before := d.Stats()
	release()
	all.Wait()
	after := d.Stats()
	// The first of a batch that fails has those before it run again; the next ones have a savepoint.
	if batches, reruns := after.Batches-before.Batches, after.Reruns-before.Reruns; batches > n/2 || reruns > 10*batches {
		t.Errorf("%d batches and %d reruns", batches, reruns)
	}
	if got := number(t, d, `SELECT COUNT(*) FROM log WHERE n < 0`); got != 0 {
		t.Errorf("%d rows of transactions that failed", got)
	}
}

// holdWriter runs a transaction that lasts until release is called.
func holdWriter(d *db.DB, all *sync.WaitGroup) (release func()) {
	running, released := make(chan struct{}), make(chan struct{})
	var once sync.Once // it may run again
	all.Go(func() {
		d.Write(background, func(*db.Tx) error {
			once.Do(func() { close(running) })
			<-released
			return nil
		})
	})
	<-running
	return func() { close(released) }
}

// A caller whose context ends while it waits goes away at once, and its transaction does not run. The others do.
func TestCancelledWhileQueued(t *testing.T) {
	d := dbtest.Open(t, dbtest.URLs(t)["sqlite"])
	migrate(t, d, counterTables)
	var all sync.WaitGroup
	release := holdWriter(d, &all)
	ctx, cancel := context.WithCancel(background)
	result := make(chan error)
	go func() {
		result <- d.Write(db.OnQueued(ctx, cancel), func(*db.Tx) error {
			t.Error("an abandoned transaction ran")
			return nil
		})
	}()
	if err := <-result; err != context.Canceled { // the writer is still held up
		t.Errorf("Write: %v", err)
	}
	all.Go(func() {
		if _, err := exec(d, setCounter, 1, 5); err != nil {
			t.Error(err)
		}
	})
	release()
	all.Wait()
	if n := number(t, d, readCounter, 1); n != 5 {
		t.Error("the next transaction did not run")
	}
}

// A context that ends while its transaction runs does not make a lie of the result.
func TestCancelledWhileRunning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		ctx, cancel := context.WithCancel(background)
		err := d.Write(ctx, func(tx *db.Tx) error {
			defer cancel()
			_, err := tx.Exec(setCounter, 1, 1)
			return err
		})
		if err != nil {
			t.Errorf("Write: %v", err)
		}
		if n := number(t, d, readCounter, 1); n != 1 {
			t.Error("the transaction is missing")
		}
		for _, do := range []func(context.Context, func(*db.Tx) error) error{d.Read, d.Write} {
			err := do(ctx, func(*db.Tx) error { t.Error("ran"); return nil })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("with a context that is over: %v", err)
			}
		}
		ctx, cancel = context.WithCancel(background)
		err = d.Read(ctx, func(tx *db.Tx) error {
			cancel()
			_, _, err := db.One(tx, readCounter, (*db.Row).Int64, 1)
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("reading on: %v", err)
		}
		number(t, d, readCounter, 1) // connections are fit for use
	})
}

// A transaction that ends its goroutine, as t.Fatal does, hurts nobody else.
func TestGoexit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				err := d.Write(background, func(tx *db.Tx) error {
					if _, err := tx.Exec(setCounter, i, i); err != nil {
						return err
					}
					if i%10 == 0 {
						runtime.Goexit()
					}
					return nil
				})
				// On PostgreSQL it is this goroutine that ends.
				if (err == nil) != (i%10 != 0) {
					t.Errorf("transaction %d: %v", i, err)
				}
			})
			all.Go(func() {
				d.Read(background, func(tx *db.Tx) error {
					if i%10 == 0 {
						runtime.Goexit()
					}
					_, err := db.All(tx, `SELECT n FROM counters`, (*db.Row).Int)
					return err
				})
			})
		}
		all.Wait()
		if n := number(t, d, `SELECT COUNT(*) FROM counters`); n != 36 {
			t.Errorf("%d rows, want 36", n)
		}
	})
}

// A Read is a snapshot: it does not see what is committed meanwhile, and does not hold it up.
func TestSnapshot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		if _, err := exec(d, setCounter, 1, 1); err != nil {
			t.Fatal(err)
		}
		read(t, d, func(tx *db.Tx) error {
			for range 3 {
				n, _, err := db.One(tx, readCounter, (*db.Row).Int64, 1)
				if n != 1 || err != nil {
					t.Errorf("read %d, %v", n, err)
				}
				write(t, d, func(tx *db.Tx) error {
					_, err := increment(tx, 1)
					return err
				})
			}
			return nil
		})
		if n := number(t, d, readCounter, 1); n != 4 {
			t.Errorf("read %d at the end", n)
		}
		err := d.Read(background, func(*db.Tx) error { panic("oops") })
		var panicked *db.PanicError
		if !errors.As(err, &panicked) {
			t.Errorf("panic in Read: %v", err)
		}
	})
}

// Close finishes what was begun and refuses the rest.
func TestClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		migrate(t, d, counterTables)
		var all sync.WaitGroup
		var good atomic.Int64
		for i := range 50 {
			all.Go(func() {
				switch _, err := exec(d, setCounter, i, i); {
				case err == nil:
					good.Add(1)
				case !errors.Is(err, db.ErrClosed):
					t.Error(err)
				}
			})
			all.Go(func() {
				err := d.Read(background, func(tx *db.Tx) error {
					_, err := db.All(tx, `SELECT n FROM counters`, (*db.Row).Int)
					return err
				})
				if err != nil && !errors.Is(err, db.ErrClosed) {
					t.Error(err)
				}
			})
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
		if err := d.Close(); !errors.Is(err, db.ErrClosed) {
			t.Errorf("second Close: %v", err)
		}
		if n := number(t, open(), `SELECT COUNT(*) FROM counters`); n != good.Load() {
			t.Errorf("%d rows of %d transactions", n, good.Load())
		}
	})
}
