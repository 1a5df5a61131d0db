package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"
)

// writer owns the one connection that writes. Write calls queue up as jobs; its goroutine runs all that wait as one
// transaction of SQLite and commits them with one sync.
//
// There are no savepoints as long as all goes well. A job that fails after it has changed something spoils the batch: it is
// rolled back and the jobs before it are run again, from then on with a savepoint around each. So no job runs more than
// twice in a batch, whatever the others do.
//
// Nobody is answered before the COMMIT, not even a job that failed: its error may stem from what an earlier one wrote.
type writer struct {
	conn *liteConn
	log  *slog.Logger
	turn sync.Mutex // held during a batch, and by the checkpointer while it needs that there is none

	mu      sync.Mutex
	waiting []*job // guarded by mu, in the order of arrival
	closed  bool   // guarded by mu

	wake    chan struct{}     // holds one value when there may be something in waiting, or closed was set
	done    chan struct{}     // closed when the loop has ended
	told    func(erased bool) // called after every commit
	suspect func(error)       // called with errors that may mean that the file is corrupt
	broken  error             // owned by the loop: why nothing can be written any more

	// Owned by the loop.
	batch []*job
	safe  bool  // each job of the batch gets a savepoint
	kept  *kept // what is remembered between transactions

	transactions, failed, batches, reruns atomic.Int64
	commitTime, busyTime                  atomic.Int64 // nanoseconds
}

// Bounds of a batch: how many jobs, and how long they may run before they are committed.
const (
	maxBatch     = 256
	maxBatchTime = 20 * time.Millisecond
)

// job is one Write call. Until it is taken it belongs to the queue, then to the loop, and when done is signalled to the caller.
type job struct {
	ctx   context.Context
	fn    func(*Tx) error
	state atomic.Int32 // jobWaits, then one of the others
	tx    Tx           // of the latest run
	runs  int
	err   error
	done  chan struct{}
}

const (
	jobWaits     = iota
	jobTaken     // by the writer
	jobAbandoned // by its caller
)

func newWriter(conn *liteConn, log *slog.Logger) *writer {
	return &writer{conn: conn, log: log, kept: newKept(), wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// write queues fn and waits for its result. A caller whose context ends before its turn goes away at once.
func (w *writer) write(ctx context.Context, fn func(*Tx) error, queued func()) ([]func(context.Context), error) {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	if err := w.push(j); err != nil {
		return nil, err
	}
	queued()
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaits, jobAbandoned) {
			return nil, ctx.Err()
		}
		<-j.done
	}
	if j.err != nil {
		return nil, j.err
	}
	return j.tx.after, nil
}

// push puts a job at the end of the queue.
func (w *writer) push(j *job) error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return ErrClosed
	}
	w.waiting = append(w.waiting, j)
	w.mu.Unlock()
	w.rouse()
	return nil
}

// rouse makes the loop look at the queue.
func (w *writer) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// next takes the first job off the queue whose caller still waits, or returns nil.
func (w *writer) next() *job {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.waiting) > 0 {
		j := w.waiting[0]
		w.waiting[0] = nil
		w.waiting = w.waiting[1:]
		if j.state.CompareAndSwap(jobWaits, jobTaken) {
			return j
		}
	}
	w.waiting = nil
	return nil
}

// stop refuses new jobs, waits for those queued and ends the loop.
func (w *writer) stop() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.rouse()
	<-w.done
}

// finished tells whether the loop may end.
func (w *writer) finished() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed && len(w.waiting) == 0
}

// loop runs batches until the writer is stopped and the queue is empty.
func (w *writer) loop() {
	ended := false
	defer func() {
		if ended {
			close(w.done)
		} else { // a job called runtime.Goexit, which nothing can stop
			w.afterGoexit()
			go w.loop()
		}
	}()
	for !w.finished() {
		if j := w.next(); j != nil {
			w.run(j)
			continue
		}
		<-w.wake
	}
	ended = true
}

// run runs and commits a batch that begins with j.
func (w *writer) run(j *job) {
	w.turn.Lock()
	defer w.turn.Unlock()
	w.batch, w.safe = append(w.batch[:0], j), false
	if err := w.begin(); err != nil {
		w.answer(err)
		return
	}
	start := time.Now()
	for i := 0; ; i++ {
		if i == len(w.batch) {
			if i == maxBatch || time.Since(start) > maxBatchTime {
				break
			}
			if j = w.next(); j == nil {
				break
			}
			w.batch = append(w.batch, j)
		}
		if err := w.step(i); err != nil {
			w.answer(err)
			return
		}
	}
	err := w.commit()
	w.busyTime.Add(int64(time.Since(start)))
	w.answer(err)
}

// begin starts a transaction of SQLite.
func (w *writer) begin() error {
	if w.broken != nil {
		return w.broken
	}
	if err := w.conn.plain("BEGIN IMMEDIATE"); err != nil {
		return w.storage("begin", err)
	}
	return nil
}

// step runs job i of the batch. If that spoils the batch, it is begun again and the jobs before i are run once more.
// An error is the end of the batch.
func (w *writer) step(i int) error {
	j := w.batch[i]
	if err := w.runJob(j); err != nil {
		return err
	}
	if w.safe || j.err == nil || !j.tx.wrote {
		return nil
	}
	if err := w.rollback(); err != nil {
		return err
	}
	if err := w.begin(); err != nil {
		return err
	}
	w.safe = true
	for _, before := range w.batch[:i] {
		if before.err != nil {
			continue
		}
		if err := w.runJob(before); err != nil {
			return err
		}
	}
	return nil
}

// runJob runs a job once and leaves its error in it. An error returned is the end of the batch.
func (w *writer) runJob(j *job) error {
	if j.runs == 0 {
		if j.err = j.ctx.Err(); j.err != nil {
			return nil
		}
	} else {
		w.reruns.Add(1)
		again(j.ctx)
	}
	j.runs++
	if w.safe {
		if err := w.flush(); err != nil {
			return err
		}
		if err := w.conn.plain("SAVEPOINT job"); err != nil {
			return w.storage("savepoint", err)
		}
	}
	j.tx = Tx{run: w.conn, write: true, after: j.tx.after[:0], kept: w.kept, caller: j.ctx}
	j.err = errGoexit // unless do returns
	j.err = j.tx.do(j.fn)
	if j.tx.err != nil && isStorage(j.tx.err) || w.conn.conn.AutocommitEnabled() {
		return w.storage("transaction", j.tx.err)
	}
	if !w.safe {
		return nil
	}
	if j.err != nil && j.tx.wrote {
		w.kept.reset() // all that is unsaved is this job's
		if err := w.conn.plain("ROLLBACK TO job"); err != nil {
			return w.storage("rollback to savepoint", err)
		}
	}
	if err := w.conn.plain("RELEASE job"); err != nil {
		return w.storage("release savepoint", err)
	}
	return nil
}

// flush stores what is kept and unsaved.
func (w *writer) flush() error {
	tx := Tx{run: w.conn, write: true, kept: w.kept}
	if err := tx.do(w.kept.flush); err != nil {
		return w.storage("store what is kept", err)
	}
	return nil
}

// commit makes the batch durable.
func (w *writer) commit() error {
	if err := w.flush(); err != nil {
		return err
	}
	if w.kept.rows > maxKept {
		w.kept.reset()
	}
	start := time.Now()
	err := w.conn.plain("COMMIT")
	w.commitTime.Add(int64(time.Since(start)))
	if err != nil {
		return w.storage("commit", err)
	}
	w.batches.Add(1)
	return nil
}

// answer tells the callers how the batch ended: each its own error, or all of them err.
func (w *writer) answer(err error) {
	erased := false
	for i, j := range w.batch {
		if err != nil {
			j.err = err
		}
		if j.err != nil {
			w.failed.Add(1)
		} else {
			w.transactions.Add(1)
			erased = erased || j.tx.erased
		}
		close(j.done)
		w.batch[i] = nil
	}
	w.batch = w.batch[:0]
	if err == nil {
		w.told(erased)
	}
}

// rollback takes back the batch.
func (w *writer) rollback() error {
	w.kept.reset()
	if err := w.conn.plain("ROLLBACK"); err != nil {
		return w.storage("rollback", err)
	}
	return nil
}

// storage logs an error that fails the whole batch, takes back what is left of it and returns the error as callers get it.
// The connection stays open on purpose: if it were closed and opened again, SQLite would read the WAL as after a crash, and
// might find a transaction in it whose sync failed and whose callers have been told so. As long as it stays open, the next
// transaction overwrites it.
func (w *writer) storage(doing string, err error) error {
	if err == nil {
		err = errors.New("SQLite ended the transaction")
	}
	err = fmt.Errorf("%w: %s: %w", ErrStorage, doing, err)
	w.kept.reset()
	w.log.Error("database write failed", "error", err, "transactions", len(w.batch))
	w.suspect(err)
	if !w.conn.conn.AutocommitEnabled() {
		if rerr := w.conn.plain("ROLLBACK"); rerr != nil && !w.conn.conn.AutocommitEnabled() {
			w.broken = fmt.Errorf("%w, and rolling back failed: %w; restart the server", err, rerr)
			w.log.Error("database cannot be written any more until a restart", "error", w.broken)
		}
	}
	return err
}

// isStorage tells whether err comes from the disk or memory and not from the statement.
func isStorage(err error) bool {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultIOErr, sqlite.ResultFull, sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultNoMem,
		sqlite.ResultReadOnly, sqlite.ResultCantOpen, sqlite.ResultProtocol, sqlite.ResultBusy, sqlite.ResultInterrupt:
		return true
	}
	return false
}

// afterGoexit fails the job that ended the loop's goroutine and puts the others of its batch back at the head of the queue.
func (w *writer) afterGoexit() {
	var back, lost []*job
	for _, j := range w.batch {
		if j.err != nil {
			lost = append(lost, j)
			continue
		}
		j.state.Store(jobWaits)
		back = append(back, j)
	}
	w.batch = append(w.batch[:0], lost...)
	err := w.rollback() // unlocked: w.turn was released by run's defer, but nobody else uses this connection
	w.answer(err)
	w.mu.Lock()
	w.waiting = append(back, w.waiting...)
	w.mu.Unlock()
	w.rouse()
}

// stats returns the writer's totals.
func (w *writer) stats() Stats {
	w.mu.Lock()
	queue := len(w.waiting)
	w.mu.Unlock()
	return Stats{Transactions: w.transactions.Load(), Failed: w.failed.Load(), Batches: w.batches.Load(),
		Reruns: w.reruns.Load(), CommitSeconds: time.Duration(w.commitTime.Load()).Seconds(),
		BusySeconds: time.Duration(w.busyTime.Load()).Seconds(), Queue: queue}
}
