package messages

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const noticeTimer = "messages.timer" // data is the peer

// setHistoryTTL has messages of a conversation destroy themselves from now on, a while after they were sent, for everybody in it. In groups
// and channels admins decide, who may change what the group says of itself.
// https://core.telegram.org/method/messages.setHistoryTTL
func (f *Feature) setHistoryTTL(ctx context.Context, c rpc.Caller, q *tl.MessagesSetHistoryTTL) (tl.UpdatesClass, error) {
	if err := chats.ValidTTL(q.Period); err != nil {
		return nil, err
	}
	var out *tl.Updates
	var ev box.Event
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		said, err := f.setTimerOf(tx, c, &at, q.Period)
		if err != nil {
			return err
		}
		ev = box.Event{Box: said.Box, Pts: said.Pts, Count: 1, Kind: box.Posted, Message: said}
		b, err := f.renderEvents(ctx, tx, c.User, []box.Event{ev})
		if err != nil {
			return err
		}
		b.Updates = append(b.Updates, timerUpdate(at.peer, q.Period))
		out = b.Object(f.box.Now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.Saw(ev.Box, ev.Pts, ev.Count)
	return out, nil
}

// setTimerOf sets the timer of a conversation of any kind, says so in it, and tells the devices of those who are in it.
func (f *Feature) setTimerOf(tx *db.Tx, c rpc.Caller, at *conversation, period int32) (*box.Message, error) {
	if !at.peer.IsUser() {
		return f.setGroupTimer(tx, c, at, period)
	}
	have, err := timersOf(tx, c.User, at.peer)
	if err != nil {
		return nil, err
	}
	if have[at.peer] == period {
		return nil, chats.ErrNotModified
	}
	said, err := f.setTimer(tx, c.User, at.peer, period, false)
	if err != nil {
		return nil, err
	}
	return said, f.tellTimer(tx, c.User, at.peer, c.Key)
}

// setTimer sets the timer of a conversation, for whoever it reaches, and posts the message that says so.
func (f *Feature) setTimer(tx *db.Tx, sender int64, peer box.Peer, period int32, auto bool) (*box.Message, error) {
	arrives, err := f.reaches(tx, sender, peer)
	if err != nil {
		return nil, err
	}
	if err := putTimer(tx, sender, peer, period); err != nil {
		return nil, err
	}
	if arrives {
		if err := putTimer(tx, peer.ID(), box.UserPeer(sender), period); err != nil {
			return nil, err
		}
	}
	a := &content.Action{Type: actionTimer, N: period}
	if auto {
		a.Peer = sender
	}
	said, err := f.deliver(tx, &outgoing{sender: sender, peer: peer, kind: box.KindService, flags: box.Service, say: content.Content{Action: a}})
	if err != nil {
		return nil, err
	}
	return said[0], nil
}

// tellTimer tells both people's devices that a timer was set, but for the one that did it.
func (f *Feature) tellTimer(tx *db.Tx, sender int64, peer box.Peer, key int64) error {
	if err := f.tell(tx, sender, key, noticeTimer, peer); err != nil || peer == box.UserPeer(sender) {
		return err
	}
	return f.tell(tx, peer.ID(), 0, noticeTimer, box.UserPeer(sender))
}

func timerUpdate(peer box.Peer, period int32) *tl.UpdatePeerHistoryTTL {
	u := &tl.UpdatePeerHistoryTTL{Peer: PeerTL(peer)}
	if period != 0 {
		u.TTLPeriod = tl.Some(period)
	}
	return u
}

func (f *Feature) renderTimer(_ context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var peer box.Peer
	if err := json.Unmarshal(n.Data, &peer); err != nil {
		return hub.Batch{}, err
	}
	have, err := periodsOf(tx, viewer, []box.Peer{peer})
	if err != nil {
		return hub.Batch{}, err
	}
	return f.about(tx, viewer, []box.Peer{peer}, timerUpdate(peer, have[peer]))
}

// setDefaultHistoryTTL sets the timer with which the caller's new conversations begin.
// https://core.telegram.org/method/messages.setDefaultHistoryTTL
func (f *Feature) setDefaultHistoryTTL(ctx context.Context, c rpc.Caller, q *tl.MessagesSetDefaultHistoryTTL) (bool, error) {
	if err := chats.ValidTTL(q.Period); err != nil {
		return false, err
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error { return putTimer(tx, c.User, newChats, q.Period) })
	return err == nil, err
}

// getDefaultHistoryTTL returns it.
// https://core.telegram.org/method/messages.getDefaultHistoryTTL
func (f *Feature) getDefaultHistoryTTL(ctx context.Context, c rpc.Caller, _ *tl.MessagesGetDefaultHistoryTTL) (*tl.DefaultHistoryTTL, error) {
	out := &tl.DefaultHistoryTTL{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		have, err := timersOf(tx, c.User, newChats)
		out.Period = have[newChats]
		return err
	})
	return out, err
}

// timed gives messages on their way the conversation's timer. A conversation that begins with them first gets its sender's default.
func (f *Feature) timed(tx *db.Tx, outs []*outgoing) error {
	sender, peer := outs[0].sender, outs[0].peer
	have, err := db.Remember(tx, "message_timers", sender, int64(peer), func() (map[box.Peer]int32, error) {
		return timersOf(tx, sender, peer, newChats)
	})
	if err != nil {
		return err
	}
	period := have[peer]
	if first := have[newChats]; period == 0 && first != 0 && outs[0].kind != box.KindService && peer != box.UserPeer(sender) {
		_, known, err := box.LoadDialog(tx, sender, peer)
		if err != nil {
			return err
		}
		if !known {
			if _, err := f.setTimer(tx, sender, peer, first, true); err != nil {
				return err
			}
			if err := f.tellTimer(tx, sender, peer, 0); err != nil {
				return err
			}
			period = first
		}
	}
	if period == 0 {
		return nil
	}
	for _, o := range outs {
		if o.ttl == 0 {
			o.ttl = period
		}
	}
	return nil
}

// pokeTimers has the timers be looked at: there is a new one.
func (f *Feature) pokeTimers() {
	select {
	case f.timersPoked <- struct{}{}:
	default:
	}
}

const (
	timerLook   = 250 * time.Millisecond // between looks at the clock
	timerAsk    = 240                    // looks after which the database is asked when the next one is due, in case nobody poked
	timerWindow = 10_000                 // messages that are looked up at once, so that those of one box go together
	timerBatch  = 500                    // messages that go in one transaction
)

// RunTimers destroys messages whose time is over, until ctx ends. What came due while the server was away goes first.
func (f *Feature) RunTimers(ctx context.Context, log *slog.Logger) error {
	t := time.NewTicker(timerLook)
	defer t.Stop()
	var next int32
	for looks := 0; ; looks++ {
		if looks%timerAsk == 0 || next != 0 && next <= f.box.Now() {
			var err error
			if next, err = f.destroyDue(ctx); err != nil {
				if !rest(ctx, log, err) {
					return nil
				}
				next = 1 // what is due waits no longer than for this rest
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.timersPoked:
			looks = -1
		case <-t.C:
		}
	}
}

// destroyDue destroys what is due, in both people's boxes, and returns when the next is.
func (f *Feature) destroyDue(ctx context.Context) (next int32, err error) {
	for {
		var lots []map[int64][]int32
		err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
			if lots, err = box.Due(tx, f.box.Now(), timerWindow, timerBatch); err != nil || len(lots) > 0 {
				return err
			}
			next, err = box.NextDue(tx)
			return err
		})
		if err != nil || len(lots) == 0 {
			return next, err
		}
		for _, ids := range lots {
			if err := f.db.Write(ctx, func(tx *db.Tx) error { return f.box.DeleteMany(tx, ids) }); err != nil {
				return 0, err
			}
		}
	}
}
