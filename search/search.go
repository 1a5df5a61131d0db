// Package search finds messages by the words in them, in every script, the same way on both databases.
//
// The words of a message are found by our own code (words.go); the database only keeps them and looks them up: FTS5 on SQLite,
// tsvector on PostgreSQL. Each word is kept with the number of its box before it, so that a query walks through the box's own
// messages and nobody else's.
//
// The index is fed after the commit, from the boxes' logs: it remembers for each box up to which number it has read, so that nothing
// is lost over a crash, and edits and deletions follow the same way. Who searches has the asked box read first (CatchUp).
//
// Invariants:
//   - A row of search_boxes moves in the transaction that writes what it says was read.
//   - Nothing of a deleted message stays in the index once its box was read up to the deletion; it is overwritten on the disk.
package search

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/db"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package.
var Migrations = db.Migrations{Name: "search", FS: files}

// Index feeds the index. Its methods may be called from any goroutine.
type Index struct {
	db  *db.DB
	log *slog.Logger

	mu    sync.Mutex
	moved map[int64]bool // guarded by mu: boxes that were written to and not read yet
	wake  chan struct{}  // holds one value when moved has something
}

// New returns an index that hears from b which boxes move, and from e which are cleared. Nothing is fed before Run.
func New(d *db.DB, e *box.Engine, b bus.Bus, log *slog.Logger) *Index {
	x := &Index{db: d, log: log, moved: map[int64]bool{}, wake: make(chan struct{}, 1)}
	b.Subscribe(x.hear)
	e.OnClear(forget)
	return x
}

// hear takes a hint. What other nodes write they feed themselves.
func (x *Index) hear(h bus.Hint) {
	if h.Kind != bus.KindBox || h.Local == nil {
		return
	}
	x.add(h.Box)
}

func (x *Index) add(boxes ...int64) {
	x.mu.Lock()
	for _, b := range boxes {
		x.moved[b] = true
	}
	x.mu.Unlock()
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

const (
	gatherFor  = time.Second            // how long what moves is gathered before it is read
	boxesMax   = 64                     // in one transaction
	eventsMax  = 300                    // in one transaction, so that nobody waits for long behind it
	busyLook   = 100 * time.Millisecond // how often it is looked how busy the database is
	busyMost   = busyLook / 2           // when it is busy for longer than that between two looks, people come first
	busyFor    = 5 * time.Second        // but the index does not wait for ever
	failedRest = 5 * time.Second
)

// Run feeds the index until ctx ends, beginning with what was written while no server ran.
func (x *Index) Run(ctx context.Context) error {
	for after := int64(minBox); ; {
		behind, err := x.behind(ctx, after)
		if err != nil {
			return err
		}
		if len(behind) == 0 {
			break
		}
		x.add(behind...)
		after = behind[len(behind)-1]
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-x.wake:
		}
		if !sleep(ctx, gatherFor) || !x.giveWay(ctx) {
			return nil
		}
		for boxes := x.take(); len(boxes) > 0; boxes = x.take() {
			left, err := x.feed(ctx, boxes)
			if ctx.Err() != nil {
				return nil
			}
			if err != nil {
				x.log.Error("the search index could not be fed", "err", err)
				left = boxes
				if !sleep(ctx, failedRest) {
					return nil
				}
			}
			x.add(left...)
		}
	}
}

// giveWay waits while the database is busy with what people write. What has come by then is read in one go, which costs less. It
// returns false when ctx has ended.
func (x *Index) giveWay(ctx context.Context) bool {
	for began := time.Now(); time.Since(began) < busyFor; {
		before := x.db.Stats().BusySeconds
		if !sleep(ctx, busyLook) {
			return false
		}
		if x.db.Stats().BusySeconds-before < busyMost.Seconds() {
			break
		}
	}
	return true
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// take returns some of the boxes that moved.
func (x *Index) take() []int64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	var out []int64
	for b := range x.moved {
		if len(out) == boxesMax {
			break
		}
		out = append(out, b)
		delete(x.moved, b)
	}
	return out
}

// maxCatchUp is how many events a search waits for at most. What lies further behind is being read in the background.
const maxCatchUp = 10 * eventsMax

// CatchUp reads a box to its end, or as far as a search may wait for, so that a search right after a send finds what was sent.
func (x *Index) CatchUp(ctx context.Context, boxID int64) error {
	for n := 0; n < maxCatchUp; n += eventsMax {
		left, err := x.feed(ctx, []int64{boxID})
		if err != nil {
			return fmt.Errorf("catch up with box %d: %w", boxID, err)
		}
		if len(left) == 0 {
			return nil
		}
	}
	x.add(boxID)
	return nil
}
