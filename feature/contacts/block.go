package contacts

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const noticeBlock = "contacts.block"

// block keeps somebody's messages away from the caller.
// https://core.telegram.org/method/contacts.block
func (f *Feature) block(ctx context.Context, c rpc.Caller, q *tl.ContactsBlock) (bool, error) {
	return f.setBlocked(ctx, c, q.ID, true)
}

// unblock undoes block.
// https://core.telegram.org/method/contacts.unblock
func (f *Feature) unblock(ctx context.Context, c rpc.Caller, q *tl.ContactsUnblock) (bool, error) {
	return f.setBlocked(ctx, c, q.ID, false)
}

func (f *Feature) setBlocked(ctx context.Context, c rpc.Caller, in tl.InputPeerClass, on bool) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		p, err := f.users.Peer(tx, c, in)
		if err != nil {
			return err
		}
		if !p.IsUser() || p.ID() == c.User {
			return rpc.Bad("CONTACT_ID_INVALID")
		}
		return f.keepBlock(tx, c, int64(p), on)
	})
	return err == nil, err
}

// keepBlock keeps that the caller has blocked somebody, or has no more, and tells their other devices.
func (f *Feature) keepBlock(tx *db.Tx, c rpc.Caller, peer int64, on bool) error {
	var err error
	if on {
		err = putBlock(tx, c.User, peer, f.box.Now())
	} else {
		err = removeBlock(tx, c.User, peer)
	}
	if err != nil {
		return err
	}
	data, err := json.Marshal(peer)
	if err != nil {
		return err
	}
	return f.box.Notice(tx, &box.Notice{Box: c.User, Except: c.Key, Name: noticeBlock, Data: data})
}

func (f *Feature) renderBlock(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var peer int64
	if err := json.Unmarshal(n.Data, &peer); err != nil {
		return hub.Batch{}, err
	}
	on, err := Blocked(tx, viewer, peer)
	if err != nil {
		return hub.Batch{}, err
	}
	us, err := f.People(tx, viewer, []int64{peer})
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdatePeerBlocked{Blocked: on, PeerID: &tl.PeerUser{UserID: peer}}}, Users: us}, err
}

// getBlocked lists whom the caller has blocked, the latest first.
// https://core.telegram.org/method/contacts.getBlocked
func (f *Feature) getBlocked(ctx context.Context, c rpc.Caller, q *tl.ContactsGetBlocked) (tl.ContactsBlockedClass, error) {
	limit := int(min(max(q.Limit, 1), 200))
	var bs []blockEntry
	var us []tl.UserClass
	total := 0
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		if bs, err = blocks(tx, c.User, limit, int(max(q.Offset, 0))); err != nil {
			return err
		}
		if total, err = blockCount(tx, c.User); err != nil {
			return err
		}
		ids := make([]int64, len(bs))
		for i, b := range bs {
			ids[i] = b.peer
		}
		us, err = f.People(tx, c.User, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]tl.PeerBlocked, len(bs))
	for i, b := range bs {
		out[i] = tl.PeerBlocked{PeerID: &tl.PeerUser{UserID: b.peer}, Date: b.date}
	}
	if total > len(bs) {
		return &tl.ContactsBlockedSlice{Count: int32(total), Blocked: out, Users: us}, nil
	}
	return &tl.ContactsBlocked{Blocked: out, Users: us}, nil
}
