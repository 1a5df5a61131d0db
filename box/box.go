// Package box is the engine under every conversation: ordered sequences of messages and events with their own ids and pts.
//
// Every user has a box (private chats, basic groups, service messages), every channel and supergroup has one. Features decide
// what is written into whose box; this package gives out the numbers, keeps them gapless for ever, and tells the bus after the
// commit that a box has moved.
//
// Invariants:
//   - A box's pts and last id move only inside the transaction that writes what they number.
//   - Boxes are taken in ascending order, so that two transactions do not wait for each other in a circle. Only DeleteMany leaves the
//     order to PostgreSQL, which ends one of two that do, so that it runs again.
//   - Every number from 1 to pts is covered by exactly one message or event.
//   - The transaction commits, then the world hears.
//
// https://core.telegram.org/api/updates
package box

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"chappe/bus"
	"chappe/clock"
	"chappe/db"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package.
var Migrations = db.Migrations{Name: "box", FS: files}

// ErrNoBox means that the box was never created.
var ErrNoBox = errors.New("no such box")

// Engine writes boxes. It has no state but its database, so that any number of them may run on the same one.
type Engine struct {
	bus     bus.Bus
	clock   clock.Clock
	erased  []func(tx *db.Tx, box int64, gone []*Message) error // set at start, see OnErase
	cleared []func(tx *db.Tx, box int64) error                  // set at start, see OnClear
	timed   func()                                              // set at start, see OnTimed
}

// New returns an engine that tells b what moved.
func New(b bus.Bus, c clock.Clock) *Engine { return &Engine{bus: b, clock: c} }

// Now is the time of the engine's clock in unix seconds, as rows and updates carry it.
func (e *Engine) Now() int32 { return int32(e.clock.Now().Unix()) }

// State is where a box stands.
type State struct {
	Pts    int32
	LastID int32
	Notice int64 // id of the newest entry of the log without numbers
}

const insertBox = `INSERT INTO boxes (box, pts, last_id, last_notice) VALUES ($1, $2, 0, 0)`

// firstPts is the pts of an empty box: 0 means "unknown" to clients. Nothing has this number.
const firstPts = 1

// Create makes an empty box.
func (e *Engine) Create(tx *db.Tx, box int64) error {
	if _, err := tx.Exec(insertBox, box, firstPts); err != nil {
		return fmt.Errorf("create box %d: %w", box, err)
	}
	return nil
}

const selectBox = `SELECT pts, last_id, last_notice FROM boxes WHERE box = $1`

// Load returns where a box stands, or ErrNoBox.
func Load(tx *db.Tx, box int64) (State, error) {
	s, ok, err := db.One(tx, selectBox, func(r *db.Row) State {
		return State{Pts: r.Int32(), LastID: r.Int32(), Notice: r.Int64()}
	}, box)
	if err == nil && !ok {
		err = ErrNoBox
	}
	if err != nil {
		return s, fmt.Errorf("load box %d: %w", box, err)
	}
	return s, nil
}

const takeNumbers = `UPDATE boxes SET pts = pts + $2, last_id = last_id + $3, moved = $4 WHERE box = $1 RETURNING pts, last_id`

const storeNumbers = `UPDATE boxes SET pts = $2, last_id = $3, moved = $4 WHERE box = $1`

// take moves a box on by n numbers and ids message ids, and returns where it stands then.
func (e *Engine) take(tx *db.Tx, box int64, n, ids int32) (State, error) {
	kept, ok := db.Kept[State](tx, "boxes", box, 0)
	if !ok {
		return e.takeByRow(tx, box, n, ids)
	}
	if kept == nil {
		s, err := Load(tx, box)
		if err != nil {
			return s, err
		}
		kept = &s
	}
	kept.Pts, kept.LastID = kept.Pts+n, kept.LastID+ids
	db.Keep(tx, "boxes", box, 0, kept, func(tx *db.Tx, s *State) error {
		_, err := tx.Exec(storeNumbers, box, s.Pts, s.LastID, e.Now())
		return wrap(err, "store the numbers of box %d", box)
	})
	return *kept, nil
}

// takeByRow does the same where other processes may move the box too.
func (e *Engine) takeByRow(tx *db.Tx, box int64, n, ids int32) (State, error) {
	s, ok, err := db.One(tx, takeNumbers, func(r *db.Row) State {
		return State{Pts: r.Int32(), LastID: r.Int32()}
	}, box, n, ids, e.Now())
	if err == nil && !ok {
		err = ErrNoBox
	}
	return s, wrap(err, "take %d of box %d", n, box)
}

const takeNumbersOfMany = `UPDATE boxes SET pts = pts + v.column2, moved = v.column3 FROM (VALUES ROWS) AS v
 WHERE boxes.box = v.column1 RETURNING box, pts`

// takeMany takes numbers for events of different boxes, in ascending order, and sets their Pts. Where that is one statement the database
// says in which order it locks the rows: should two transactions ever wait for each other, it ends one of them, which runs again.
func (e *Engine) takeMany(tx *db.Tx, evs []Event) error {
	if _, kept := db.Kept[State](tx, "boxes", evs[0].Box, 0); kept || len(evs) == 1 {
		for i := range evs {
			s, err := e.take(tx, evs[i].Box, evs[i].Count, 0)
			if err != nil {
				return err
			}
			evs[i].Pts = s.Pts
		}
		return nil
	}
	rows := make([][]any, len(evs))
	at := make(map[int64]int, len(evs))
	for i, ev := range evs {
		rows[i] = []any{ev.Box, ev.Count, e.Now()}
		at[ev.Box] = i
	}
	type taken struct {
		box int64
		pts int32
	}
	got, err := withRows(tx, takeNumbersOfMany, true, rows, func(r *db.Row) taken { return taken{r.Int64(), r.Int32()} })
	if err == nil && len(got) < len(evs) {
		err = ErrNoBox
	}
	for _, t := range got {
		evs[at[t.box]].Pts = t.pts
	}
	return wrap(err, "take numbers of %d boxes", len(evs))
}

// wake tells, after the commit, that a box has moved to pts. events are what moved it, oldest first and without a gap; they
// save the reader in this process from looking them up.
func (e *Engine) wake(tx *db.Tx, box int64, pts int32, events []Event) {
	h := bus.Hint{Kind: bus.KindBox, Box: box, Pts: pts, Local: events}
	for _, ev := range events {
		h.Took += ev.Count
	}
	bus.Expect(tx.Context(), h)
	tx.After(func(ctx context.Context) { bus.Tell(ctx, e.bus, h) })
}

// Put takes numbers of a box for an event that a feature made up or that this package has no verb for, and stores it.
// ev.Count is how many numbers it takes; Pts is set.
func (e *Engine) Put(tx *db.Tx, ev *Event) error {
	s, err := e.take(tx, ev.Box, ev.Count, 0)
	if err != nil {
		return err
	}
	ev.Pts = s.Pts
	if err := putEvent(tx, ev); err != nil {
		return err
	}
	e.wake(tx, ev.Box, ev.Pts, []Event{*ev})
	return nil
}
