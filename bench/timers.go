package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/db"
	"chappe/feature/users"
	"chappe/tl"
)

// Timers is how late messages were that destroy themselves.
type Timers struct {
	Database       string // "sqlite" or "postgres"
	Pending, Boxes int
	Rows           []TimersRow
}

// TimersRow is one way in which they come due. How late one is goes from the second in which it is due to the moment in which its owner's
// device is told that it is gone.
type TimersRow struct {
	Name           string
	P50, P99, Last time.Duration
}

// timerBoxes is whose messages they are: so many people, of whom one has a device.
const timerBoxes = 1000

// RunTimers has so many messages destroy themselves, in the boxes of 1,000 people: spread over time, all in one second, and all while the
// server was away, where what counts is the time since it is back. database is the URL of an empty PostgreSQL database, or "" for SQLite.
func RunTimers(ctx context.Context, pending int, database string) (Timers, error) {
	r := Timers{Database: "sqlite", Pending: pending, Boxes: timerBoxes}
	if database != "" {
		r.Database = "postgres"
	}
	for _, x := range []struct {
		name   string
		spread int // seconds over which they come due
		away   bool
	}{
		{"1,000 a second", max(1, pending/1000), false}, {"all in one second", 1, false}, {"all while the server was away", 1, true},
	} {
		row, err := timersRow(ctx, database, pending, x.spread, x.away)
		if err != nil {
			return r, fmt.Errorf("%s: %w", x.name, err)
		}
		row.Name = x.name
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

// timersWorld is a server whose people have messages that destroy themselves.
type timersWorld struct {
	readWorld
	first int64 // the id of the first of those without a device

	mu   sync.Mutex
	due  map[int32]time.Time // guarded by mu; alice's messages that are still there, and when they are due
	late []time.Duration     // guarded by mu
	done chan struct{}       // closed when all of hers have gone
}

func timersRow(ctx context.Context, database string, pending, spread int, away bool) (row TimersRow, err error) {
	dir, err := os.MkdirTemp("", "chappe-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	w := &timersWorld{readWorld: readWorld{ctx: ctx, dir: dir, database: database}, due: map[int32]time.Time{}, done: make(chan struct{})}
	if err := w.crowd(); err != nil {
		return row, fmt.Errorf("make people: %w", err)
	}
	if err := w.fill(pending, spread, away); err != nil {
		return row, fmt.Errorf("fill the boxes: %w", err)
	}
	began := time.Now()
	gone := func(ids []int32) { w.gone(ids, began) }
	w.alice.onGone.Store(&gone)
	err = w.serve(func() error {
		if err := w.alice.client.Reconnect(ctx); err != nil {
			return err
		}
		if err := w.catchUp(int32(began.Unix())); err != nil {
			return err
		}
		select {
		case <-w.done:
			return nil
		case <-time.After(time.Duration(spread)*time.Second + 5*time.Minute):
			return errors.New("some never went")
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		return row, err
	}
	slices.Sort(w.late)
	n := len(w.late)
	return TimersRow{P50: w.late[n/2], P99: w.late[n*99/100], Last: w.late[n-1]}, nil
}

// catchUp asks what has gone since alice signed up, as a device does that was away.
func (w *timersWorld) catchUp(date int32) error {
	for pts := int32(1); ; {
		v, err := w.alice.client.Call(w.ctx, &tl.UpdatesGetDifference{Pts: pts, Date: date})
		if err != nil {
			return err
		}
		switch v := v.(type) {
		case *tl.UpdatesDifferenceSlice:
			w.alice.update(&tl.Updates{Updates: v.OtherUpdates})
			pts = v.IntermediateState.Pts
			continue
		case *tl.UpdatesDifference:
			w.alice.update(&tl.Updates{Updates: v.OtherUpdates})
		}
		return nil
	}
}

// gone notes that alice's device was told of messages that are gone. What was due before the server began is late since then.
func (w *timersWorld) gone(ids []int32, began time.Time) {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range ids {
		if due, ok := w.due[id]; ok {
			if due.Before(began) {
				due = began
			}
			delete(w.due, id)
			w.late = append(w.late, now.Sub(due))
			if len(w.due) == 0 {
				close(w.done)
			}
		}
	}
}

// crowd makes the people. Alice comes last: her messages go after those of the others that are due in the same second.
func (w *timersWorld) crowd() error {
	if err := w.meet(); err != nil {
		return err
	}
	d, err := w.open()
	if err != nil {
		return err
	}
	err = d.Write(w.ctx, func(tx *db.Tx) (err error) {
		w.first, err = users.Populate(tx, timerBoxes-1, int32(time.Now().Unix()))
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	w.alice, w.bob = nil, nil
	return w.meet()
}

func (w *timersWorld) open() (*db.DB, error) {
	url := w.database
	if url == "" {
		url = "sqlite:" + filepath.Join(w.dir, "chappe.db")
	}
	return db.Open(w.ctx, url, db.Options{})
}

// settleIn is how long, in seconds, a server has from its start until the first of so many messages is due.
func settleIn(pending int) int32 { return int32(2 + pending/10_000) }

const shiftDue = `UPDATE messages SET ttl = ttl + $1 WHERE ttl > 0`

// fill writes the messages straight into the database, and when that is done sets when they are due.
func (w *timersWorld) fill(pending, spread int, away bool) error {
	d, err := w.open()
	if err != nil {
		return err
	}
	e := box.New(bus.NewLocal(), clock.Real)
	now := int32(time.Now().Unix())
	err = d.Write(w.ctx, func(tx *db.Tx) (err error) {
		for i := 0; err == nil && i < pending; {
			var ms []*box.Message
			for ; i < pending && len(ms) < 1000; i++ {
				m, err := w.message(w.bob.id, "soon over", false)
				if err != nil {
					return err
				}
				m.Date, m.TTL = now, int32(1+i*spread/pending)
				if i%50 != 0 {
					m.Box = w.first + int64(i%(timerBoxes-1))
				}
				ms = append(ms, m)
			}
			if err = e.Post(tx, ms...); err == nil {
				w.noted(ms)
			}
		}
		return err
	})
	shift := int32(time.Now().Unix()) - now + settleIn(pending)
	if away {
		shift = 0
	}
	if err == nil {
		err = d.Write(w.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(shiftDue, shift)
			return err
		})
	}
	for id, at := range w.due {
		w.due[id] = at.Add(time.Duration(shift) * time.Second)
	}
	return errors.Join(err, d.Close())
}

// noted notes when those messages are due that are alice's.
func (w *timersWorld) noted(ms []*box.Message) {
	for _, m := range ms {
		if m.Box == w.alice.id {
			w.due[m.ID] = time.Unix(int64(m.Date+m.TTL), 0)
		}
	}
}

// Text writes the figures for people.
func (r Timers) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d messages in %d boxes on %s destroy themselves; how late a device hears of it:\n", r.Pending, r.Boxes, r.Database)
	for _, x := range r.Rows {
		fmt.Fprintf(&b, "%-32s p50 %8.0f ms   p99 %8.0f ms   last %8.0f ms\n", x.Name, ms(x.P50), ms(x.P99), ms(x.Last))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
