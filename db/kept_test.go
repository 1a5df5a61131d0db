package db_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

const (
	storeCounter = `UPDATE counters SET n = $2 WHERE id = $1`
	moveCounter  = `UPDATE counters SET n = n + 1 WHERE id = $1 RETURNING n`
	sumCounters  = `SELECT COALESCE(SUM(n), 0) FROM counters`
)

// next moves a counter that exists by one and returns it: in the writer's memory where there is one.
func next(tx *db.Tx, id int64) (int64, error) {
	kept, ok := db.Kept[int64](tx, "counters", id, 0)
	if !ok {
		n, _, err := db.One(tx, moveCounter, (*db.Row).Int64, id)
		return n, err
	}
	if kept == nil {
		n, _, err := db.One(tx, readCounter, (*db.Row).Int64, id)
		if err != nil {
			return 0, err
		}
		kept = &n
	}
	*kept++
	db.Keep(tx, "counters", id, 0, kept, func(tx *db.Tx, n *int64) error {
		_, err := tx.Exec(storeCounter, id, *n)
		return err
	})
	return *kept, nil
}

// startCounters makes counters 0 to n-1.
func startCounters(t *testing.T, d *db.DB, n int) {
	t.Helper()
	migrate(t, d, counterTables)
	write(t, d, func(tx *db.Tx) error {
		for i := range n {
			if _, err := tx.Exec(setCounter, i, 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// keptStep is one of the things that a transaction may do with counters; it reports by how much it moved their sum.
func keptStep(tx *db.Tx, what int, id int64) (moved int64, err error) {
	switch what {
	case 0: // SQL sees what is kept
		var sum, again int64
		if sum, _, err = db.One(tx, sumCounters, (*db.Row).Int64); err != nil {
			return 0, err
		}
		if _, err = next(tx, id); err != nil {
			return 0, err
		}
		again, _, err = db.One(tx, `SELECT SUM(n) FROM "counters"`, (*db.Row).Int64)
		if err == nil && again != sum+1 {
			err = fmt.Errorf("the sum was %d, one was counted, and it is %d", sum, again)
		}
		return 1, err
	case 1: // what is kept sees SQL
		before, _, err := db.One(tx, moveCounter, (*db.Row).Int64, id)
		if err != nil {
			return 0, err
		}
		n, err := next(tx, id)
		if err == nil && n != before+1 {
			err = fmt.Errorf("the counter was moved to %d by SQL, and then to %d", before, n)
		}
		return 2, err
	case 2: // a failure before the first write
		if _, _, err = db.One(tx, sumCounters, (*db.Row).Int64); err == nil {
			err = errClient
		}
		return 0, err
	case 3: // and after it
		if _, err = next(tx, id); err == nil {
			err = errClient
		}
		return 0, err
	case 4:
		if _, err = next(tx, id); err != nil {
			return 0, err
		}
		panic("oops")
	case 5:
		_, err = tx.Exec(`DELETE FROM log`)
		return 0, err
	}
	n, err := next(tx, id)
	if err == nil {
		_, err = tx.Exec(addLog, id*1000+int64(what), n) // fails if a number is given twice
	}
	return 1, err
}

// What the writer keeps and what SQL sees never differ, whatever fails beside it; no number is lost or given twice.
func TestKept(t *testing.T) {
	const writers, each, counters = 12, 60, 5
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		startCounters(t, d, counters)
		var all sync.WaitGroup
		var moved atomic.Int64
		for w := range writers {
			all.Go(func() {
				random := rand.New(rand.NewPCG(uint64(w), 7))
				for range each {
					what, id := random.IntN(14), random.Int64N(counters)
					var by int64
					err := d.Write(background, func(tx *db.Tx) (err error) {
						by, err = keptStep(tx, what, id)
						return err
					})
					if err == nil {
						moved.Add(by)
					} else if what < 2 || what > 4 {
						t.Errorf("step %d: %v", what, err)
					}
				}
			})
		}
		all.Wait()
		if sum := number(t, d, sumCounters); sum != moved.Load() {
			t.Errorf("counted %d, and the database has %d", moved.Load(), sum)
		}
		d.Close()
		if sum := number(t, open(), sumCounters); sum != moved.Load() {
			t.Errorf("counted %d, and the database has %d when it is opened again", moved.Load(), sum)
		}
	})
}

// A disk that fails makes the writer forget what it keeps.
func TestKeptStorageFails(t *testing.T) {
	dir := t.TempDir()
	disk := dbtest.NewDisk(t, dir)
	d := dbtest.Open(t, "sqlite:"+filepath.Join(dir, "test.db"))
	startCounters(t, d, 2)
	count := func() (n int64, err error) {
		err = d.Write(background, func(tx *db.Tx) (err error) {
			n, err = next(tx, 1)
			return err
		})
		return n, err
	}
	for want := range int64(4) {
		if n, err := count(); n != want+1 || err != nil {
			t.Fatalf("counted to %d, %v; want %d", n, err, want+1)
		}
		disk.Hook(func(op dbtest.Op) error {
			if op.Kind == dbtest.Sync {
				return dbtest.ErrIO
			}
			return nil
		})
		if _, err := count(); err == nil {
			t.Fatal("a transaction succeeded although its sync failed")
		}
		disk.Hook(nil)
	}
}

// A function that stores what is kept and panics fails the batch, and not the process.
func TestKeptPanics(t *testing.T) {
	d, _ := openFile(t)
	startCounters(t, d, 2)
	err := d.Write(background, func(tx *db.Tx) error {
		n := int64(5)
		db.Keep(tx, "counters", 1, 0, &n, func(*db.Tx, *int64) error { panic("oops") })
		return nil
	})
	if err == nil {
		t.Error("no error")
	}
	write(t, d, func(tx *db.Tx) error {
		n, err := next(tx, 1)
		if n != 1 {
			t.Errorf("counted to %d", n)
		}
		return err
	})
}

// What the writer remembers is what SQL says, also when a transaction that had written, or had read what another wrote, is taken back.
func TestRemember(t *testing.T) {
	const writers, each, counters = 8, 80, 4
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		startCounters(t, d, counters)
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				random := rand.New(rand.NewPCG(uint64(w), 9))
				for range each {
					id, what := random.Int64N(counters), random.IntN(4)
					err := d.Write(background, func(tx *db.Tx) error { return rememberStep(tx, what, id) })
					if err != nil && what != 3 {
						t.Errorf("step %d: %v", what, err)
					}
				}
			})
		}
		all.Wait()
	})
}

func rememberStep(tx *db.Tx, what int, id int64) error {
	load := func() (int64, error) {
		n, _, err := db.One(tx, readCounter, (*db.Row).Int64, id)
		return n, err
	}
	if what > 1 {
		if _, err := tx.Exec(storeCounter, id, rand.Int64N(1000)); err != nil {
			return err
		}
	}
	said, err := db.Remember(tx, "counters", id, 0, load)
	if err != nil {
		return err
	}
	if n, err := load(); err != nil || n != said {
		return fmt.Errorf("%d was remembered, and the database has %d: %v", said, n, err)
	}
	if what == 3 {
		return errClient
	}
	return nil
}
