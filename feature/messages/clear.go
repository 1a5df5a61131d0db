package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// clearChunk is how many messages of the caller one request deletes at most. The client asks again for the rest.
const clearChunk = 500

var (
	errMinDate = rpc.Bad("MIN_DATE_INVALID")
	errMaxDate = rpc.Bad("MAX_DATE_INVALID")
)

// deleteHistory clears a conversation, for the caller or for both, in parts: where offset comes back above 0, the client asks again.
// https://core.telegram.org/method/messages.deleteHistory
func (f *Feature) deleteHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteHistory) (*tl.MessagesAffectedHistory, error) {
	if err := checkDates(q.MinDate, q.MaxDate); err != nil {
		return nil, err
	}
	return f.clear(ctx, c, func(tx *db.Tx) (*clearing, error) {
		at, err := f.place(tx, c, q.Peer)
		if err == nil && at.channel != nil {
			err = users.ErrPeer // a channel has a method of its own
		}
		peer := at.peer
		cl := &clearing{peer: peer, upto: q.MaxID, revoke: q.Revoke && peer.IsUser() && peer != box.UserPeer(c.User), keep: q.JustClear}
		cl.whole = !q.MinDate.OK && !q.MaxDate.OK
		cl.filter = dated(box.Filter{Peer: peer}, q.MinDate, q.MaxDate)
		return cl, err
	})
}

// deleteSavedHistory does the same with one dialog of Saved Messages.
// https://core.telegram.org/method/messages.deleteSavedHistory
func (f *Feature) deleteSavedHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteSavedHistory) (*tl.MessagesAffectedHistory, error) {
	if q.ParentPeer != nil {
		return nil, errParent
	}
	if err := checkDates(q.MinDate, q.MaxDate); err != nil {
		return nil, err
	}
	return f.clear(ctx, c, func(tx *db.Tx) (*clearing, error) {
		peer, err := f.users.Peer(tx, c, q.Peer)
		self := box.UserPeer(c.User)
		return &clearing{peer: self, upto: q.MaxID, filter: dated(box.Filter{Peer: self, Saved: peer}, q.MinDate, q.MaxDate)}, err
	})
}

// clearing is what is to go, and what is to become of the dialog.
type clearing struct {
	peer   box.Peer
	filter box.Filter // of the caller's box
	upto   int32      // the last id that goes, 0 for all
	revoke bool       // for the other person, too
	whole  bool       // if nothing is left, the conversation itself has gone
	keep   bool       // the emptied dialog stays in the list
}

func checkDates(first, last tl.Opt[int32]) error {
	switch {
	case first.V < 0:
		return errMinDate
	case last.V < 0, first.OK && last.OK && last.V < first.V:
		return errMaxDate
	}
	return nil
}

// dated restricts a filter to messages from one time to another, both included.
func dated(f box.Filter, first, last tl.Opt[int32]) box.Filter {
	f.Since = first.V
	if last.OK {
		f.Until = last.V + 1
	}
	return f
}

func (f *Feature) clear(ctx context.Context, c rpc.Caller, plan func(*db.Tx) (*clearing, error)) (*tl.MessagesAffectedHistory, error) {
	out := &tl.MessagesAffectedHistory{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		cl, err := plan(tx)
		if err != nil {
			return err
		}
		d, _, err := box.LoadDialog(tx, c.User, cl.peer)
		if err != nil {
			return err
		}
		ms, err := cl.filter.Oldest(tx, c.User, 0, cl.upto, clearChunk)
		if err != nil {
			return err
		}
		more := len(ms) == clearChunk
		if cl.revoke && cl.upto == 0 {
			// What the caller had deleted before, and what never came here, the other person may still have.
			other := cl.filter
			other.Peer = box.UserPeer(c.User)
			theirs, err := other.Oldest(tx, cl.peer.ID(), 0, 0, clearChunk)
			if err != nil {
				return err
			}
			more = more || len(theirs) == clearChunk
			ms = append(ms, theirs...)
		}
		if out.Pts, out.PtsCount, err = f.erase(tx, c.User, ms, cl.revoke); err != nil {
			return err
		}
		out.Offset = 0
		if more {
			out.Offset = max(1, d.Total-out.PtsCount)
			return nil
		}
		return f.cleared(tx, c, cl, d)
	})
	if err != nil {
		return nil, err
	}
	c.Saw(c.User, out.Pts, out.PtsCount)
	return out, nil
}

// cleared settles what is left of a dialog when the last part of its messages has gone. was is how it was before.
func (f *Feature) cleared(tx *db.Tx, c rpc.Caller, cl *clearing, was box.Dialog) error {
	if !cl.whole || was.Top == 0 {
		return nil
	}
	if d, _, err := box.LoadDialog(tx, c.User, cl.peer); err != nil || d.Top != 0 {
		return err
	}
	if !cl.keep {
		return f.forgetDialog(tx, c, was)
	}
	// The dialog keeps its place in the list by a message that says what happened.
	say := content.Content{Action: &content.Action{Type: actionClear}}
	body, err := say.Encode()
	if err != nil {
		return err
	}
	self := box.UserPeer(c.User)
	m := &box.Message{
		Box: c.User, Peer: cl.peer, From: self, Out: true, Date: was.Date, Flags: box.Service | box.Silent, Kind: box.KindService, Content: body,
	}
	if cl.peer == self {
		m.Saved = self
	}
	return f.box.Post(tx, m)
}

// forgetDialog takes an empty dialog out of the caller's lists, and tells all their devices what it was there: no client concludes
// that from the messages' going.
func (f *Feature) forgetDialog(tx *db.Tx, c rpc.Caller, was box.Dialog) error {
	if was.Folder != 0 {
		if _, err := f.box.MoveDialog(tx, c.User, was.Peer, 0); err != nil {
			return err
		}
	}
	if err := box.ForgetDialog(tx, c.User, was.Peer); err != nil {
		return err
	}
	if was.Pinned != 0 {
		if err := f.tell(tx, c.User, 0, noticePins, was.Folder); err != nil {
			return err
		}
	}
	if was.Marked {
		if err := f.tell(tx, c.User, 0, noticeMark, was.Peer); err != nil {
			return err
		}
	}
	had, err := removeDraft(tx, c.User, was.Peer, 0)
	if err != nil || !had {
		return err
	}
	return f.tell(tx, c.User, 0, noticeDraft, was.Peer)
}
