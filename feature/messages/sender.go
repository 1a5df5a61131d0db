package messages

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"chappe/box"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
)

const (
	lookEvery   = 200 * time.Millisecond // how often the clock is looked at
	askEvery    = 10                     // looks between two questions to the database for what another node has scheduled
	sendAtOnce  = 100                    // scheduled messages in one look
	retryEvery  = 5 * time.Second        // after a failure
	maxAwaiting = 1000                   // messages waiting for somebody that are looked at
)

// poke has the sender look at what is due.
func (f *Feature) poke() {
	select {
	case f.poked <- struct{}{}:
	default:
	}
}

// Run sends scheduled messages when they are due, until ctx ends. What became due while no server ran is sent at once. It may run
// on several nodes: each message is sent by one transaction, which takes it out as well.
func (f *Feature) Run(ctx context.Context, log *slog.Logger) error {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	var next int32
	var waiting bool
	looks := 0
	for {
		if looks%askEvery == 0 {
			var err error
			next, waiting, err = f.askNext(ctx)
			if err != nil && !rest(ctx, log, err) {
				return nil
			}
		}
		if waiting && looks%askEvery == 0 || next != 0 && next <= f.box.Now() {
			if err := f.sendDue(ctx, waiting); err != nil && !rest(ctx, log, err) {
				return nil
			}
			looks = 0
			if next != 0 && next <= f.box.Now() {
				continue
			}
		}
		if looks%askEvery == 0 {
			if err := errors.Join(f.burnDue(ctx), f.closePolls(ctx)); err != nil && !rest(ctx, log, err) {
				return nil
			}
		}
		looks++
		select {
		case <-ctx.Done():
			return nil
		case <-f.poked:
			looks = 0
		case <-t.C:
		}
	}
}

// rest waits a while after a failure, and says no when ctx ended.
func rest(ctx context.Context, log *slog.Logger, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	log.Error("scheduled messages could not be sent", "err", err)
	select {
	case <-ctx.Done():
		return false
	case <-time.After(retryEvery):
		return true
	}
}

func (f *Feature) askNext(ctx context.Context) (next int32, waiting bool, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		next, waiting, err = nextDue(tx)
		return err
	})
	return next, waiting, err
}

// sendDue sends what is due now, and, where something waits for people, what waits for those who are online.
func (f *Feature) sendDue(ctx context.Context, waiting bool) error {
	var due []scheduled
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		if due, err = dueBy(tx, f.box.Now(), sendAtOnce); err != nil || !waiting {
			return err
		}
		ready, err := f.ready(tx)
		due = append(due, ready...)
		return err
	})
	if err != nil {
		return err
	}
	for len(due) > 0 {
		n := 1
		for n < len(due) && due[n].Box == due[0].Box && due[n].Peer == due[0].Peer {
			n++
		}
		if err := f.sendGroup(ctx, due[:n]); err != nil {
			return err
		}
		due = due[n:]
	}
	return nil
}

// ready returns what waits for people who are online now.
func (f *Feature) ready(tx *db.Tx) ([]scheduled, error) {
	all, err := awaited(tx, maxAwaiting)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, s := range all {
		ids = append(ids, s.Peer.ID())
	}
	us, err := users.ByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	here := map[box.Peer]bool{}
	for _, u := range us {
		here[box.UserPeer(u.ID)] = u.OnlineUntil > f.box.Now()
	}
	var out []scheduled
	for _, s := range all {
		if here[s.Peer] {
			out = append(out, s)
		}
	}
	return out, nil
}

// sendGroup sends what one person scheduled in one conversation, in one transaction that also takes it out. What cannot be sent any
// more is dropped.
func (f *Feature) sendGroup(ctx context.Context, ss []scheduled) error {
	ids := make([]int32, len(ss))
	for i, s := range ss {
		ids[i] = s.ID
	}
	owner := ss[0].Box
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		still, err := scheduledByIDs(tx, owner, ids) // somebody else may have sent, changed or deleted them meanwhile
		if err != nil {
			return err
		}
		now := f.box.Now()
		var due []scheduled
		for _, s := range still {
			if s.Due <= now || s.Due == untilOnline {
				due = append(due, s)
			}
		}
		if len(due) == 0 {
			return nil
		}
		_, d, err := f.sendNow(tx, due)
		if err != nil {
			return err
		}
		return f.tell(tx, owner, 0, noticeDropped, d)
	})
	var refused *rpc.Error
	if !errors.As(err, &refused) {
		return err
	}
	return f.db.Write(ctx, func(tx *db.Tx) error {
		gone, err := f.takeScheduled(tx, owner, ids)
		if err != nil || len(gone) == 0 {
			return err
		}
		return f.tell(tx, owner, 0, noticeDropped, dropped{Peer: ss[0].Peer, IDs: gone})
	})
}

// sendNow posts scheduled messages of one conversation and takes them out of what is scheduled.
func (f *Feature) sendNow(tx *db.Tx, ss []scheduled) ([]*box.Message, dropped, error) {
	d := dropped{Peer: ss[0].Peer}
	outs := make([]*outgoing, len(ss))
	for i := range ss {
		outs[i] = ss[i].outgoing()
		d.IDs = append(d.IDs, ss[i].ID)
		m, err := again(tx, ss[i].Box, ss[i].RandomID)
		if err != nil {
			return nil, d, err
		}
		if m != nil {
			outs[i].randomID = 0 // the client has used it twice
		}
	}
	ms, err := f.deliver(tx, outs...)
	if err != nil {
		return nil, d, err
	}
	for _, m := range ms {
		d.Sent = append(d.Sent, m.ID)
	}
	_, err = f.takeScheduled(tx, ss[0].Box, d.IDs)
	return ms, d, err
}
